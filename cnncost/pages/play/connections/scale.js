// How many channels are drawn for how many there are. The rules, and why they are so, stand in
// cnncost/figures/connections/scale.py; a link is {N, M, G}, a room is {nodes, lines, positions}.

const MILLION = 10n ** 6n;

// The number of nodes to draw for every number of channels in the links.
function drawnChannels(links, room) {
  const counts = [...new Set(links.flatMap(({ N, M }) => [N, M]))].sort((a, b) => a - b);
  if (!counts.length || lastOf(counts) <= CONNECTED.limit) {
    return new Map(counts.map((n) => [n, n]));
  }
  return bestChoice(choicesOf(counts), links, room).nodes;
}

// The choice with the fewest faults, the worst ones first.
function bestChoice(choices, links, room) {
  let best = null;
  let fewest = null;
  for (const choice of choices) {
    const faults = faultsOf(choice, links, room);
    if (!fewest || isBefore(faults, fewest)) [best, fewest] = [choice, faults];
  }
  return best;
}

// Whether one list of numbers comes before another, as words do in a dictionary.
function isBefore(one, other) {
  const at = one.findIndex((number, i) => number !== other[i]);
  return at >= 0 && one[at] < other[at];
}

// How many groups the drawn channels of each link form: all of them, or as many as fit.
function drawnGroups(links, nodes) {
  const shared = new Map();
  for (const link of links.filter(({ N, G }) => N > G)) {
    const fits = fitsOf(link, nodes);
    const others = shared.get(link.G) || fits;
    shared.set(link.G, others.filter((g) => fits.includes(g)));
  }
  return links.map((link) =>
    lastOf(link.N > link.G ? shared.get(link.G) : fitsOf(link, nodes)));
}

// Into how many groups the nodes of a link can be dealt, the fewest first.
function fitsOf({ N, M, G }, nodes) {
  const n = nodes.get(N);
  const m = nodes.get(M);
  const most = Math.min(G, N > G ? n - 1 : n);
  const fits = [1];
  for (let g = 2; g <= most; g += 1) {
    if (n % g === 0 && m % g === 0) fits.push(g);
  }
  return fits;
}

// Every number divided by one scale {above, below}, and rounded to multiples of another.
function choicesOf(counts) {
  const scales = new Map();
  for (const count of counts) {
    for (let nodes = 1; nodes <= CONNECTED.limit; nodes += 1) {
      const { above, below } = fraction(BigInt(count), BigInt(nodes));
      scales.set(`${above}/${below}`, { above: Number(above), below: Number(below) });
    }
  }
  return [...scales.values()].flatMap((scale) => CONNECTED.multiples.map((multiple) => ({
    scale, nodes: new Map(counts.map((count) => [count, roundedTo(count, scale, multiple)])),
  })));
}

// One number of channels by a scale, at least one multiple and no more than the limit.
function roundedTo(count, scale, multiple) {
  if (count <= Math.max(multiple, CONNECTED.fewChannels)) return count;
  const step = scale.above * multiple;
  const steps = Math.floor((2 * count * scale.below + step) / (2 * step));
  return multiple * Math.min(Math.max(steps, 1), Math.floor(CONNECTED.limit / multiple));
}

// What is wrong with a choice, the worst first; between equals the numbers decide.
function faultsOf({ nodes, scale }, links, room) {
  const groups = drawnGroups(links, nodes);
  const cut = links.filter(({ N, G }, i) => G !== groups[i] && G !== N);
  const drawn = [...nodes.values()];
  const missed = [...nodes].map(([count, n]) => [count, missedBy(count, n, scale)]);
  const far = missed.filter(([count]) => count > CONNECTED.fewChannels);
  return [
    links.filter((link, i) => groupsAreHidden(link, nodes.get(link.N), groups[i])).length,
    cut.filter(({ G }) => G <= CONNECTED.fewGroups).length,
    links.filter(({ N, M }, i) => nodes.get(N) * nodes.get(M) > room.lines * groups[i]).length,
    missed.some(([, off]) => off > 0) ? 1 : 0,
    cut.length,
    far.reduce((sum, [, off]) => sum + off, 0),
    missed.filter(([count]) => nodes.get(count) === 1 && count > 1).length,
    Math.max(0, Math.max(...drawn) - room.nodes),
    scale.below > 1 ? 1 : 0,
    -drawn.reduce((sum, n) => sum + n, 0),
    ...drawn,
  ];
}

// Whether groups look like one, or like single channels where they are not, or the reverse.
function groupsAreHidden({ N, G }, n, g) {
  return G > 1 && (g === 1 || (N > G) !== (n > g));
}

// By how much a drawn number is off, in millionths rounded up: 0 is exact.
function missedBy(count, nodes, scale) {
  const [a, b] = [BigInt(count) * BigInt(scale.below), BigInt(nodes) * BigInt(scale.above)];
  if (a === b) return 0;
  const [more, fewer] = a > b ? [a, b] : [b, a];
  return Number((more * MILLION + fewer - 1n) / fewer - MILLION);
}
