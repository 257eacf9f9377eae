// A network from its input to its output: every row measured, its output handed on, and sums.
// What a network looks like is told in trace.py, which prints it.

// A network with some of its letters changed, edits {row: {option: value}} that stand instead of
// what a row was given, and perhaps on another input [height, width]. A row that cannot stand has
// an error; those behind it are not reached.
function walk(network, letters = {}, edits = {}, input = null) {
  const parameters = { ...network.params };
  for (const name of Object.keys(network.params)) {
    if (name in letters) parameters[name] = exact(letters[name]);
  }
  const start = startOf(network, parameters, input);
  const rows = [];
  const before = (i) => (i < 0 ? start : rows[i]);
  network.rows.forEach((row, number) => {
    rows.push(walkRow(row, number, parameters, edits[number] || {}, before));
  });
  refuseTotals(rows);
  return { rows, input: start.output, ...summed(network, rows) };
}

// Where a column adds up to more than can be counted to, the last row has an error that says so.
function refuseTotals(rows) {
  if (!rows.every((row) => row.ledger)) return;
  for (const [column, total] of Object.entries(sumOf(rows))) {
    if (column in LEDGER && total > LIMIT) {
      const name = column.replaceAll("_", " ");
      const message = `The network's ${name} add up to ${thousands(total)}, more than 10^18, `
        + "the most that cnncost counts to.";
      lastOf(rows).error = { message, option: "" };
      return;
    }
  }
}

// The input, as if a row had put it out.
function startOf(network, parameters, input) {
  try {
    const axes = ["height", "width", "number of channels"];
    const sides = network.input(parameters).map((side, i) => (input && input[i]) || side);
    const output = sides.map((side, i) => inputSide(side, axes[i]));
    return { output, reached: true, error: null };
  } catch (error) {
    return { output: null, reached: true, error: told(error) };
  }
}

function inputSide(side, name) {
  const whole = below(side) === 1n ? above(side) : 0n;
  if (whole < 1n || whole > LARGEST_SIZE) {
    throw new LayerError(
      `The input's ${name} must be a whole number from 1 to 10^9, not ${decimal(side)}.`
    );
  }
  return whole;
}

// One row of the walk. `before` gives what an earlier row became, or the input.
function walkRow(row, number, parameters, edit, before) {
  const { path, stage, trainOnly, origin } = row;
  const place = { number, path, stage, trainOnly, origin, kind: row.kind, sources: row.sources };
  const behind = row.sources.map(before);
  const nothing = { letters: null, input: null, output: null, ledger: null, given: null };
  if (!behind.every((source) => source.output)) {
    const error = number === 0 ? behind[0].error : null;
    return { ...place, ...nothing, error, reached: error !== null };
  }
  const input = behind[0].output;
  let given = null;
  try {
    const at = (i) => before(i).output[2];
    row.guards.forEach((guard) => checkGuard(guard, parameters, at));
    given = { ...checkedValues(row.given(parameters, at)), ...edit };
    const measured = measuredRow(row, given, behind);
    return { ...measured, ...place, given, error: checkedCosts(measured, path), reached: true };
  } catch (error) {
    return { ...place, ...nothing, given, input, error: told(error), reached: true };
  }
}

function measuredRow(row, given, behind) {
  if (!row.branches) return measureOnce(row.kind, given, behind[0].output);
  const ends = row.branches.map((name, i) => [name, behind[i].output]);
  return measureJoin(row.kind, Object.fromEntries(ends));
}

// A condition or a count of the spec that decided that there is such a row.
function checkGuard(guard, parameters, at) {
  if (!guard.holds(parameters, at)) {
    throw new LayerError(guardMessage(guard));
  }
}

function guardMessage({ text, was }) {
  if (was === "yes" || was === "no") {
    const now = was === "yes" ? "no" : "yes";
    return `The spec decides here by '${text}'. It was ${was} and is now ${now}: `
      + "other layers would stand here.";
  }
  return `The spec repeats this '${text}' times. It was ${was} and is now another number: `
    + "there would be more layers, or fewer.";
}

// The numbers that a row is given, each within what cnncost counts to.
function checkedValues(given) {
  for (const value of Object.values(given).flat()) {
    if (typeof value !== "string") bounded(value, LIMIT);
  }
  return given;
}

// What is wrong with a row that costs more than can be counted to, or null.
function checkedCosts({ ledger }, path) {
  const most = Object.values(ledger).reduce((a, b) => (b > a ? b : a));
  if (most <= LIMIT) return null;
  const message = `${path} costs ${thousands(most)}, more than 10^18, the most that cnncost `
    + "counts to.";
  return { message, option: "" };
}

// An error as data; what is no refusal of a formula or a layer is a fault of the page.
function told(error) {
  if (!(error instanceof LayerError) && !(error instanceof FormulaError)) throw error;
  return { message: error.message, option: error.option || "" };
}

// --- a network as it is printed

// Rows as lists [path, kind, number of what it is given, number of its call, {stage, sources,
// branches, guards, from, trainOnly}] become objects. Shared functions ask for channels by the
// place of a row in `from`; in a guard's list that place stands behind the number of the guard.
function networkOf(printed) {
  const { given, guards, calls } = printed;
  const rows = printed.rows.map(([path, kind, told, call, odd = {}], i) => ({
    path,
    kind,
    stage: odd.stage || path.split("/")[0],
    sources: odd.sources || [i - 1],
    branches: odd.branches || null,
    trainOnly: odd.trainOnly || false,
    origin: call,
    text: calls[call],
    given: asking(given[told], odd.from || []),
    guards: (odd.guards || []).map(([guard, ...from]) => (
      { ...guards[guard], holds: asking(guards[guard].holds, from) })),
  }));
  const { name, variant, title, paper, params, input, end } = printed;
  return { name, variant, title, paper, params, input, end, rows };
}

// A shared function for one row: at(0) in it is the channels that leave the row from[0].
function asking(shared, from) {
  return (parameters, at) => shared(parameters, (place) => at(from[place]));
}

// --- sums

// The sums over a network as it is deployed and as it is trained, and its output.
function summed(network, rows) {
  const complete = rows.every((row) => row.reached && !row.error);
  return {
    totals: sumOf(rows.filter((row) => !row.trainOnly)),
    trainTotals: sumOf(rows),
    output: rows[network.end].output,
    complete,
  };
}

// The sum of every column over the rows that are measured, with params and flops.
function sumOf(rows) {
  const sums = {};
  for (const column of Object.keys(LEDGER)) {
    sums[column] = rows.reduce((sum, row) => (row.ledger ? sum + row.ledger[column] : sum), 0n);
  }
  return withSums(sums);
}

// A ledger, or its sums, with what follows from them: parameters and FLOPs.
function withSums(ledger) {
  const params = PARAMETER_COLUMNS.map((column) => ledger[column]).reduce(add);
  return { ...ledger, params, flops: multiply(2n, ledger.macs) };
}

// --- formulas for people

// The pieces of a row's formula for H, W, M or a column of its ledger, as the command line shows
// it: one K for a square kernel, no G for one group. Null for what costs nothing.
function formOf(row, column) {
  const form = FORMS[row.kind][column];
  if (!form) return null;
  const key = form.asks.map(([sort, ...names]) => answerOf(sort, names, row.letters)).join("");
  return piecesOf(form.variants[key])
    .map((piece) => (piece.letter ? { letter: wholeLetter(piece.letter, row.letters) } : piece));
}

// K for K_h or K_w where both are equal, else the letter itself.
function wholeLetter(name, letters) {
  const [whole, half] = name.split("_");
  if (half !== "h" && half !== "w") return name;
  return letters[`${whole}_h`] === letters[`${whole}_w`] ? whole : name;
}

// What decides how a formula is written: whether halves are equal, whether a letter is 0 or 1.
function answerOf(sort, names, letters) {
  if (sort === "equal") {
    return names.every((name) => letters[name] === letters[names[0]]) ? "=" : "-";
  }
  const value = letters[names[0]];
  return value === 0n || value === 1n ? String(value) : "*";
}

// "{H}·{W}" as texts and letters: [{letter: "H"}, "·", {letter: "W"}].
function piecesOf(template) {
  return template.split(/\{(\w+)\}/).map((part, i) => (i % 2 ? { letter: part } : part))
    .filter((part) => part !== "");
}

// Pieces as text: with letters, or with numbers in their places.
function formText(pieces, letters = null) {
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    return letters ? String(letterOf(letters, piece.letter)) : piece.letter;
  }).join("");
}

// A letter's value; one letter stands for halves that are equal, as K for K_h and K_w.
function letterOf(letters, name) {
  if (name in letters) return letters[name];
  return name === "P" ? letters.P_t : letters[`${name}_h`];
}
