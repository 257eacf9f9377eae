// The rows of a network as one table, built once; a change writes only into the cells it changes.

const FOLDED_FROM = 40;
const COLUMN_COUNT = 5;

// Builds the table; `choose` is called with the number of a row. Returns what is needed to update
// it: {node, stages, rows: [parts, ...]}.
function networkTable(network, choose) {
  const original = originalWalk(network);
  const table = { rows: [], stages: [], node: null };
  const long = network.rows.length > FOLDED_FROM;
  const bodies = stagesOf(network).map(({ stage, rows }) => {
    const group = stageParts(stage, rows, long);
    table.stages.push(group);
    for (const number of rows) {
      const parts = rowParts(network.rows[number], number, rows.length > 1 && stage, choose);
      parts.quiet = isQuiet(original.rows[number]);
      parts.group = group;
      table.rows.push(parts);
    }
    return element("tbody", {}, group.node,
      rows.map((number) => [table.rows[number].node, table.rows[number].wrong]));
  });
  table.node = element("table", { class: "layers", onkeydown: stepThroughRows },
    element("caption", { class: "hidden" }, "Every layer, from the input to the output"),
    tableHead(), bodies);
  return table;
}

function tableHead() {
  const heading = (text, wide) => element("th", { scope: "col", class: wide }, text);
  return element("thead", {}, element("tr", {}, heading("Layer", "what"), heading("Output", "size"),
    heading("Weights", "number"), heading("MACs", "number"), heading("Share of MACs", "share")));
}

// --- one row

// A row's elements: those that change are kept by name.
function rowParts(row, number, stage, choose) {
  const name = stage && row.path.startsWith(`${stage}/`) ? row.path.slice(stage.length + 1)
    : row.path;
  const parts = { number, cells: costCells(), mark: element("span", { class: "mark" }),
    call: element("span", {}), error: element("td", { class: "error", colspan: COLUMN_COUNT }) };
  parts.wrong = element("tr", { class: "why", hidden: true }, parts.error);
  parts.button = element("button", { type: "button", class: "row-name", id: `row-of-${number}`,
    "aria-expanded": "false", onclick: () => choose(number) }, breakable(name));
  parts.node = element("tr", { class: "layer" },
    element("th", { scope: "row", class: "what" }, parts.button,
      element("span", { class: "call" }, parts.mark, " ", parts.call,
        row.trainOnly && ", in training only")),
    parts.cells.nodes);
  return parts;
}

// The cells of the output, the weights, the MACs and their share.
function costCells() {
  const number = () => element("td", { class: "number" });
  const [size, weights, macs] = [element("td", { class: "number size" }), number(), number()];
  const bar = element("span", { class: "share-bar" });
  const text = element("span", { class: "share-text number" });
  const share = element("td", { class: "share" },
    element("span", { class: "share-track", "aria-hidden": "true" }, bar), text);
  return { size, weights, macs, bar, text, nodes: [size, weights, macs, share] };
}

// A path that may be broken behind each / and _.
function breakable(path) {
  return path.split(/(?<=[/_])/).flatMap((part) => [part, element("wbr", {})]);
}

// --- one stage

// The row above the layers of a stage, which folds them.
function stageParts(stage, rows, folded) {
  const parts = { stage, rows, cells: costCells(), open: !folded, node: null };
  if (rows.length === 1) return { ...parts, open: true };
  parts.button = element("button", { type: "button", class: "stage-name",
    "aria-expanded": String(parts.open), onclick: () => fold(parts, !parts.open) }, stage);
  parts.about = element("span", { class: "call" });
  parts.node = element("tr", { class: "stage" },
    element("th", { scope: "rowgroup", class: "what" }, parts.button, " ", parts.about),
    parts.cells.nodes);
  return parts;
}

// Folds a stage, or unfolds it; a stage of one row is always open.
function fold(parts, open) {
  if (parts.open === open) return;
  parts.open = open;
  if (parts.button) parts.button.setAttribute("aria-expanded", String(open));
  drawSoon(OF_NETWORK);
}

// --- what is shown

// Writes a walk into the table. `seen` says which rows are listed.
function showWalk(table, { network, networkWalked: walked, state: now }, seen) {
  const { edits, row: chosen } = now;
  const scale = scaleOf(table, walked);
  table.stages.forEach((parts) => showStage(parts, walked, edits, scale));
  table.rows.forEach((parts, number) => {
    const row = walked.rows[number];
    const listed = parts.group.open && (seen(parts) || row.error || number in edits
      || number === chosen);
    put(parts.node, "hidden", !listed);
    put(parts.wrong, "hidden", !listed || !row.error);
    if (listed) {
      const call = callText(network, number, row);
      showRow(parts, row, { call, changed: number in edits, chosen: number === chosen }, scale);
    }
  });
}

// What bars are measured by: all MACs, and the most that a row and a stage have.
function scaleOf(table, walked) {
  const most = (numbers) => numbers.reduce((a, b) => (b > a ? b : a), 0n);
  const sums = table.stages.filter(({ node }) => node)
    .map(({ rows }) => stageSum(rows.map((i) => walked.rows[i]), "macs"));
  return { total: walked.totals.macs, stage: most(sums),
    row: most(walked.rows.map(({ ledger }) => (ledger ? ledger.macs : 0n))) };
}

function showRow(parts, row, { call, changed, chosen }, scale) {
  const { cells } = parts;
  put(parts.node, "className", ["layer", row.error && "wrong", !row.reached && "unreached",
    changed && "changed", chosen && "chosen"].filter(Boolean).join(" "));
  parts.button.setAttribute("aria-expanded", String(chosen));
  put(parts.mark, "textContent", changed ? "changed" : "");
  put(parts.call, "textContent", row.path.endsWith(call) ? "" : call);
  put(parts.error, "textContent", row.error ? row.error.message : "");
  put(cells.size, "textContent", row.output ? sizeText(row.output) : unknownText(row));
  showCosts(cells, row.ledger, row.trainOnly ? 0n : scale.total, scale.row);
}

// What stands where there is no number.
function unknownText(row) {
  return row.reached ? "error" : "not reached";
}

// Writes the costs, and their share of the total where there is one: what only training has is in
// no total.
function showCosts(cells, ledger, total, most) {
  put(cells.weights, "textContent", ledger ? count(ledger.weights) : "");
  put(cells.macs, "textContent", ledger ? count(ledger.macs) : "");
  const macs = ledger ? ledger.macs : 0n;
  put(cells.text, "textContent", macs > 0n && total > 0n ? `${tenths(macs, total)} %` : "");
  const share = most > 0n ? Number((macs * 10000n) / most) / 10000 : 0;
  put(cells.bar.style, "transform", `scaleX(${share})`); // needs no layout, unlike a width
}

function showStage(parts, walked, edits, scale) {
  if (!parts.node) return;
  const rows = parts.rows.map((i) => walked.rows[i]);
  const last = lastOf(rows);
  const changed = parts.rows.filter((i) => i in edits).length;
  const ledger = { weights: stageSum(rows, "weights"), macs: stageSum(rows, "macs") };
  const about = [`${rows.length} rows`, changed && `${changed} changed`,
    rows.some(({ error }) => error) && "with an error"].filter(Boolean);
  put(parts.about, "textContent", about.join(", "));
  const wrong = rows.find(({ error }) => error);
  const state = wrong ? "wrong" : last.reached ? "" : "unreached";
  put(parts.node, "className", `stage ${state}`);
  put(parts.cells.size, "textContent",
    last.output ? sizeText(last.output) : unknownText(wrong || last));
  const total = rows.every(({ trainOnly }) => trainOnly) ? 0n : scale.total;
  showCosts(parts.cells, rows.some((row) => row.ledger) ? ledger : null, total, scale.stage);
}

// Sets a property where it is another: writing what is there already would cost as much.
function put(node, name, value) {
  if (node[name] !== value) node[name] = value;
}

// Up and down go from layer to layer.
function stepThroughRows(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || !event.target.matches("button")) return;
  const buttons = [...event.currentTarget.querySelectorAll("tr:not([hidden]) > th > button")];
  const next = buttons[buttons.indexOf(event.target) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
