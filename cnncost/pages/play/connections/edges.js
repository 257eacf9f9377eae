// The lines of a layer, along one axis of space and between channels, as
// cnncost/figures/connections/edges.py has them. What is drawn is counted in Numbers.

// How many positions the window covers, with the gaps between its taps.
function reachOf({ kernel, dilation }) {
  return dilation * (kernel - 1) + 1;
}

// How many places the window takes, as long as it is wholly inside the padded axis.
function placesOf(across) {
  const { positions, stride, padding: [before, after] } = across;
  const room = positions + before + after - reachOf(across);
  return room < 0 ? 0 : Math.floor(room / stride) + 1;
}

// The lines along one axis: [input, output, whether the input is there or in the padding].
function edgesInSpace(across) {
  const { positions, kernel, stride, padding, dilation } = across;
  return numbersTo(placesOf(across)).flatMap((output) => numbersTo(kernel).map((tap) => {
    const input = output * stride - padding[0] + tap * dilation;
    return [input, output, 0 <= input && input < positions];
  }));
}

// The lines between channels: [input, output, the group in which they meet].
function edgesInChannels(kind, N, M, G) {
  const inputs = N / G;
  const outputs = M / G;
  if (kind === "shuffle") {
    return numbersTo(N).map((i) => {
      const group = Math.floor(i / inputs);
      return [i, (i % inputs) * G + group, group];
    });
  }
  return numbersTo(G).flatMap((group) => numbersTo(outputs).flatMap((o) =>
    numbersTo(inputs).map((i) => [group * inputs + i, group * outputs + o, group])));
}

// 0, 1, ... up to and without a number.
function numbersTo(count) {
  return Array.from({ length: count }, (_, i) => i);
}

// --- layers along one axis

// Each layer along the axis across, from as few positions as leave room for most windows.
function axesOf(layers, fewest) {
  const width = Number(layers[0].input[1]);
  const tries = CONNECTED.positions.filter((n) => n >= fewest)
    .map((n) => axesFrom(layers, Math.min(n, width)));
  const seen = (found) => found.filter((across, i) => hasRoom(layers[i], across)).length;
  return tries.reduce((best, found) => (seen(found) > seen(best) ? found : best));
}

// Whether the window is drawn as it is; one that sees all of the map always is.
function hasRoom(layer, across) {
  return isDrawnAsItIs(layer, across) || layer.kernel[1] >= layer.input[1];
}

// Whether the window has as many taps in the drawing as it has, as far apart.
function isDrawnAsItIs(layer, across) {
  return BigInt(across.kernel) === layer.kernel[1]
    && BigInt(across.dilation) === dilationAcross(layer);
}

// From tap to tap along the axis across.
function dilationAcross({ letters }) {
  return "D_w" in letters ? letters.D_w : 1n;
}

// Each layer along the axis, from so many positions of the first.
function axesFrom(layers, positions) {
  const found = [];
  for (const layer of layers) {
    found.push(acrossOf(layer, found.length ? placesOf(lastOf(found)) : positions));
  }
  return found;
}

// A layer on so many positions, its window over all of them where it would be too large.
function acrossOf(layer, positions) {
  const whole = dilationAcross(layer);
  const dilation = Math.min(Number(whole), CONNECTED.mostDilation);
  const { P_l = 0n, P_r = 0n, ceil } = layer.letters;
  const padding = [P_l, P_r].map((side) => Number((side * BigInt(dilation)) / whole));
  let across = {
    positions, kernel: Number(layer.kernel[1]), stride: Number(layer.stride[1]), padding, dilation,
  };
  if (ceil && BigInt(dilation) === whole) across = roundedUp(layer, across);
  const places = placesOf(across);
  const fits = across.kernel <= CONNECTED.mostTaps
    && 1 <= places && places <= lastOf(CONNECTED.positions);
  return fits ? across
    : { positions, kernel: positions, stride: 1, padding: [0, 0], dilation: 1 };
}

// The same with as much padding as the last window needs.
function roundedUp(layer, across) {
  const letters = { ...layer.letters, Wi: BigInt(across.positions) };
  const outputs = Number(KINDS[layer.kind].size[1](letters));
  const [left, right] = across.padding;
  const needed = (outputs - 1) * across.stride + reachOf(across) - across.positions - left;
  return { ...across, padding: [left, Math.max(right, needed)] };
}
