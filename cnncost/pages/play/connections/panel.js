// The panel of connections: the drawing, what is counted at one node, and the same in words.

// Below this width, in pixels, the words stand below the drawing and not beside it.
const ROOM_FOR_WORDS = 600;
const POINT_AT = "Point at a node, or move among them with the arrow keys: only its lines stay, "
  + "and what it costs is counted here.";

// What the panel shows now, and the node that was chosen or is pointed at.
const connected = {
  figure: null, drawn: null, counted: null, places: [], chosen: null, pointed: null, at: null,
  narrow: false, watched: null,
};

panels.push({ id: "connections", tells: true, draw: drawConnections });

// The whole panel. What it cannot draw it says in words.
function drawConnections(view, node) {
  const { figure, problem } = figureOf(view);
  if (problem) {
    connected.figure = null;
    node.replaceChildren(element("p", { class: "note" }, problem));
    return;
  }
  const parts = partsOf(node);
  const narrow = isNarrow(node);
  connected.narrow = narrow;
  parts.words.classList.toggle("hidden", !narrow);
  parts.words.replaceChildren(...wordItems(figure));
  showDrawing(figure, narrow ? NARROW : WIDE, parts);
}

// The figure to draw, or why there is none.
function figureOf({ operation, walked }) {
  if (!walked.complete) return { problem: "There is nothing to draw: this layer cannot be." };
  const figure = connectionsOfNetwork(operation.network, walked, titleOf(operation, walked));
  const layers = panelsOf(figure.items).length;
  if (!layers) return { problem: "Each element is connected with itself alone." };
  if (layers > CONNECTED.mostLayers) {
    return { problem: `A drawing holds ${CONNECTED.mostLayers} layers; there are ${layers}.` };
  }
  return { figure };
}

// depthwise separable convolution on 28×28×128
function titleOf(operation, { rows }) {
  return `${operation.title} on ${shownShape(rows[0].input)}`;
}

// The parts of the panel, made where they are not there yet.
function partsOf(node) {
  const found = (name) => node.querySelector(`.${name}`);
  if (!found("picture")) {
    node.replaceChildren(
      element("div", { class: "picture" }),
      element("p", { class: "counted", role: "status" }),
      element("ul", { class: "words" }),
      element("p", { class: "screen" }, button("Download the picture", downloadConnections)),
    );
    watchWidth(node);
  }
  return { picture: found("picture"), counted: found("counted"), words: found("words") };
}

// Whether there is no room for words beside the drawing.
function isNarrow({ clientWidth }) {
  return clientWidth > 0 && clientWidth < ROOM_FOR_WORDS;
}

// Draws again when there comes to be room for words, or no longer is.
function watchWidth(node) {
  if (connected.watched) return;
  connected.watched = new ResizeObserver(() => {
    const { clientWidth } = node;
    if (clientWidth > 0 && isNarrow(node) !== connected.narrow) drawSoon();
  });
  connected.watched.observe(node);
}

// Stacks and notes as a list of sentences.
function wordItems(figure) {
  return figure.items.flatMap((item) => {
    if (!item.panels) return [element("li", { class: "note" }, item.text)];
    const branch = item.name && `${item.name}, `;
    return item.panels.map((panel) => element("li", {}, `${branch}${panelInWords(panel)}.`));
  });
}

// Draws the figure in place of the last one; who was at a node stays there if it is still there.
function showDrawing(figure, layout, { picture, counted }) {
  const hadFocus = picture.contains(document.activeElement);
  const untitled = { ...figure, title: "", subtitle: "" };
  const name = (id) => countedAt(figure, id)[0].replace(/\.$/, "");
  const drawn = drawScene(connectionsScene(untitled, layout), name);
  Object.assign(connected, { figure, counted, drawn });
  connected.places = placesOfNodes(connected.drawn.nodes);
  for (const which of ["chosen", "pointed", "at"]) {
    if (connected[which] && !hasNode(figure, connected[which])) connected[which] = null;
  }
  listen(connected.drawn.svg);
  picture.replaceChildren(connected.drawn.svg);
  settle(connected.at || connected.places[0].id);
  showLines();
  if (hadFocus) connected.drawn.nodes.get(connected.at).focus();
}

// Downloads the figure with its title and words, however wide the page is.
function downloadConnections() {
  const scene = connectionsScene(connected.figure, WIDE);
  downloadPicture("connections", drawScene(scene).svg, scene);
}
