// What is written in a drawing of connections: names and costs, and how true the drawing is, as
// cnncost/figures/connections/words.py and cnncost/figures/words.py have it.

// What a layer is drawn as: one of the roles of a scene.
function roleOf(layer) {
  const role = SORTED.roles[layer.kind];
  if (role !== "conv") return role;
  if (isDepthwise(layer)) return "depthwise";
  if (layer.letters.G > 1n) return "grouped";
  return layer.kernel.every((side) => side === 1n) ? "pointwise" : "conv";
}

// 3×3 conv, stride 2, 32 groups
function atLength(layer) {
  return [kernelAndKind(layer), ...extrasOf(layer)].join(", ");
}

// Kernel and kind; what sees the whole map, or one element, has no kernel to name.
function kernelAndKind(layer) {
  const word = isDepthwise(layer) ? "depthwise" : SORTED.called[layer.kind] || layer.kind;
  return "K_h" in layer.letters ? `${shownShape(layer.kernel)} ${word}` : word;
}

// What is not as usual about a layer that is drawn.
function extrasOf(layer) {
  const { G, D_h = 1n, D_w = 1n } = layer.letters;
  const extras = [];
  if ("S_h" in layer.letters && layer.stride.some((step) => step !== 1n)) {
    extras.push(`stride ${squareText(layer.stride)}`);
  }
  if (G > 1n && !isDepthwise(layer)) extras.push(`${G} groups`);
  if (D_h !== 1n || D_w !== 1n) extras.push(`dilation ${squareText([D_h, D_w])}`);
  return extras;
}

// 2 for 2 down and 2 across, else 2×1.
function squareText([down, across]) {
  return down === across ? String(down) : `${down}×${across}`;
}

// The product that a layer's MACs are: [sign, number, word]; none for what multiplies nothing.
function termsOf({ layer }) {
  const lines = figures(linesOf(layer));
  const macs = figures(layer.ledger.macs);
  if (layer.kind === "shuffle") return [[" ", lines, "lines (N)"], [" ", macs, "MACs"]];
  const [times, equals] = multiplies(layer) ? ["×", "="] : [" ", " "];
  const [height, width] = layer.output;
  return [
    [" ", `${height}·${width}`, "outputs"], [times, layer.kernel.join("·"), "taps"],
    [times, lines, "lines"], [equals, macs, "MACs"],
  ];
}

// The layer's name and its product: lines of text and their roles.
function costLines(panel, width) {
  const terms = termsOf(panel);
  const digits = Math.max(...terms.map(([, number]) => number.length));
  return [
    ...nameLines(panel, width, 2),
    ...terms.map(([sign, number, word]) => [`${sign} ${number.padStart(digits)} ${word}`, "text"]),
  ];
}

// The layer's name in lines, which end at a comma or at any space, and its role.
function nameLines({ layer }, width, most, between = ", ") {
  const names = wrapped(atLength(layer), width, between).slice(0, most);
  return names.map((line) => [line, roleOf(layer)]);
}

// A text in lines of so many characters, which end where `between` stands.
function wrapped(text, width, between = " ") {
  const lines = [];
  const mark = between.trimEnd();
  text.split(between).forEach((part, i, parts) => {
    const piece = i < parts.length - 1 ? part + mark : part;
    const longer = lines.length ? `${lastOf(lines)} ${piece}` : piece;
    if (lines.length && longer.length > width) lines.push(piece);
    else lines.splice(-1, 1, longer);
  });
  return lines;
}

// 1 line, 64 lines
function countedText(number, word) {
  return `${figures(BigInt(number))} ${word}${Number(number) === 1 ? "" : "s"}`;
}

// How true the drawing is: its scale, the groups left out, windows drawn smaller.
function legendOf(panels) {
  const cut = panels.filter(({ N, G, g }) => g !== G && G < N).map(({ G, g }) => [G, g]);
  const groups = [...new Map(cut.map((pair) => [String(pair), pair])).values()];
  groups.sort(([G, g], [other, drawn]) => G - other || g - drawn);
  const smaller = panels.filter(({ layer, across }) => !hasRoom(layer, across));
  return [
    scaleText(panels),
    ...groups.map(([G, g]) => `${g} of ${figures(BigInt(G))} groups are drawn.`),
    ...[...new Set(smaller.map(({ layer }) => atLength(layer)))]
      .map((name) => `The window of the ${name} is drawn smaller than it is.`),
  ];
}

// For how many channels each one stands that is drawn.
function scaleText(panels) {
  const sizes = panels.flatMap(({ N, n, M, m }) => [[N, n], [M, m]]);
  const [[N, n]] = sizes;
  if (sizes.every(([channels, nodes]) => channels === nodes)) return "All channels are drawn.";
  if (sizes.some(([channels, nodes]) => channels * n !== nodes * N)) {
    return "Channels are not drawn to one scale.";
  }
  if (N % n) return "Channels are drawn to scale.";
  return `Each channel drawn stands for ${figures(BigInt(N / n))}.`;
}

// Whether any tap that is drawn lies in the padding.
function pads(panels) {
  return panels.some(({ space }) => space.some(([, , inside]) => !inside));
}

// The figure in sentences, for those who cannot see it.
function describedFigure({ items }) {
  return items.flatMap((item) => {
    if (!item.panels) return [`${item.text}.`];
    const branch = item.name ? `${item.name}, ` : "";
    return item.panels.map((panel) => `${branch}${panelInWords(panel)}.`);
  }).join(" ");
}

// 1×1 conv, 128 channels to 64: 28·28 outputs × 1·1 taps × ...
function panelInWords(panel) {
  const [N, M] = [panel.N, panel.M].map((channels) => figures(BigInt(channels)));
  const [first, ...others] = termsOf(panel);
  const product = others.map(([sign, number, word]) =>
    (sign.trim() ? ` ${sign} ${number} ${word}` : `, ${number} ${word}`)).join("");
  const drawn = countedText(panel.channels.length, "line");
  const name = atLength(panel.layer);
  return `${name}, ${N} channels to ${M}: ${first[1]} ${first[2]}${product}; ${drawn} drawn`;
}
