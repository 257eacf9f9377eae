// A scene of connections as an SVG element with the classes of cnncost/figures/svg.py, so that the
// page's colours apply. Nodes can be reached by pointer and by keyboard.

const CELL = [8, 18]; // in pixels
const SCENE_MARGIN = 12;
const SCENE_CORNER = -SCENE_MARGIN - 0.5; // half a pixel puts thin lines on pixels
const TEXT_BASELINE = 4.5;
const NODE_RADIUS = 4;
const HIT_RADIUS = 9;

// The drawing and its parts: {svg, nodes: Map of ids to elements, threads: [{line, from, to}]}.
function drawScene(scene, named = (id) => id) {
  const drawn = { nodes: new Map(), threads: [] };
  const of = (type) => scene.marks.filter((mark) => mark.type === type);
  const attributes = {
    class: "scene", ...frameOf(scene), role: "group", "aria-label": scene.title,
  };
  drawn.svg = drawing("svg", attributes,
    groupsOfMarks(of("thread"), (mark) => `thread ${mark.role}${mark.dashed ? " dashed" : ""}`,
      (mark) => threadElement(mark, drawn)),
    drawing("g", { class: "nodes" }, of("node").map((mark) => nodeElement(mark, named, drawn))),
    drawing("g", { "aria-hidden": "true" },
      groupsOfMarks(of("label"), (mark) => `label ${mark.role}`, labelElement)));
  return drawn;
}

// The size of a drawing, and the stretch of the plane that it shows.
function frameOf({ width, height }) {
  const [x, y] = [width * CELL[0] + 2 * SCENE_MARGIN, height * CELL[1] + 2 * SCENE_MARGIN];
  return { width: x, height: y, viewBox: `${SCENE_CORNER} ${SCENE_CORNER} ${x} ${y}` };
}

// Marks with the same class in one group.
function groupsOfMarks(marks, classOf, elementOf) {
  const groups = new Map();
  for (const mark of marks) {
    const name = classOf(mark);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(elementOf(mark));
  }
  return [...groups].map(([name, elements]) => drawing("g", {
    class: name.replace(" dashed", ""),
    "stroke-dasharray": name.endsWith(" dashed") ? PAINTED.dashes.thread : null,
  }, elements));
}

// A point of the grid in pixels.
function pixelsOf([x, y]) {
  return [x * CELL[0], y * CELL[1]];
}

// A line, and from which node to which it leads.
function threadElement({ start, end, from, to }, drawn) {
  const [[x1, y1], [x2, y2]] = [pixelsOf(start), pixelsOf(end)];
  const line = drawing("line", { x1, y1, x2, y2 });
  drawn.threads.push({ line, from, to });
  return line;
}

// A node with a larger spot around it, so that it can be hit.
function nodeElement(mark, named, drawn) {
  const [cx, cy] = pixelsOf([mark.x, mark.y]);
  const node = drawing("g", {
    class: "node", "data-node": mark.id, role: "button", tabindex: -1,
    "aria-label": named(mark.id), "aria-pressed": "false",
  },
  drawing("circle", { class: "spot", cx, cy, r: HIT_RADIUS }),
  drawing("g", { class: `${mark.filled ? "solid" : "hollow"} ${mark.role}` },
    drawing("circle", { cx, cy, r: NODE_RADIUS })));
  drawn.nodes.set(mark.id, node);
  return node;
}

// A line of text, as wide as its cells in whatever font there is.
function labelElement({ x, y, text, anchor }) {
  const cells = [...text].length;
  const start = x - { start: 0, middle: cells / 2, end: cells }[anchor];
  const [left, middle] = pixelsOf([start, y + 0.5]);
  return drawing("text", {
    x: left, y: middle + TEXT_BASELINE, textLength: cells * CELL[0],
  }, text.replace(/^ +| +$|(?<= ) | (?= )/g, (spaces) => "\u00a0".repeat(spaces.length)));
}
