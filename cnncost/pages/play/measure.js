// One layer on one map, as cnncost/measure.py works it out: letters, output size and ledger. The
// formulas are those of KINDS, HALF and SAME; the refusals are the same to the last word.

const MOST_REMEMBERED = 4000;
const remembered = new Map();

// A layer of a kind, told {option: BigInt, [BigInt, ...], "same" or "valid"}, on a map [H, W, C].
// Throws LayerError where it cannot stand.
function measure(kindName, given, shape) {
  const kind = KINDS[kindName];
  const [Hi, Wi, N] = shape;
  const stated = "s" in given || "p" in given ? 1n : 0n;
  const letters = { D_h: 1n, D_w: 1n, G: 1n, stated, Hi, Wi, N };
  for (const option of kind.options) {
    const value = option.name in given ? given[option.name] : defaultOf(option);
    const values = valuesOf(option, value);
    option.letters.forEach((letter, i) => { letters[letter] = values[i]; });
  }
  setPadding(kind, letters);
  checkRules(kind, letters);
  return measuredWith(kind, letters, shape, setSizes(kind, letters));
}

// The same, remembered: networks are made of few different layers.
function measureOnce(kindName, given, shape) {
  const told = Object.entries(given).map(([name, value]) => `${name}=${keyOf(value)}`);
  const key = `${kindName}(${told.join(";")})${shape}`;
  let found = remembered.get(key);
  if (!found) {
    found = measure(kindName, given, shape);
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key, found);
  }
  return found;
}

// A value as a text that no other value has.
function keyOf(value) {
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  return typeof value === "object" ? `${value.above}/${value.below}` : String(value);
}

// A join of maps, by the names of their branches. Throws LayerError if they do not fit.
function measureJoin(kindName, branches) {
  const output = joinedShape(kindName, branches);
  const [H, W, M] = output;
  const shapes = Object.values(branches);
  const E = shapes.reduce((sum, [height, width, channels]) => sum + height * width * channels, 0n);
  const letters = { Hi: H, Wi: W, N: M, H, W, M, B: BigInt(shapes.length), E, G: 1n };
  return measuredWith(JOINS[kindName], letters, output, output);
}

function measuredWith(kind, letters, input, output) {
  const [kernel, stride] = kind.sees.map((pair) => pair.map((formula) => formula(letters)));
  const ledger = {};
  for (const column of Object.keys(LEDGER)) {
    ledger[column] = column in kind.ledger ? kind.ledger[column](letters) : 0n;
  }
  return { kind: kind.name, letters, input, output, kernel, stride, ledger };
}

// A shape, as 28×28×192.
function shownShape(shape) {
  return shape.join("×");
}

// What stands last in a list.
function lastOf(list) {
  return list[list.length - 1];
}

// a, b and c; perhaps with another word for "and".
function listed(names, word = "and") {
  const others = names.slice(0, -1).join(", ");
  return others ? `${others} ${word} ${lastOf(names)}` : names.join("");
}

// Whether every input channel of a row has filters of its own, whatever the layer is called.
function isDepthwise({ kind, letters }) {
  return kind === "depthwise" || (kind === "conv" && letters.G === letters.N && letters.N > 1n);
}

// --- options -> letters

// What an option is where nothing is given: a number, or a word that is worked out.
function defaultOf(option) {
  return typeof option.default === "number" ? BigInt(option.default) : option.default;
}

// One value for each of the option's letters; words are worked out later.
function valuesOf(option, given) {
  const count = option.letters.length;
  if (typeof given === "string") {
    if (!option.words.includes(given) && given !== option.default) {
      throw new LayerError(`${option.name} cannot be '${given}'.`, option.name);
    }
    return Array(count).fill(given);
  }
  return spread(option, Array.isArray(given) ? given : [given], count)
    .map((value) => wholeOf(option, value));
}

// One value for all letters, two for both sides of each axis, or one for each.
function spread(option, values, count) {
  if (values.length === 1) return Array(count).fill(values[0]);
  if (values.length === 2 && count === 4) return [values[0], values[0], values[1], values[1]];
  if (values.length === count) return values;
  const wanted = { 1: "1 number", 2: "1 or 2 numbers", 4: "1, 2 or 4 numbers" }[count];
  throw new LayerError(`${option.name} takes ${wanted}, not ${values.length}.`, option.name);
}

// The whole number that an option is given, if it may be that.
function wholeOf({ name, meaning, least, flag }, given) {
  const value = isFraction(given) && given.below === 1n ? given.above : given;
  if (flag) {
    if (!equal(value, 0n) && !equal(value, 1n)) {
      throw new LayerError(`${name} is yes or no, not ${decimal(value)}.`, name);
    }
    return BigInt(value);
  }
  const refuse = (must) => { throw new LayerError(`${name} (${meaning}) must be ${must}.`, name); };
  if (typeof value === "boolean") refuse("a number, not yes or no");
  if (isFraction(value)) refuse(`a whole number, not ${decimal(value)}`);
  if (value < BigInt(least)) refuse(`at least ${least}, not ${value}`);
  if (value > LARGEST_SIZE) refuse(`at most 10^9, not ${value}`);
  return value;
}

// A whole number or an exact decimal; thirds stay fractions.
function decimal(value) {
  if (below(value) === 1n) return String(above(value));
  const text = String(Number(value.above) / Number(value.below));
  const [whole, digits = ""] = text.split(".");
  const isPlain = !text.includes("e") && !/^-?0\.0000/.test(text);
  const shown = isPlain && fraction(BigInt(whole + digits), 10n ** BigInt(digits.length));
  return shown && equal(shown, value) ? text : plain(value);
}

// Turns `same`, `valid` and the default into numbers of rows and columns.
function setPadding(kind, letters) {
  const word = letters.P_t;
  if (typeof word !== "string") return;
  for (const [axis, first, last] of [["h", "P_t", "P_b"], ["w", "P_l", "P_r"]]) {
    if (word === "same" && kind.upsamples) {
      throw new LayerError("p=same is not defined here; give the padding as a number.", "p");
    }
    const total = word === "same" ? SAME[axis](letters) : 0n;
    letters[first] = word === "half" ? HALF[axis](letters) : floorDivide(total, 2n);
    letters[last] = word === "half" ? letters[first] : total - letters[first];
  }
}

// --- checks

function checkRules(kind, letters) {
  for (const { holds, message, option } of kind.rules) {
    if (!holds(letters)) {
      throw new LayerError(message.replace(/\{(\w+)\}/g, (_, name) => letters[name]), option);
    }
  }
}

// The output's height, width and channels, if there is anything left and not too much.
function setSizes(kind, letters) {
  const output = kind.size.map((formula) => formula(letters));
  const [H, W, M] = output;
  Object.assign(letters, { H, W, M });
  if (H < 1n || W < 1n) {
    throw new LayerError(kind.upsamples ? nothingLeft(letters) : doesNotFit(letters));
  }
  if (output.some((side) => side > LARGEST_SIZE)) {
    throw new LayerError(`The output would be ${shownShape(output)}, past 10^9.`);
  }
  return output;
}

function nothingLeft({ H, W }) {
  return `The padding takes away more than there is: the output would be ${H}×${W}.`;
}

function doesNotFit(letters) {
  const { K_h, K_w, Hi, Wi, D_h, D_w, P_t, P_b, P_l, P_r } = letters;
  const padding = maximum(P_t, P_b, P_l, P_r);
  const padded = padding > 0n ? `padded by ${padding}` : "without padding";
  const dilation = maximum(D_h, D_w);
  const dilated = dilation > 1n ? ` with dilation ${dilation}` : "";
  return `A ${K_h}×${K_w} window${dilated} does not fit into a map of ${Hi}×${Wi} ${padded}.`;
}

// The shape of a join's output.
function joinedShape(kindName, branches) {
  const shapes = Object.values(branches);
  const largest = shapes.reduce((a, b) => (b[0] * b[1] > a[0] * a[1] ? b : a));
  const [height, width, channels] = largest;
  const alike = (shape, wanted) => shape.every((side, i) => side === wanted[i]);
  const [rule, fits] = {
    concat: ["the same height and width", (shape) => alike(shape.slice(0, 2), largest)],
    add: ["the same shape", (shape) => alike(shape, largest)],
    multiply: ["the same shape (or 1×1 with the same channels)",
      (shape) => alike(shape, largest) || alike(shape, [1n, 1n, channels])],
  }[kindName];
  if (!shapes.every(fits)) {
    const each = Object.entries(branches)
      .map(([name, shape]) => `${name} has ${shownShape(shape)}`);
    throw new LayerError(`The branches of ${kindName} must have ${rule}: ${each.join(", ")}.`);
  }
  const total = shapes.reduce((sum, shape) => sum + shape[2], 0n);
  return [height, width, kindName === "concat" ? total : channels];
}
