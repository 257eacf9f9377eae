// What is counted at one node of a drawing of connections, in words. The formulas are printed from
// the ledger's, divided by the outputs or the inputs; see EACH in pictures.py.

// What is counted at the node with an id: sentences, the first of which says what the node is.
function countedAt({ items }, id) {
  const [item, row, side, index] = id.split(".");
  const { panels } = items[Number(item)];
  const [before, after] = [panels[Number(row) - 1], panels[Number(row)]];
  const words = side === "space" ? POSITION_WORDS : CHANNEL_WORDS;
  return [
    words.name(before, after, Number(index)),
    before && words.output(before, Number(index)),
    after && words.input(after, Number(index)),
  ].filter(Boolean);
}

// Whether there is such a node in a figure.
function hasNode({ items }, id) {
  const [item, row, side, index] = id.split(".");
  const panels = (items[Number(item)] || {}).panels || [];
  const [before, after] = [panels[Number(row) - 1], panels[Number(row)]];
  if (!before && !after) return false;
  const size = side === "space" ? positionsAt(before, after) : channelsAt(before, after)[0];
  return Number(index) < size;
}

// How many nodes there are for channels, and for how many.
function channelsAt(before, after) {
  return after ? [after.n, after.N] : [before.m, before.M];
}

// How many positions are drawn in a row.
function positionsAt(before, after) {
  return after ? after.across.positions : placesOf(before.across);
}

// --- channels

const CHANNEL_WORDS = {
  name(before, after, index) {
    const [drawn, all] = channelsAt(before, after);
    return drawn === all ? `Channel ${index + 1} of ${drawn}.`
      : `Channel ${index + 1} of the ${drawn} drawn, for ${figures(BigInt(all))}.`;
  },
  output: (panel, index) => channelText(panel, "output", index),
  input: (panel, index) => channelText(panel, "input", index),
};

// What one channel takes part in, as an output of a layer or as an input.
function channelText(panel, end, index) {
  const { layer, channels, M, N } = panel;
  const name = `${end === "output" ? "Output" : "Input"} of the ${atLength(layer)}`;
  if (layer.kind === "shuffle") {
    const at = end === "output" ? 1 : 0;
    const [from, to] = channels.find((line) => line[at] === index);
    return `${name}: place ${from + 1} goes to place ${to + 1}; it is only moved, 0 MACs.`;
  }
  const [height, width] = layer.output;
  const many = BigInt(end === "output" ? M : N);
  const total = connectedBy(layer) / many;
  const each = total / (height * width);
  const places = `${figures(height)}·${figures(width)}`;
  return `${name}: ${formOfEach(layer, end)} = ${figures(each)} ${verbOf(layer)} `
    + `at each of ${end === "output" ? "its" : "the output's"} ${places} positions, `
    + `${figures(total)} in all.`;
}

// K²·N/G = 3²·64/2; what has no formula of its own reads its window.
function formOfEach({ kind, kernel, letters }, end) {
  if (!(kind in EACH)) return kernel.join("·");
  const { asks, variants } = EACH[kind][end];
  const pieces = piecesOf(variants[asks.map(([sort, ...names]) =>
    answerOf(sort, names, letters)).join("")]);
  const [formula, numbers] = [formText(pieces), formText(pieces, letters)];
  return formula === numbers ? formula : `${formula} = ${numbers}`;
}

// What a layer does at its lines.
function verbOf(layer) {
  return multiplies(layer) ? "multiplications" : "elements read";
}

// --- positions

const POSITION_WORDS = {
  name(before, after, index) {
    return `Position ${index + 1} of ${positionsAt(before, after)} drawn along one axis.`;
  },
  output: windowText,
  input(panel, index) {
    const readers = panel.space.filter(([i]) => i === index).length;
    return `Input of the ${atLength(panel.layer)}: read by `
      + `${countedText(readers, "window")} along this axis.`;
  },
};

// The window of an output: its taps, and those of them that lie in the padding.
function windowText(panel, index) {
  const { layer, space, across } = panel;
  const [down, wide] = layer.kernel;
  const name = `Output of the ${atLength(layer)}: its ${down}×${wide} window`;
  const taps = countedText(down * wide, "tap");
  if (!isDrawnAsItIs(layer, across)) {
    return `${name} has ${taps}; it is drawn smaller than it is.`;
  }
  const outside = space.filter(([, o, inside]) => o === index && !inside).length;
  if (down * wide === 1n) return `${name} sees one element.`;
  if (!outside) return `${name} has ${taps}, in the middle rows all of them inside the map.`;
  const columns = `${outside} of ${countedText(wide, "column")}`;
  return `${name} has ${taps}, of which ${figures(BigInt(outside) * down)} lie in the padding `
    + `(${columns}, in the middle rows); they count all the same.`;
}
