// A network with a slip in it: the rows that come out otherwise than they should, the same as
// cnncost/slips/network.py. The formulas of the slips are printed from Python's.

const LEDGER_COLUMNS = Object.keys(LEDGER);
const SIZE_LETTERS = ["H", "W", "M"];
// What follows from what a slip replaces: from letters, from sizes, from columns of the ledger.
const MISTAKE_STAGES = [sized, counted, derived];

// When a slip replaces something of this name: 0 to 3.
function stageOfName(name) {
  if (name === "answer") {
    return 3;
  }
  if (LEDGER_COLUMNS.includes(name) || name === "params" || name === "flops") {
    return 2;
  }
  return SIZE_LETTERS.includes(name) ? 1 : 0;
}

// When a slip is made, by what it replaces.
function stageOf(wrong) {
  return Math.min(...Object.keys(wrong).map(stageOfName));
}

// Whether a row's output may change, and with it the input of the next.
function isCarried(wrong) {
  return stageOf(wrong) < 2;
}

// The rows up to the last one asked of that come out otherwise, and those in which a slip is made.
// Of several slips in a row, each finds it as the one before it left it.
function changedRows(made, asked) {
  const changed = new Map();
  const active = new Set();
  for (const row of rowsInQuestion(made, asked)) {
    const moved = asked.network.rows[row].sources.some((source) => changed.has(source));
    const here = made.filter(({ places }) => places.has(row));
    if (moved || here.length) {
      const before = { ...arriving(asked, row, changed, moved), ...factsOf(made, asked, row) };
      const making = here.filter(({ slip }) => slip.where === null || slip.where(before));
      if (moved || making.length) {
        changed.set(row, making.reduce((values, { wrong }) => mistaken(values, wrong), before));
      }
      making.forEach(() => active.add(row));
    }
  }
  return { changed, active };
}

// The rows to look at, in order: all, or those of the slips where none changes what comes next.
function rowsInQuestion(made, asked) {
  const last = asked.rows.reduce((a, b) => Math.max(a, b));
  if (made.some(({ wrong }) => isCarried(wrong))) {
    return Array.from({ length: last + 1 }, (_, i) => i);
  }
  const places = new Set(made.flatMap((making) => [...making.places]));
  return [...places].sort((a, b) => a - b);
}

// What the layers around a row say of it, as far as the slips name it; worked out once.
function factsOf(made, asked, row) {
  const facts = {};
  for (const name of made.flatMap(({ slip }) => slip.around)) {
    asked.facts[name] ??= AROUND[name](asked.network, asked.walked);
    facts[name] = asked.facts[name][row];
  }
  return facts;
}

// The letters of a row and its ledger, as they should be.
function asItIs(asked, row) {
  asked.plain[row] ??= withLedger(asked, row);
  return asked.plain[row];
}

function withLedger(asked, row) {
  const { kind, letters, ledger } = asked.walked.rows[row];
  const values = { kind, ceil: 0n, ...letters, biased: letters.bias ?? 0n };
  const counts = LEDGER_COLUMNS.map((column) => [column, ledger[column] ?? 0n]);
  return derived({ ...values, ...endsOf(asked, row, new Map()) }, Object.fromEntries(counts));
}

// The channels of the first and of the last branch that enter a row.
function endsOf(asked, row, changed) {
  const { sources } = asked.network.rows[row];
  const channels = (source) => shapeOf(asked, source, changed)[2];
  return { M_first: channels(sources[0]), M_last: channels(lastOf(sources)) };
}

// What a row puts out; -1 is the network's input.
function shapeOf(asked, row, changed) {
  if (changed.has(row)) {
    return SIZE_LETTERS.map((letter) => changed.get(row)[letter]);
  }
  return row >= 0 ? asked.walked.rows[row].output : asked.walked.input;
}

// A row on the map that reaches it, which may not be the right one; an error where it cannot be.
function arriving(asked, row, changed, moved) {
  if (!moved) {
    return asItIs(asked, row);
  }
  const values = { ...asItIs(asked, row), ...endsOf(asked, row, changed) };
  const shapes = asked.network.rows[row].sources.map((one) => shapeOf(asked, one, changed));
  if (shapes.length > 1) {
    return counted(values, joinedLetters(values.kind, shapes));
  }
  const [[Hi, Wi, N]] = shapes;
  const holds = kindOf(values).rules.every((rule) => rule.holds({ ...values, Hi, Wi, N }));
  if (!holds) {
    throw new LayerError("The layer cannot stand on this map.");
  }
  return sized(values, { Hi, Wi, N });
}

// The letters of a join of maps, which may have parts of rows.
function joinedLetters(kind, shapes) {
  if (shapes.every((shape) => shape.every((side) => below(side) === 1n))) {
    return measureJoin(kind, { ...shapes.map((shape) => shape.map(above)) }).letters;
  }
  const area = ([height, width]) => multiply(height, width);
  const [H, W, C] = shapes.reduce((a, b) => (greater(area(b), area(a)) ? b : a));
  const sides = kind === "concat" ? [H, W] : [H, W, C];
  const fits = (shape) => sides.every((side, i) => equal(side, shape[i]));
  const gates = ([height, width, channels]) => kind === "multiply" && equal(height, 1n)
    && equal(width, 1n) && equal(channels, C);
  if (!shapes.every((shape) => fits(shape) || gates(shape))) {
    throw new LayerError("The branches do not fit.");
  }
  const M = kind === "concat" ? shapes.map((shape) => shape[2]).reduce(add) : C;
  const E = shapes.map((shape) => multiply(...shape)).reduce(add);
  return { Hi: H, Wi: W, N: M, H, W, M, B: BigInt(shapes.length), E, G: 1n };
}

// The kind of layer or join that a row is.
function kindOf(values) {
  return KINDS[values.kind] ?? JOINS[values.kind];
}

// The row with what is said wrongly in it, and all that follows from that.
function mistaken(values, wrong) {
  return MISTAKE_STAGES.reduce((found, follow, stage) => {
    const names = Object.keys(wrong).filter((name) => stageOfName(name) === stage);
    const said = Object.fromEntries(names.map((name) => [name, wrong[name](found)]));
    return names.length ? follow(found, said) : found;
  }, values);
}

// The output that follows from the letters, and the ledger that follows from it.
function sized(before, said) {
  const values = { ...before, ...said };
  const letters = { ...values, bias: values.biased };
  const [H, W, M] = kindOf(values).size.map((size) => size(letters));
  return counted(values, { H, W, M });
}

// The ledger that follows from the letters; an error if no output is left.
function counted(before, said) {
  const values = { ...before, ...said };
  if (lessOrEqual(values.H, 0n) || lessOrEqual(values.W, 0n)) {
    throw new LayerError("Nothing is left of the map.");
  }
  const letters = { ...values, bias: values.biased };
  const { ledger } = kindOf(values);
  const count = (name) => (name in ledger ? ledger[name](letters) : 0n);
  return derived(values, Object.fromEntries(LEDGER_COLUMNS.map((name) => [name, count(name)])));
}

// What follows from the ledger, unless it is said itself.
function derived(before, said) {
  const values = { ...before, ...said };
  return { ...withSums(values), ...said };
}
