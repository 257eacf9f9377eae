// Pointing at nodes of the drawing of connections: with a mouse, a finger or the arrow keys.

// Everything that one can do in the drawing.
function listen(svg) {
  const idOf = (event) => {
    const node = event.target.closest("[data-node]");
    return node ? node.dataset.node : null;
  };
  svg.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") pointAt(idOf(event));
  });
  svg.addEventListener("pointerleave", () => pointAt(null));
  svg.addEventListener("click", (event) => choose(idOf(event)));
  svg.addEventListener("focusin", (event) => choose(idOf(event)));
  svg.addEventListener("focusout", (event) => {
    if (!svg.contains(event.relatedTarget) && svg.isConnected) choose(null);
  });
  svg.addEventListener("keydown", onKey);
}

// A node is pointed at, or none any more.
function pointAt(id) {
  if (connected.pointed === id) return;
  connected.pointed = id;
  showLines();
}

// A node is chosen: its lines stay until another one is, or Escape.
function choose(id) {
  Object.assign(connected, { chosen: id, pointed: null });
  if (id) settle(id);
  showLines();
}

// Makes a node the one that the tab key leads to.
function settle(id) {
  const { nodes } = connected.drawn;
  const last = nodes.get(connected.at);
  if (last) last.setAttribute("tabindex", "-1");
  nodes.get(id).setAttribute("tabindex", "0");
  connected.at = id;
}

// Shows the lines of the node that is pointed at or chosen alone, and what is counted there.
function showLines() {
  const { drawn, figure, counted } = connected;
  const id = connected.pointed || connected.chosen;
  const kept = new Set([id]);
  for (const { line, from, to } of drawn.threads) {
    const stays = id !== null && (from === id || to === id);
    line.classList.toggle("kept", stays);
    if (stays) [from, to].forEach((end) => kept.add(end));
  }
  drawn.svg.classList.toggle("picked", id !== null);
  drawn.nodes.forEach((node, name) => {
    node.classList.toggle("kept", kept.has(name));
    node.setAttribute("aria-pressed", String(name === connected.chosen));
  });
  const texts = id === null ? [POINT_AT] : countedAt(figure, id);
  fill(counted, texts.map((text) => element("span", {}, text, " ")));
  counted.classList.toggle("note", id === null);
}

// --- keys

// Arrow keys go to the next node, Escape lets go of it.
function onKey(event) {
  if (event.key === "Escape") choose(null);
  const next = nextNode(event.key);
  if (event.key === "Enter" || event.key === " ") choose(connected.at);
  else if (next) connected.drawn.nodes.get(next).focus();
  else if (event.key !== "Escape") return;
  event.preventDefault();
}

// Where every node stands: {id, x, y, side}.
function placesOfNodes(nodes) {
  return [...nodes].map(([id, node]) => {
    const spot = node.firstChild;
    const [x, y] = ["cx", "cy"].map((name) => Number(spot.getAttribute(name)));
    return { id, x, y, side: id.split(".")[2] };
  }).sort((a, b) => a.y - b.y || a.x - b.x);
}

// The node that a key leads to from where one is: along a row, or to the nearest one in the next.
function nextNode(key) {
  const { places, at } = connected;
  const here = places.find(({ id }) => id === at);
  const row = places.filter(({ y }) => y === here.y);
  const along = { ArrowLeft: -1, ArrowRight: 1, Home: -row.length, End: row.length }[key];
  if (along) {
    const place = Math.min(Math.max(row.indexOf(here) + along, 0), row.length - 1);
    return row[place].id;
  }
  const way = { ArrowUp: -1, ArrowDown: 1 }[key];
  return way ? nearestInNextRow(here, way) : null;
}

// The nearest node of the same panel in the next row up or down.
function nearestInNextRow(here, way) {
  const far = ({ x, y }) => Math.abs(y - here.y) * 10000 + Math.abs(x - here.x);
  const others = connected.places.filter(({ y, side }) =>
    side === here.side && (y - here.y) * way > 0);
  return others.length ? others.reduce((a, b) => (far(b) < far(a) ? b : a)).id : here.id;
}
