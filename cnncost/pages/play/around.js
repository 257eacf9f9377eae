// What the layers around a row say of it, one number for each row of a walked network: the facts
// of cnncost/slips/around.py.

// The row whose map each row works on, whatever passes it on in between; -1 is the input.
function rowsBehind(network, walked) {
  const found = [];
  for (const {sources: [source]} of network.rows) {
    const passed = source >= 0 && PASSING_KINDS.includes(walked.rows[source].kind);
    found.push(passed ? found[source] : source);
  }
  return found;
}

// 1 for each row that a test holds of, else 0.
function marked(walked, holds) {
  return walked.rows.map((row, i) => (holds(row, i) ? 1n : 0n));
}

// Input channels of the convolution that each row reads, 0 if it reads none.
function channelsBefore(network, walked) {
  return rowsBehind(network, walked).map((row) => {
    const convolves = row >= 0 && CONVOLUTION_KINDS.includes(walked.rows[row].kind);
    return convolves ? walked.rows[row].letters.N : 0n;
  });
}

// Whether a row is a 1×1 convolution on all channels.
function isPointwise(row) {
  const [down, across] = row.kernel;
  return row.kind === "conv" && down === 1n && across === 1n && row.letters.G === 1n;
}

// The 1×1 convolutions behind a depthwise one.
function pointwiseRows(network, walked) {
  const behind = rowsBehind(network, walked);
  const follows = (i) => behind[i] >= 0 && isDepthwise(walked.rows[behind[i]]);
  return marked(walked, (row, i) => isPointwise(row) && follows(i));
}

// The rows that a fully connected layer reads.
function flattenedRows(network, walked) {
  const behind = rowsBehind(network, walked);
  const reads = ({kind}) => kind === "fc" || kind === "flatten";
  const read = new Set(behind.filter((_, i) => reads(walked.rows[i])));
  return marked(walked, (_, i) => read.has(i));
}

// Every branch of every addition: the addition, where the branch ends, where another does.
function addedBranches(network, walked) {
  return network.rows.flatMap(({sources}, row) => (walked.rows[row].kind !== "add" ? []
    : sources.map((end, branch) => ({row, end, other: sources[branch === 0 ? 1 : 0]}))));
}

// Whether the branch that ends in one row comes from another.
function startsAt(network, end, start) {
  let row = end;
  while (row > start) {
    [row] = network.rows[row].sources;
  }
  return row === start;
}

// The additions to which one branch brings the block's input as it is.
function shortcutRows(network, walked) {
  const plain = addedBranches(network, walked)
    .filter(({end, other}) => startsAt(network, other, end));
  return marked(walked, (_, i) => plain.some(({row}) => row === i));
}

// The 1×1 convolutions, and their normalisations, on the shortcut of a residual block.
function projectionRows(network, walked) {
  const found = addedBranches(network, walked).flatMap(({end, other}) => {
    const normalised = end >= 0 && walked.rows[end].kind === "bn";
    const row = normalised ? network.rows[end].sources[0] : end;
    const projects = row >= 0 && isPointwise(walked.rows[row])
      && startsAt(network, other, network.rows[row].sources[0]);
    return projects ? [row, end] : [];
  });
  return marked(walked, (_, i) => found.includes(i));
}

// The layers that were there before, written once and repeated.
function copiedRows(network, walked) {
  const known = new Set();
  return marked(walked, ({kind, input, output, ledger}, i) => {
    const counts = LEDGER_COLUMNS.map((column) => ledger[column] ?? 0n);
    const same = [network.rows[i].origin, kind, input, output, counts].join(" ");
    const copied = known.has(same);
    known.add(same);
    return copied;
  });
}

const AROUND = {
  N_before: channelsBefore,
  pointwise: pointwiseRows,
  projection: projectionRows,
  shortcut: shortcutRows,
  flattened: flattenedRows,
  copy: copiedRows,
};
