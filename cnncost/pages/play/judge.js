// A number beside the right one: right, right by another convention, recognised as a slip, or
// wrong; what is said of it, as cnncost/homework/recognition.py has it.

// What is said of a slip, and of the only layer in which it was made.
function remarkOf(slip, where = "") {
  const unit = UNITS_ASKED[slip.id];
  const asks = unit ? ` ${unit} are asked for here.` : "";
  const place = where ? ` That is so in ${where} only; the other layers are right.` : "";
  const sort = slip.sort === "convention" ? "convention" : "slip";
  const { id, nudge, read } = slip;
  return { id, ids: [id], sort, nudge, says: `${slip.says}${asks}${place}`, read, where };
}

// What is said of two slips made together.
function remarkOfBoth([first, second]) {
  return {
    id: `${first.id} ${second.id}`,
    ids: [first.id, second.id],
    sort: "pair",
    nudge: `Two things slipped here. ${first.nudge} ${second.nudge}`,
    says: `Two things slipped here. ${first.says} ${second.says}`,
    read: first.read || second.read,
    where: "",
  };
}

// The layers of which any may be the one; the first few by name.
function placesListed(paths) {
  const more = paths.length > MOST_PLACES ? ["another"] : [];
  return listed([...paths.slice(0, MOST_PLACES), ...more], "or");
}

// A slip in one layer of several; each slip once, with all the layers that it may be in.
function remarksOnRows(found, asked) {
  const slips = [...new Set(found.map(({ slip }) => slip))];
  return slips.map((slip) => {
    const rows = found.filter((one) => one.slip === slip).map(({ row }) => row);
    return remarkOf(slip, placesListed(rows.map((row) => asked.network.rows[row].path)));
  });
}

// The other convention for parameters that gives the number, the nearest only.
function otherConventions(value, asked) {
  if (asked.quantity !== "params") {
    return [];
  }
  const other = OTHER_PARAMETERS.find(({ columns }) => (
    ask(asked.network, asked.walked, "params", asked.rows, columns).right === value));
  return other === undefined ? []
    : [{ ...other, id: other.ids.join(" "), sort: "convention", where: "" }];
}

// What may have led to this wrong number, the likeliest first; single slips are looked for where
// no other convention explains the number, and so on. As cnncost/homework/recognition.py has it.
function recognised(value, asked) {
  if (value === asked.right) {
    return [];
  }
  const conventions = otherConventions(value, asked);
  const said = conventions.flatMap(({ ids }) => ids);
  const single = slipsAlone(value, asked).filter(({ id }) => !said.includes(id));
  const guesses = single.filter((slip) => slip.ways.length > SLIP_LIMITS.ways);
  const sure = single.filter((slip) => !guesses.includes(slip)).map((slip) => remarkOf(slip));
  const found = [() => [...conventions, ...sure],
    () => remarksOnRows(slipsInOneRow(value, asked), asked), () => remarksOnPairs(value, asked)];
  const remarks = found.reduce((known, look) => (known.length ? known : look()), []);
  return [...remarks, ...guesses.map((slip) => remarkOf(slip))];
}

// Pairs with another convention in them come first.
function remarksOnPairs(value, asked) {
  const unlikely = (pair) => -pair.filter(({ sort }) => sort === "convention").length;
  return slipsTogether(value, asked).sort((a, b) => unlikely(a) - unlikely(b)).map(remarkOfBoth);
}

// A number judged: {verdict, right, slips, remark}. `rows` are the numbers of the rows that are
// asked about, null for the network as it is deployed.
function judge(network, walked, quantity, rows, answer) {
  const asked = ask(network, walked, quantity, rows);
  return judgedBy(asked.right, answer === asked.right, recognised(answer, asked),
    () => farOff(answer, asked.right));
}

// The verdict, with the first of the remarks or how far off the answer is.
function judgedBy(right, isRight, slips, far) {
  if (isRight) {
    return { verdict: "right", right, slips: [], remark: "Right." };
  }
  if (!slips.length) {
    return { verdict: "wrong", right, slips, remark: far() };
  }
  const verdict = slips[0].sort === "convention" ? "convention" : "slip";
  return { verdict, right, slips, remark: slips[0].nudge };
}

// The size of a row's output judged, [H, W, M]: the slips that give every side which is not right.
function judgeSize(network, walked, row, sizes) {
  const right = walked.rows[row].output;
  const isRight = sizes.every((side, i) => side === right[i]);
  return judgedBy(right, isRight, isRight ? [] : recognisedSize(network, walked, row, sizes),
    () => farOffSize(sizes, right));
}

function recognisedSize(network, walked, row, sizes) {
  const wrong = Object.keys(SIDE_LETTERS).map((side, i) => [ask(network, walked, side, [row]),
    sizes[i]]).filter(([asked, size]) => size !== asked.right);
  const alone = wrong.map(([asked, size]) => slipsAlone(size, asked));
  const common = SLIPS.filter((slip) => alone.every((found) => found.includes(slip)));
  return common.length ? common.map((slip) => remarkOf(slip)) : sizeInOneRow(wrong);
}

// The same, of slips that were made in a single layer on the way.
function sizeInOneRow(wrong) {
  const found = wrong.map(([asked, size]) => slipsInOneRow(size, asked));
  const [first, ...others] = found;
  const common = first.filter(({ slip, row }) => others.every((other) => (
    other.some((one) => one.slip === slip && one.row === row))));
  return remarksOnRows(common.sort((a, b) => a.row - b.row), wrong[0][0]);
}

// --- how far off

// How often the smaller number fits into the larger: less often than this, then these words.
const FACTORS = [
  [2n, "less than a factor of two"], [3n, "a factor between two and three"],
  [10n, "a factor between three and ten"], [100n, "a factor between ten and a hundred"],
  [1000n, "a factor between a hundred and a thousand"],
];

// How far a number is from the right one, in words that do not give it away.
function farOff(answer, right) {
  if (answer === 0n || right === 0n) {
    return answer === 0n ? "There is something to count here." : "Too large.";
  }
  const [larger, smaller] = answer > right ? [answer, right] : [right, answer];
  const word = answer > right ? "large" : "small";
  if (100n * larger <= 101n * smaller) {
    return `Very close, and a little too ${word}.`;
  }
  if (10n * larger <= 11n * smaller) {
    return `Close, and too ${word}.`;
  }
  const factor = FACTORS.find(([times]) => larger < times * smaller);
  return `Too ${word}, by ${factor ? factor[1] : "more than a factor of a thousand"}.`;
}

// Which sides of a size are not right.
function farOffSize(sizes, right) {
  const names = Object.keys(SIDE_LETTERS).filter((_, i) => sizes[i] !== right[i]);
  return `Look again at the ${listed(names, "and the")}.`;
}
