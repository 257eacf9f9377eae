// The model of a connection diagram: stacks of layers that follow each other, and notes between
// them, as cnncost/figures/connections/model.py has it.

// Whether a layer is drawn: it connects channels or positions, all in the same way.
function connects(layer) {
  return layer.kind in CONNECTED.counted && linesOf(layer) * tapsOf(layer) === connectedBy(layer);
}

// The lines between channels at one tap, from what the ledger counts over all of them.
function linesOf(layer) {
  return connectedBy(layer) / tapsOf(layer);
}

// What the ledger counts of a layer's connections.
function connectedBy(layer) {
  return layer.ledger[CONNECTED.counted[layer.kind]];
}

// The taps of all outputs.
function tapsOf({ output: [height, width], kernel: [down, across] }) {
  return height * width * down * across;
}

// Whether every line is a multiply-accumulate for every tap of every output.
function multiplies(layer) {
  return CONNECTED.counted[layer.kind] === "macs";
}

// How many groups of channels do not meet each other.
function groupsOf(layer) {
  return CONNECTED.inGroups.includes(layer.kind) ? layer.letters.G : layer.input[2];
}

// Whether a layer leaves every element in its place, as normalisation and activations do.
function isPassedOver({ kind, input, output }) {
  return !(kind in JOINS) && !KINDS[kind].names && String(input) === String(output);
}

// A row that is not drawn, and what it costs.
function notDrawn({ kind, input, output, ledger }) {
  const sizes = String(input) === String(output) ? ""
    : `, ${shownShape(input)} to ${shownShape(output)}`;
  return `${(KINDS[kind] || JOINS[kind]).title}${sizes}: ${figures(ledger.macs)} MACs`;
}

// Stacks {name, panels} of the layers that connect something, and notes {text} on others.
function itemsOf(rows, name = "") {
  const items = [];
  let layers = [];
  const close = () => {
    if (layers.length) items.push({ name, panels: layers.map(panelOf) });
    layers = [];
  };
  for (const row of rows) {
    if (connects(row)) layers.push(row);
    else if (!isPassedOver(row)) {
      close();
      items.push({ text: notDrawn(row) });
    }
  }
  close();
  return items;
}

// A layer of which all channels would be drawn.
function panelOf(layer) {
  const N = Number(layer.input[2]);
  const M = Number(layer.output[2]);
  return { layer, kind: layer.kind, N, M, G: Number(groupsOf(layer)) };
}

// The panels of all stacks.
function panelsOf(items) {
  return items.flatMap((item) => item.panels || []);
}

// The figure of layers that follow each other: {title, subtitle, items, notes}.
function connectionsOf(rows, title = "", most = CONNECTED.most) {
  return scaledFigure({ title, subtitle: "", items: itemsOf(rows), notes: [] }, most);
}

// The figure with about so many nodes for the channels of each layer, and its lines.
function scaledFigure(figure, most = CONNECTED.most) {
  const usual = most >= CONNECTED.most ? CONNECTED.fine : CONNECTED.coarse;
  const room = { ...usual, nodes: most };
  const links = panelsOf(figure.items);
  const nodes = drawnChannels(links, room);
  const groups = new Map(drawnGroups(links, nodes).map((g, i) => [links[i], g]));
  const items = figure.items.map((item) => {
    if (!item.panels) return item;
    const axes = axesOf(item.panels.map(({ layer }) => layer), room.positions);
    const panels = item.panels.map((panel, i) => drawnPanel(panel, nodes, groups, axes[i]));
    return { ...item, panels };
  });
  return { ...figure, items };
}

// A panel with what is drawn of it: n of N and m of M channels in g groups, and all lines.
function drawnPanel(panel, nodes, groups, across) {
  const { N, M, kind } = panel;
  const drawn = { n: nodes.get(N), m: nodes.get(M), g: groups.get(panel), across };
  const channels = edgesInChannels(kind, drawn.n, drawn.m, drawn.g);
  return { ...panel, ...drawn, space: edgesInSpace(across), channels };
}
