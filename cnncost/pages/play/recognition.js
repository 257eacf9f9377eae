// Which slips give a number: the same ones as cnncost/slips/recognition.py and combined.py find, in
// the same order.

// The whole number that a number is, or null.
function wholeOrNull(number) {
  return number !== null && below(number) === 1n ? above(number) : null;
}

// Every whole number that a slip gives, made in those rows of its kinds.
function numbersOfSlip(slip, asked, places) {
  const found = makings(slip, asked, places)
    .filter((making) => shows(making, asked))
    .map((making) => wholeOrNull(numberWith([making], asked)));
  const meant = slip.of.includes(asked.quantity);
  return [...new Set(found)].filter((n) => n !== null && (meant || n !== asked.right));
}

// The numbers of all rows.
function everyRow(asked) {
  return asked.network.rows.map((_, i) => i);
}

// The slips each of which alone gives this number, made wherever it can be: other conventions come
// first, and last what gives so many numbers that it may be chance.
function slipsAlone(value, asked) {
  const every = everyRow(asked);
  const found = value === asked.right ? []
    : SLIPS.filter((slip) => numbersOfSlip(slip, asked, every).includes(value));
  const chance = (slip) => slip.ways.length > SLIP_LIMITS.ways;
  const unlikely = (slip) => 2 * chance(slip) + (slip.sort !== "convention");
  return found.sort((a, b) => unlikely(a) - unlikely(b));
}

// The slips that are looked for in one row alone and in pairs: not those of very many numbers.
function usableSlips() {
  return SLIPS.filter((slip) => slip.ways.length <= SLIP_LIMITS.ways);
}

// The slips that give this number when they are made in a single row: {slip, row}.
function slipsInOneRow(value, asked) {
  const rows = everyRow(asked).slice(0, Math.max(...asked.rows) + 1);
  if (rows.length > SLIP_LIMITS.rows || value === asked.right) {
    return [];
  }
  const inherit = rows.length <= SLIP_LIMITS.rowsCarried;
  const gives = (slip, row) => makings(slip, asked, [row])
    .filter((making) => !("answer" in making.wrong) && shows(making, asked))
    .some((making) => wholeOrNull(numberWith([making], asked)) === value);
  return usableSlips()
    .filter((slip) => inherit || !slip.ways.some(isCarried))
    .flatMap((slip) => rows.filter((row) => gives(slip, row)).map((row) => ({ slip, row })));
}
