// A setting, an operation with its letters, and what it costs. Nothing here touches the page.

// A map's size for people: 28×28×1,024.
function sizeText(shape) {
  return shape.map(thousands).join("×");
}

// The letters of the state as exact numbers, those that an operation has.
function exactLetters(names, letters) {
  return Object.fromEntries(names.map((name) => [name, BigInt(letters[name])]));
}

// An operation with the form that it has at these letters, and its rows:
// {name, operation, form, letters, network, walked}.
function measured(name, letters) {
  const operation = OPERATIONS[name];
  const every = exactLetters(Object.keys(LETTERS), letters);
  const form = operation.forms.find((one) => one.holds(every));
  const own = exactLetters(form.letters, letters);
  return { name, operation, form, letters: own, network: form.network,
    walked: walk(form.network, own, {}) };
}

// Every letter as it is where nothing else is said.
function lettersAtStart() {
  return Object.fromEntries(Object.entries(LETTERS).map(([name, { start }]) => [name, start]));
}

// The letters that are as at the start wherever they cannot be seen.
const AT_START = ["K", "S", "P", "D"];

// The letters at which an operation and others of its shapes are shown: kernel, stride, padding and
// dilation are as at the start where it has none itself, and channels are those that it puts out.
function comparableLetters(name, letters) {
  const { letters: own, standard } = OPERATIONS[name];
  const hidden = AT_START.filter((letter) => !own.includes(letter));
  return { ...letters, ...Object.fromEntries(hidden.map((x) => [x, LETTERS[x].start])),
    ...Object.fromEntries(Object.entries(standard).map(([x, other]) => [x, letters[other]])) };
}

// The standard convolution of the shapes that an operation has at these letters.
function measuredStandard(name, letters) {
  return measured("conv", comparableLetters(name, letters));
}
