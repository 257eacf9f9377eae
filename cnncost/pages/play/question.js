// Questions to guess at: what is asked, and of which letters or which layer. A question is drawn
// from a seed, so that one link is the same question for everybody. Nothing here touches the page.

// What may be asked, as a question says it, and what counts.
const GUESSES = {
  macs: {
    title: "MACs", asks: "How many MACs does", verb: "take", unit: "MACs",
    counts: "One MAC is a multiplication and an addition. "
      + "Biases, normalisation and pooling count 0.",
  },
  weights: {
    title: "weights", asks: "How many weights does", verb: "have", unit: "weights",
    counts: "The coefficients of convolutions and fully connected layers, without biases.",
  },
  params: {
    title: "parameters", asks: "How many parameters does", verb: "have", unit: "parameters",
    counts: "Weights and biases, and two for each channel of a batch normalisation.",
  },
  output: {
    title: "output size", asks: "What is the size that", verb: "puts out", unit: "",
    counts: "Height, width and channels, as 28x28x64.",
  },
};
const LARGEST_SEED = 999999;
const MOST_DRAWS = 400;
// What letters are drawn from, so that a question can be worked out with pencil and paper.
const DRAWN_FROM = {
  H: [4, 7, 8, 10, 12, 14, 16, 20, 28, 32, 56], K: [1, 3, 5, 7], S: [1, 1, 2], T: [2, 3, 4, 6],
};
const DRAWN_CHANNELS = [2, 256];
const DRAWN_GROUPS = [2, 8];

// A small generator of whole numbers below a bound; the same seed gives the same ones anywhere.
function randomFrom(seed) {
  let now = seed >>> 0;
  return (bound) => {
    now = (now + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(now ^ (now >>> 15), now | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

// The values that a letter is drawn from: some of its own, else stops of its slider.
function drawnFrom(name) {
  const [least, most] = name === "G" ? DRAWN_GROUPS : DRAWN_CHANNELS;
  const stops = () => LETTERS[name].stops.filter((stop) => least <= stop && stop <= most);
  return DRAWN_FROM[name] ?? stops();
}

// Letters at which an operation can stand, drawn from a seed; all others are as at the start.
function drawnLetters(name, seed) {
  const random = randomFrom(seed);
  const start = lettersAtStart();
  const own = OPERATIONS[name].letters.filter((letter) => !["W", "P", "D"].includes(letter));
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const letters = { ...start };
    for (const letter of own) {
      const values = drawnFrom(letter);
      letters[letter] = values[random(values.length)];
    }
    letters.W = letters.H;
    if (measured(name, letters).walked.complete) return letters;
  }
  return start;
}

// A layer of a network that costs something of what is asked, drawn from a seed, or null.
function drawnRow({ rows }, quantity, seed) {
  const column = quantity === "output" ? "weights" : quantity;
  const candidates = rows.filter(({ ledger, trainOnly }) => (
    !trainOnly && ledger && withSums(ledger)[column] > 0n));
  return candidates.length ? candidates[randomFrom(seed)(candidates.length)].number : null;
}

// --- what is asked of a view

// The subject of a question: {network, walked, rows, row, name, about, made, complete}. It is the
// setting of the sliders, or a network, or one layer of it.
function subjectOf(view) {
  const { state: now } = view;
  if (now.mode === "network" && view.network) return networkSubject(view, now.guess.row);
  const { network } = view.operation;
  return {
    network, walked: view.walked, rows: null, row: network.end, complete: view.walked.complete,
    name: network.rows.length > 1 ? "this block" : "this layer",
    about: `${settingInFull(view)}${biasText(view.walked.rows)}`,
    made: network.rows.length > 1 ? view.operation.form.layers : "",
  };
}

function networkSubject({ network, networkWalked: walked }, row) {
  const one = row !== null && row < walked.rows.length ? walked.rows[row] : null;
  const whole = { network, walked, rows: null, row: network.end, complete: walked.complete,
    name: network.variant, about: `${network.variant}, the whole network${onInput(walked)}`,
    made: "" };
  if (!one) return whole;
  const input = one.input ? ` on ${sizeText(one.input)}` : "";
  const made = one.letters ? `${callOf(one)}${paddingOf(one)}` : "";
  return { ...whole, rows: [row], row, name: "this layer", made,
    about: `${one.path} of ${network.variant}${input}` };
}

// The input of a network, where there is one.
function onInput({ input }) {
  return input ? ` on ${sizeText(input)}` : "";
}

// What a row is told, with numbers: conv(128, k=5). A join is told nothing.
function callOf({ kind, given }) {
  const { options } = KINDS[kind] ?? JOINS[kind];
  const told = options.filter(({ name }) => given && name in given);
  const each = told.map((option) => {
    const value = Array.isArray(given[option.name]) ? given[option.name].map(plain).join("x")
      : plain(given[option.name]);
    const shown = option.flag ? { 0: "no", 1: "yes" }[value] ?? value : value;
    return option.default === null ? shown : `${option.name}=${shown}`;
  });
  return `${kind}(${each.join(", ")})`;
}

// How the map of a row with a window is padded: ", padded by 1".
function paddingOf({ letters: { P_t, P_b, P_l, P_r } }) {
  const sides = P_t === undefined ? [] : [...new Set([P_t, P_b, P_l, P_r])];
  if (!sides.length) return "";
  const padded = sides.some((side) => side > 0n);
  return padded ? `, padded by ${sides.join(" and ")}` : ", without padding";
}

// Whether the layers of a setting have biases: ", without bias".
function biasText(rows) {
  const told = rows.flatMap(({ kind, given }) => optionsNamed(kind, "bias")
    .map((option) => (given && "bias" in given ? given.bias : defaultOf(option))));
  if (!told.length) return "";
  if (told.every((bias) => equal(bias, 0n))) return ", without bias";
  return told.every((bias) => equal(bias, 1n)) ? ", with biases" : "";
}

// The options of a kind that have this name: one or none.
function optionsNamed(kind, name) {
  return kind in KINDS ? KINDS[kind].options.filter((option) => option.name === name) : [];
}

// The setting with all its letters, stride and padding too: "Convolution on 28×28×128, K = 3".
function settingInFull({ operation, state: now, walked }) {
  const { H, W, N } = now.letters;
  const padded = walked.rows.find(({ letters }) => letters && "P_t" in letters);
  const value = (name) => (name === "P" && padded ? padded.letters.P_t : now.letters[name]);
  const rest = operation.letters.filter((name) => !["H", "W", "N"].includes(name))
    .filter((name) => name !== "D" || now.letters.D !== 1);
  const each = rest.map((name) => `${LETTERS[name].shown} = ${thousands(value(name))}`);
  const title = operation.title[0].toUpperCase() + operation.title.slice(1);
  return `${title} on ${sizeText([H, W, N])}, ${each.join(", ")}`;
}

// What tells one question from another.
function questionKey({ op, letters, mode, guess, edits, whole }) {
  const shown = comparableLetters(op, letters);
  const subject = mode === "network" && NETWORK ? [guess && guess.row, edits, whole]
    : [op, shown];
  const plainly = (_, value) => (typeof value === "bigint" ? String(value) : value);
  return JSON.stringify([mode, guess && guess.quantity, ...subject], plainly);
}

// The question in words.
function questionOf(quantity, subject) {
  const { asks, verb } = GUESSES[quantity];
  return `${asks} ${subject.name} ${verb}?`;
}

// --- answers

// What was typed, judged: {problem} or what judge says.
function judgedGuess(text, quantity, { network, walked, rows, row }) {
  if (isBlank(text)) return { problem: "Write your answer first." };
  const { value, problem } = quantity === "output" ? readMapSize(text, walked.rows[row].output)
    : readNumber(text);
  if (problem) return { problem };
  if (quantity !== "output") return judge(network, walked, quantity, rows, value);
  const again = askedAgain(value, walked.rows[row].output);
  return again ? { problem: again } : judgeSize(network, walked, row, value);
}

// A size as it is guessed at: blanks part its numbers too, and one number is not a whole map.
function readMapSize(text, [height, width]) {
  const parts = text.trim().split(/\s+/);
  const isMap = height > 1n || width > 1n;
  const read = readSizes(parts.length === 3 ? parts.map((part) => part.replace(/,$/, "")).join("x")
    : text);
  return isMap && /^[(\s]*[0-9]+[)\s]*$/.test(text)
    ? { problem: "A size has 3 numbers, HxWxC, as 28x28x64; you wrote 1." } : read;
}

// The right answer as text, once it is shown.
function answerText(quantity, { network, walked, rows, row }) {
  if (quantity === "output") return sizeText(walked.rows[row].output);
  return `${thousands(ask(network, walked, quantity, rows).right)} ${GUESSES[quantity].unit}`;
}

// --- the link

// "macs", "macs:17" of a seed, "macs:17:5" of a layer of the network.
function readGuess(text) {
  const [quantity, seed = "", row = ""] = text.split(":");
  if (!holdsName(GUESSES, quantity)) return undefined;
  return { quantity, seed: readWhole(seed, 0, LARGEST_SEED) ?? null, row: readRow(row) ?? null };
}

// The number of a layer of the network, where there is one.
function readRow(text) {
  return NETWORK ? readWhole(text, 0, NETWORK.rows.length - 1) : undefined;
}

// The pieces of such a text as they stand in it: "macs", ":17", "::5".
function splitGuess(text) {
  return text.split(":").slice(0, 4).map((piece, i) => `${":".repeat(i)}${piece}`);
}

// Whether such a piece says something: a quantity, a seed, a layer of the network.
function isGuessPiece(piece) {
  const [, colons, said] = /^(:*)(.*)$/s.exec(piece);
  if (colons === "") return holdsName(GUESSES, said);
  if (colons === ":") return said === "" || readWhole(said, 0, LARGEST_SEED) !== undefined;
  return colons === "::" && (said === "" || readRow(said) !== undefined);
}

function writeGuess(guess) {
  if (!guess) return "";
  const parts = [guess.quantity, guess.seed ?? "", guess.row ?? ""];
  return parts.join(":").replace(/:+$/, "");
}
