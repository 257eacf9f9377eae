// Slips that are made together: the pairs that cnncost/slips/combined.py finds.

// The pairs of slips that give this number, each made wherever it can be.
function slipsTogether(value, asked) {
  const rows = everyRow(asked).slice(0, Math.max(...asked.rows) + 1);
  if (asked.rows.length > SLIP_LIMITS.rowsPairs || value === asked.right) {
    return [];
  }
  const inherit = rows.length <= SLIP_LIMITS.rowsPairsCarried;
  const ways = usableSlips().flatMap((slip) => makings(slip, asked, rows))
    .filter(({ wrong }) => inherit || !isCarried(wrong));
  const found = new Map();
  for (const [first, second] of pairsOf(ways, asked)) {
    const key = [first.slip.id, second.slip.id].sort().join(" ");
    if (wholeOrNull(numberWith([first, second], asked)) === value) {
      found.set(key, [first.slip, second.slip]);
    }
  }
  return [...found.values()];
}

// Two ways, in the order in which they are made; in both orders where none comes first.
function pairsOf(ways, asked) {
  const pairs = ways.flatMap((one, i) => ways.slice(i + 1).map((other) => [one, other]));
  return pairs
    .filter(([one, other]) => one.slip !== other.slip)
    .flatMap(([one, other]) => inOrder(one, other))
    .filter(([first, second]) => fitTogether(first, second, asked));
}

function inOrder(one, other) {
  const [first, second] = [stageOf(one.wrong), stageOf(other.wrong)];
  return [...(first <= second ? [[one, other]] : []), ...(second <= first ? [[other, one]] : [])];
}

// Whether both can be made, and show: the second does, and the first does or feeds it.
function fitTogether(first, second, asked) {
  if (excludeEachOther(first, second) || !shows(second, asked)) {
    return false;
  }
  // Parameters that were counted wrongly may go into the work, and nothing else into anything.
  const ofParameters = first.slip.sort !== "convention"
    && first.slip.of.some((quantity) => SLIPS_OF_PARAMETERS.includes(quantity));
  const intoWork = asked.quantity === "macs" || asked.quantity === "flops";
  return shows(first, asked) || (intoWork && ofParameters && feeds(first, second));
}

// Whether who makes one slip has no room for the other: both say what the same thing is.
function excludeEachOther(first, second) {
  const [one, other] = [first.slip, second.slip];
  if (other.neverWith.includes(one.id) || one.neverWith.includes(other.id)) {
    return true;
  }
  const both = Object.keys(first.wrong).filter((name) => name in second.wrong);
  const apart = both.some((name) => !second.reads.includes(name));
  return apart || !both.every((name) => SCALED_BY_SLIPS.includes(name));
}

// Whether the second reads what the first says wrongly.
function feeds(first, second) {
  const behind = second.reads.flatMap((name) => [name, ...(FOLLOWED_COLUMNS[name] ?? [])]);
  return behind.some((name) => name in first.wrong);
}
