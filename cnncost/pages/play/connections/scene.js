// A figure of connections as marks on a grid of cells, as cnncost/figures/connections/scenes.py
// draws it: {type: "label" | "thread" | "node", role, ...}. Nodes have ids, threads name theirs.

// Where things stand, in cells: beside the words where there is room, and for a phone.
const WIDE = {
  width: 80, words: 24, space: 34.5, spaceWidth: 16, channels: 57.5, channelsWidth: 22, steps: 1,
};
const NARROW = {
  width: 46, words: 0, space: 9, spaceWidth: 12, channels: 27.5, channelsWidth: 16.5, steps: 2,
};
const WIDEST_STEP = 4; // from position to position
const WIDEST_CHANNEL_STEP = 6; // from channel to channel
const RISE = 6; // from a row of nodes to the next
const NAME_WIDTH = 9; // of a layer's name at the right edge
const STUB = 3.5; // how far a stub may reach out of its panel
const GROUP_COLOURS = 8;
const DASHED_TEXT = "Dashed: taps in the padding; they count.";

// The figure as a picture: {title, description, width, height, marks}.
function connectionsScene(figure, layout = WIDE) {
  const panels = panelsOf(figure.items);
  const [scale, ...others] = legendOf(panels);
  const texts = [pads(panels) ? `${scale} ${DASHED_TEXT}` : scale, ...others, ...figure.notes];
  const marks = headingMarks(figure, layout);
  marks.push(...columnHeads(panels, layout, belowLabels(marks) + (marks.length ? 1 : 0)));
  const named = figure.items.filter((item) => item.panels).length > 1;
  const step = channelStep(panels, layout);
  figure.items.forEach((item, number) => {
    marks.push(...itemMarks(item, number, named, { layout, step, top: belowLabels(marks) + 1 }));
  });
  marks.push(...textMarks(texts, belowLabels(marks) + 1, layout.width));
  const names = [...new Set(panels.map(({ layer }) => atLength(layer)))];
  const title = [figure.title, figure.subtitle].filter(Boolean).join(": ") || names.join(", then ");
  const [width, height] = [layout.width, belowLabels(marks)];
  return { title, description: describedFigure(figure), width, height, marks };
}

// A note, or a stack below its name.
function itemMarks(item, number, named, place) {
  const { layout, top } = place;
  if (!item.panels) return textMarks([item.text], top, layout.width);
  if (!item.name || !named) return stackMarks(item, number, place);
  const name = labelMark(0, top, item.name, "strong");
  return [name, ...stackMarks(item, number, { ...place, top: top + 1 })];
}

// A line of text.
function labelMark(x, y, text, role = "text", anchor = "start") {
  return { type: "label", x, y, text, role, anchor };
}

// The first line below all labels.
function belowLabels(marks) {
  return marks.reduce((line, { type, y }) => (type === "label" ? Math.max(line, y + 1) : line), 0);
}

// A title, and below it what the network is.
function headingMarks({ title, subtitle }, { width }) {
  const marks = title ? lineMarks(title, 0, width, "strong") : [];
  return subtitle ? [...marks, ...lineMarks(subtitle, marks.length, width)] : marks;
}

// A text over as many lines as it needs.
function lineMarks(text, y, width, role = "muted") {
  return wrapped(text, width).map((line, i) => labelMark(0, y + i, line, role));
}

// Texts, each from a line of its own on.
function textMarks(texts, y, width) {
  return texts.reduce((marks, text) =>
    [...marks, ...lineMarks(text, y + marks.length, width)], []);
}

// What stands above the columns.
function columnHeads(panels, { words, space, channels }, y) {
  const heads = [
    [space, "middle", "space", "K lines per output"],
    [channels, "middle", "channels", linesInLetters(panels)],
  ];
  if (words) heads.unshift([0, "start", "MACs", "outputs × taps × lines"]);
  return heads.flatMap(([x, anchor, name, meaning]) => [
    labelMark(x, y, name, "strong", anchor), labelMark(x, y + 1, meaning, "muted", anchor),
  ]);
}

// How many lines there are between channels, in letters.
function linesInLetters(panels) {
  if (panels.every(({ kind }) => kind === "shuffle")) return "N lines";
  return panels.every(({ G }) => G === 1) ? "N·M lines" : "N·M/G lines";
}

// From one channel to the next, the same in all stacks, so that widths can be compared.
function channelStep(panels, { channelsWidth, steps }) {
  const widest = Math.max(1, ...panels.flatMap(({ n, m }) => [n, m]));
  const fitting = Math.floor((steps * channelsWidth) / Math.max(1, widest - 1)) / steps;
  return Math.min(WIDEST_CHANNEL_STEP, fitting);
}

// Panels one below the other, each row of nodes shared by the two that meet there.
function stackMarks(stack, number, place) {
  const rows = positionRows(stack, place.layout);
  const marks = [];
  let roles = null;
  stack.panels.forEach((panel, i) => {
    const here = { ...place, top: place.top + i * RISE, id: idsOf(number, i) };
    roles = roles || enteringRoles(panel);
    const colours = lineColours(panel, roles);
    marks.push(...wordMarks(panel, here), ...spaceMarks(panel, rows[i], rows[i + 1], here));
    marks.push(...channelMarks(panel, colours, here));
    marks.push(...channelRow(panel.n, panel.N, roles, here, 0));
    roles = leavingRoles(panel, colours);
    if (i === stack.panels.length - 1) marks.push(...channelRow(panel.m, panel.M, roles, here, 1));
  });
  const ids = idsOf(number, 0);
  rows.forEach((places, row) => places.forEach((x, index) => {
    marks.push(nodeMark(x, place.top + row * RISE, "text", ids(row, "space", index)));
  }));
  return marks;
}

// The ids of nodes: the item, the row, "space" or "channel", and the place in it.
function idsOf(item, first) {
  return (row, side, index) => [item, first + row, side, index].join(".");
}

// A node in the middle of a line.
function nodeMark(x, y, role, id) {
  return { type: "node", x, y: y + 0.5, role, filled: role !== "text", id };
}

// The layer's name and its cost beside its lines; on a phone its name and the number of lines.
function wordMarks(panel, { layout, top }) {
  const drawn = [countedText(panel.channels.length, "line"), "muted"];
  const lines = layout.words ? costLines(panel, layout.words)
    : [...nameLines(panel, NAME_WIDTH, 3, " "), drawn];
  const y = top + Math.floor((RISE + 1 - lines.length) / 2);
  const [x, anchor] = layout.words ? [0, "start"] : [layout.width, "end"];
  const marks = lines.map(([line, role], i) => labelMark(x, y + i, line, role, anchor));
  return layout.words
    ? [...marks, labelMark(layout.width, top + RISE / 2, ...drawn, "end")] : marks;
}

// --- space

// Where the positions of each row stand: an output below the middle of its window.
function positionRows({ panels }, { space, spaceWidth, steps }) {
  const [{ across: { positions } }] = panels;
  const fitting = Math.floor((steps * spaceWidth) / Math.max(1, positions - 1)) / steps;
  let step = Math.min(WIDEST_STEP, fitting);
  let origin = space - (step * (positions - 1)) / 2;
  const rows = [numbersTo(positions).map((i) => origin + step * i)];
  for (const { across } of panels) {
    origin += step * ((reachOf(across) - 1) / 2 - across.padding[0]);
    step *= across.stride;
    rows.push(numbersTo(placesOf(across)).map((i) => origin + step * i));
  }
  return rows;
}

// Lines from inputs to outputs; one that comes from the padding is half as long and dashed.
function spaceMarks(panel, inputs, outputs, { layout, top, id }) {
  const step = inputs.length > 1 ? inputs[1] - inputs[0] : WIDEST_STEP;
  const reach = layout.spaceWidth / 2 + (layout.words ? STUB : 1);
  const role = roleOf(panel.layer);
  const [start, end] = [top + 0.5, top + RISE + 0.5];
  return panel.space.map(([i, o, inside]) => {
    const x = inputs[0] + step * i;
    const halfway = Math.max((x + outputs[o]) / 2, layout.space - reach);
    const from = inside ? [x, start]
      : [Math.min(halfway, layout.space + reach), (start + end) / 2];
    return {
      type: "thread", start: from, end: [outputs[o], end], role, dashed: !inside,
      from: inside ? id(0, "space", i) : null, to: id(1, "space", o),
    };
  });
}

// --- channels

// The roles of channels that come from nowhere: those of the groups that they enter.
function enteringRoles(panel) {
  const { n, g, layer } = panel;
  if (g === 1 || roleOf(layer) === "pool") return Array(n).fill("text");
  return numbersTo(n).map((i) => groupRole(Math.floor((i * g) / n)));
}

// The role of a group, by its number.
function groupRole(number) {
  return `group${(number % GROUP_COLOURS) + 1}`;
}

// The role of each line: that of its group, or of where its channel came from.
function lineColours({ n, m, g, channels, layer }, entering) {
  if (n === m && m === channels.length && new Set(entering).size > 1) {
    return channels.map(([i]) => entering[i]);
  }
  const role = roleOf(layer);
  return channels.map(([, , group]) => (g === 1 || role === "pool" ? role : groupRole(group)));
}

// The roles of a layer's outputs: those of the groups that their lines belong to.
function leavingRoles({ m, channels }, colours) {
  const ends = Array(m).fill("text");
  channels.forEach(([, o], line) => { ends[o] = colours[line]; });
  return ends.map((role) => (role.startsWith("group") ? role : "text"));
}

// The lines of a layer between channels.
function channelMarks(panel, colours, { layout, step, top, id }) {
  const inputs = channelPlaces(panel.n, step, layout);
  const outputs = channelPlaces(panel.m, step, layout);
  return panel.channels.map(([i, o], line) => ({
    type: "thread", start: [inputs[i], top + 0.5], end: [outputs[o], top + RISE + 0.5],
    role: colours[line], dashed: false,
    from: id(0, "channel", i), to: id(1, "channel", o),
  }));
}

// Where the channels of a row stand, in the middle of cells.
function channelPlaces(nodes, step, { channels }) {
  const first = Math.floor(channels - (step * (nodes - 1)) / 2) + 0.5;
  return numbersTo(nodes).map((i) => first + step * i);
}

// A row of channels, and how many of them are drawn.
function channelRow(nodes, channels, roles, { layout, step, top, id }, row) {
  const y = top + row * RISE;
  const marks = channelPlaces(nodes, step, layout)
    .map((x, i) => nodeMark(x, y, roles[i], id(row, "channel", i)));
  const text = `${nodes} of ${brief(BigInt(channels))}`;
  return [...marks, labelMark(layout.width, y, text, "muted", "end")];
}
