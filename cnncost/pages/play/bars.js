// Bars of what the same shapes cost in other operations, and of the layers of this one. Each bar is
// a row of a table, with its numbers beside it.

panels.push({ id: "bars", tells: true, draw: drawBars });

// Both tables, and what the colours are.
function drawBars(view, node) {
  const choices = Object.keys(OPERATIONS).map((name) => costOf(name, view));
  const layers = view.trouble ? [] : view.walked.rows.filter(({ ledger }) => ledger.macs > 0n);
  const roles = new Set(choices.flatMap(({ parts }) => parts.map(({ role }) => role)));
  fill(node,
    operationTable(choices, view),
    layers.length > 1 && layerTable(layers, view.walked.totals),
    roleLegend([...roles]));
}

// What an operation costs with the letters that are set: {name, title, parts, totals, problem}.
function costOf(name, { state: now }) {
  const { walked, network, operation: { title } } = measured(name, now.letters);
  const { totals, complete, output, rows } = walked;
  const wrong = rows.find(({ error }) => error);
  const problem = wrong ? letteredMessage(wrong, network) : null;
  return { name, title, totals, output, problem, parts: complete ? costParts(rows) : [] };
}

// The MACs of rows in pieces of one role each.
function costParts(rows) {
  const parts = [];
  for (const row of rows.filter(({ ledger }) => ledger.macs > 0n)) {
    const role = roleOf(row);
    const last = parts.length ? lastOf(parts) : {};
    if (last.role === role) last.amount += row.ledger.macs;
    else parts.push({ role, amount: row.ledger.macs });
  }
  return parts;
}

// --- tables

// The letters of an operation that the one shown does not have: "at R = 32".
function lettersAside(name, now) {
  const own = OPERATIONS[now.op].letters;
  const aside = OPERATIONS[name].letters.filter((letter) => !own.includes(letter)
    && !AT_START.includes(letter));
  const each = aside.map((letter) =>
    `${LETTERS[letter].shown} = ${thousands(now.letters[letter])}`);
  return each.length ? ` at ${each.join(", ")}` : "";
}

// Every operation at these letters, the longest bar for the most MACs.
function operationTable(choices, { state: now, standard, walked }) {
  const most = choices.reduce((found, { problem, totals }) =>
    (!problem && totals.macs > found ? totals.macs : found), 1n);
  const whole = standard.complete ? standard.totals.macs : 0n;
  const { complete, output } = standard.complete ? standard : walked;
  return element("table", { class: "costs", role: "table" },
    element("caption", {}, "MACs with the letters set here"),
    costHead(["operation", "MACs", "of standard", "weights"]),
    element("tbody", { role: "rowgroup" }, choices.map((choice) => choice.problem
      ? problemRow(choice, now) : choiceRow(choice, now, most, whole, complete ? output : null))));
}

// The names of the columns.
function costHead(names) {
  return element("thead", { role: "rowgroup" }, costRow(null, names.map((name, i) =>
    element("th", { scope: "col", role: "columnheader", class: i ? "number" : null }, name))));
}

// A row of a table that stays one where a phone lays it out as a grid.
function costRow(name, ...cells) {
  return element("tr", { class: name, role: "row" }, cells);
}

// What a row is about, with its bar.
function costName(...inside) {
  return element("th", { scope: "row", role: "rowheader" }, inside);
}

// One number of a row.
function costNumber(text) {
  return element("td", { class: "number", role: "cell" }, text);
}

// One operation: its name, its bar, its numbers.
function choiceRow({ name, title, parts, totals, output }, now, most, whole, wanted) {
  const other = wanted && String(output) !== String(wanted);
  return costRow(name === now.op ? "strong" : null,
    costName(operationLink(name, title, now), element("small", {}, lettersAside(name, now)),
      other && element("small", {}, ` puts out ${sizeText(output)}`),
      barDrawing(parts, most)),
    costNumber(count(totals.macs)),
    costNumber(whole ? aboutText(ratio(totals.macs, whole)) : NOTHING),
    costNumber(count(totals.weights)));
}

// One that cannot be, and why.
function problemRow({ name, title, problem }, now) {
  return costRow(name === now.op ? "strong" : null,
    costName(operationLink(name, title, now)),
    element("td", { colspan: 3, class: "error", role: "cell" }, problem));
}

// The name of an operation, to choose it by.
function operationLink(name, title, now) {
  const current = name === now.op ? "true" : null;
  const choose = () => current || change({ mode: "layer", op: name, letters: now.letters,
    drafts: {}, ...NOT_COPIED }, true);
  return button(title, choose, { class: "link", id: `bar-${name}`, "aria-current": current });
}

// The layers of the operation that is shown.
function layerTable(layers, totals) {
  const most = layers.reduce((found, { ledger: { macs } }) => (macs > found ? macs : found), 1n);
  return element("table", { class: "costs", role: "table" },
    element("caption", {}, "Its layers"),
    costHead(["layer", "MACs", "share", "weights"]),
    element("tbody", { role: "rowgroup" }, layers.map((row) => costRow(null,
      costName(row.path, element("small", {}, ` ${atLength(row)}`),
        barDrawing(costParts([row]), most)),
      costNumber(count(row.ledger.macs)),
      costNumber(`${tenths(row.ledger.macs, totals.macs)} %`),
      costNumber(count(row.ledger.weights))))));
}

// --- bars

// Pieces one after the other, as long as they are of the most that there is.
function barDrawing(parts, most) {
  let start = 0n;
  const pieces = parts.flatMap(({ role, amount }) => {
    const piece = barPiece(role, start, amount, most);
    start += amount;
    return piece;
  });
  const attributes = { class: "scene bars", height: PAINTED.bar, "aria-hidden": "true" };
  return drawing("svg", attributes, pieces);
}

// One piece and the hatch of its role, which tells it from others without colours.
function barPiece(role, start, amount, most) {
  const along = (value) => `${Number((value * 100000n) / most) / 1000}%`;
  const rect = drawing("rect", { x: along(start), width: along(amount), height: PAINTED.bar });
  const [high, dashes] = PAINTED.hatches[role] || [0, ""];
  const y = PAINTED.bar / 2;
  const hatch = high && drawing("line", {
    x1: along(start), x2: along(start + amount), y1: y, y2: y,
    "stroke-width": high, "stroke-dasharray": dashes,
  });
  return [
    drawing("g", { class: `solid ${role}` }, rect),
    hatch && drawing("g", { class: `hatch ${role}` }, hatch),
  ];
}

// What the colours and hatches stand for.
function roleLegend(roles) {
  return element("ul", { class: "roles", "aria-label": "Colours of the bars" },
    roles.map((role) => element("li", {},
      drawing("svg", { class: "scene", width: 28, height: PAINTED.bar, "aria-hidden": "true" },
        barPiece(role, 0n, 1n, 1n)),
      ` ${SORTED.sorts[role]}`)));
}
