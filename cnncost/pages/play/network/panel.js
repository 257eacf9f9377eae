// The panel of a whole network: its totals beside those it came with, and its layers to change.

// What the panel keeps to itself: its elements, and what is not worth a place in the link.
const networkPanel = { table: null, head: null, parts: [], together: false, quiet: false,
  drafts: {}, drawn: null, wrong: -1 };
// The panels that show the network.
const OF_NETWORK = ["network", "guess"];

panels.push({ id: "network", tells: true, draw: drawNetwork });

// Builds the panel when it is first drawn; then changes what is there, and puts it back where it
// was taken out.
function drawNetwork(view, node) {
  if (!view.network) return;
  if (!networkPanel.table) buildNetwork(view.network);
  if (!node.firstChild) node.append(...networkPanel.parts);
  const { table, drawn } = networkPanel;
  const { state: now, networkWalked: walked } = view;
  if (drawn !== now.row) Object.assign(networkPanel, { drafts: {}, together: false });
  openStages(table, walked, now.row);
  fill(networkPanel.head, networkHead(view));
  showWalk(table, view, (parts) => networkPanel.quiet || !parts.quiet);
  drawEditor(view, table, now.row);
  networkPanel.drawn = now.row;
}

// Changes what only the network depends on, and draws that alone: the rest stays as it is, unless
// it depends on what is asked.
function changeNetwork(changes, chosen = false) {
  change(changes, chosen, state.guess ? allPanels() : OF_NETWORK);
}

function buildNetwork(network) {
  networkPanel.table = networkTable(network, chooseRow);
  networkPanel.head = element("div", {});
  networkPanel.parts = [networkPanel.head, networkPanel.table.node, element("p", { class: "note" },
    "Grey bars are measured by the stage with the most MACs, blue ones by the layer with most.")];
}

// Unfolds the stages of the first error and of the chosen row, where these are others than before.
function openStages(table, walked, chosen) {
  const wrong = walked.rows.findIndex((row) => row.error);
  if (wrong >= 0 && wrong !== networkPanel.wrong) fold(table.rows[wrong].group, true);
  if (chosen !== null && chosen !== networkPanel.drawn) fold(table.rows[chosen].group, true);
  networkPanel.wrong = wrong;
}

// The boxes below the chosen row; they stay the same elements while a row is chosen.
function drawEditor(view, table, number) {
  const old = document.getElementById(EDITOR);
  if (number === null) {
    if (old) old.remove();
    return;
  }
  const fresh = editorRow(view, number, networkPanel);
  if (old && networkPanel.drawn === number) liken(old, fresh);
  else {
    if (old) old.remove();
    table.rows[number].wrong.after(fresh);
  }
}

// Chooses a row, or none if it was chosen.
function chooseRow(number) {
  changeNetwork({ row: state.row === number ? null : number, mode: "network" }, true);
}

function closeEditor(number) {
  changeNetwork({ row: null }, true);
  document.getElementById(`row-of-${number}`).focus();
}

function setTogether(together) {
  networkPanel.together = together;
  drawSoon(OF_NETWORK);
}

// --- totals

const TOTALS = { macs: "MACs", weights: "weights", params: "parameters" };

// The network's name, its totals before and now, and what was changed.
function networkHead(view) {
  const { network, networkWalked: walked, state: now } = view;
  const original = originalWalk(network);
  const names = [network.variant, network.title, network.paper].filter(Boolean).join(". ");
  return [
    element("p", { class: "note" }, `${names}. Choose a layer to change it.`),
    settingBoxes(network, now.whole),
    totalsTable(original, walked, isChanged(now)),
    element("p", { role: "status", id: "network-says", class: walked.complete ? "" : "error" },
      networkSays(network, original, walked, now)),
    networkButtons(walked, now),
  ];
}

function totalsTable(original, walked, changed) {
  const heading = (text) => element("th", { scope: "col", class: "number" }, text);
  const rows = Object.entries(TOTALS).map(([column, title]) => {
    const [was, now] = [original.totals[column], walked.totals[column]];
    const known = walked.complete && was > 0n;
    return element("tr", {}, element("th", { scope: "row" }, title),
      element("td", { class: "number" }, count(was)),
      changed && element("td", { class: "number now" }, walked.complete ? count(now) : "not known"),
      changed && element("td", { class: "number" }, known ? timesApart(ratio(now, was)) : NOTHING),
      changed && element("td", { class: "number more" }, known ? signed(now - was) : NOTHING));
  });
  return element("table", { class: "totals" },
    element("caption", { class: "hidden" }, "Totals of the network"),
    element("thead", {}, element("tr", {}, element("td", {}), heading("as in the spec"),
      changed && heading("as changed"), changed && heading("ratio"),
      changed && element("th", { scope: "col", class: "number more" }, "difference"))),
    element("tbody", {}, rows));
}

// +3,760 or -3,760; nothing is ·.
function signed(difference) {
  const size = difference < 0n ? -difference : difference;
  return size === 0n ? NOTHING : `${difference < 0n ? "-" : "+"}${thousands(size)}`;
}

// One sentence on where the network stands; it is read out when it changes.
function networkSays(network, original, walked, now) {
  if (!isChanged(now)) return `${network.rows.length} rows, none changed.`;
  const layers = changesText(network, now);
  if (walked.complete) {
    return `${layers}: ${thousands(walked.totals.macs)} MACs, `
      + `${shareOfSpec(walked.totals.macs, original.totals.macs)} in the spec.`;
  }
  const wrong = walked.rows.find(({ error }) => error);
  const missed = walked.rows.filter(({ reached }) => !reached).length;
  const rows = missed === 1 ? "1 row" : `${missed} rows`;
  const behind = missed ? ` Not reached behind it: ${rows}.` : "";
  return `${layers}. At ${wrong.path}: ${wrong.error.message}${behind}`;
}

// How many times as many: "1.5× as many as", "as many as".
function shareOfSpec(now, was) {
  if (now === was || was === 0n) return now === was ? "as many as" : "where there are none";
  return `${timesApart(ratio(now, was))} as many as`;
}

function networkButtons(walked, now) {
  const none = !isChanged(now);
  const wrong = walked.rows.findIndex(({ error }) => error);
  return element("p", { class: "buttons" },
    button("Undo all changes", () => none || undoAll(),
      { id: "reset-network", "aria-disabled": none ? "true" : null }),
    wrong >= 0 && button("Go to the error", () => goToRow(wrong), { id: "go-to-error" }),
    button("Unfold all", () => foldAll(true), { id: "unfold" }),
    button("Fold all", () => foldAll(false), { id: "fold" }),
    tick("quiet", "list normalisation and activations too", networkPanel.quiet, (event) => {
      networkPanel.quiet = event.target.checked;
      drawSoon(OF_NETWORK);
    }));
}

function undoAll() {
  settingDrafts.clear();
  changeNetwork({ edits: {}, whole: AS_IN_SPEC }, true);
}

function foldAll(open) {
  networkPanel.table.stages.filter(({ node }) => node).forEach((parts) => fold(parts, open));
}

// Shows a row and moves the keyboard there.
function goToRow(number) {
  fold(networkPanel.table.rows[number].group, true);
  drawPanels();
  document.getElementById(`row-of-${number}`).focus();
}

// --- the link

if (NETWORK) {
  linked.push({ key: "edits", read: (text) => readEdits(text, NETWORK),
    write: (edits) => writeEdits(edits, NETWORK),
    usable: (piece) => readEdit(piece, NETWORK) !== null });
  linked.push({ key: "row", read: (text) => readWhole(text, 0, NETWORK.rows.length - 1),
    write: (row) => (row === null ? "" : String(row)) });
}
