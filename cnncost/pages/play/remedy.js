// A setting that is impossible: which letters are to blame, and what to try in their place.

const FARTHEST_TRIED = 64;
const MOST_REMEDIES = 2;

// What is wrong with an operation at these letters: {message, path, blamed, remedies, stands}, or
// null.
function troubleOf(shown, letters) {
  const row = shown.walked.rows.find(({ error }) => error);
  if (!row) return null;
  const { text } = shown.network.rows[row.number];
  const blamed = lettersIn(optionText(text, row.error.option), shown);
  const suspects = new Set([...blamed, ...lettersIn(text, shown)]);
  const remedies = remediesAt(shown, letters, [...suspects]);
  const named = blamed.length ? blamed : remedies.map(({ letter }) => letter);
  return { message: letteredMessage(row, shown.network), path: row.path, blamed: named, remedies,
    stands: standsText(row, text) };
}

// What is wrong with a row, with each of its numbers called as on the sliders: "the output channels
// (R = 32)" where the row's own words say (=32).
function letteredMessage({ number, error }, network) {
  const { text, sources } = network.rows[number];
  const names = {
    groups: optionText(text, "g"), input: channelsText(network, sources[0]),
    output: channelsText(network, number),
  };
  return error.message.replace(/(groups|input|output)( channels)? \(=(\d+)\)/g,
    (_, what, channels = "", value) => `${what}${channels} (${names[what]} = ${value})`);
}

// The channels that leave a row as it is typed: M/2 of conv(M/2), N of the input.
function channelsText(network, number) {
  if (number < 0) return "N";
  const { kind, text, sources } = network.rows[number];
  return kind === "conv" ? optionText(text, "channels") : channelsText(network, sources[0]);
}

// The search that was made last, so that drawing the same setting again asks nothing twice.
const searched = { key: "", remedies: [] };

// What to try: the suspects first, and only where none of them helps the other letters.
function remediesAt({ name, form }, letters, suspects) {
  const key = JSON.stringify([name, form.letters.map((letter) => letters[letter])]);
  if (searched.key === key) return searched.remedies;
  const others = form.letters.filter((letter) => !suspects.includes(letter));
  const found = remediesAmong(name, letters, suspects);
  const remedies = found.length ? found : remediesAmong(name, letters, others);
  Object.assign(searched, { key, remedies });
  return remedies;
}

// The nearest possible values of the first letters that have some.
function remediesAmong(operation, letters, names) {
  const remedies = [];
  for (const letter of names) {
    const values = remedies.length < MOST_REMEDIES ? nearestValid(operation, letters, letter) : [];
    if (values.length) remedies.push({ letter, values });
  }
  return remedies;
}

// Where in the layers the trouble is, as they are typed.
function standsText({ path }, text) {
  return `It is in ${text.startsWith(path) ? text : `${path}: ${text}`}.`;
}

// What a call was given for an option: the first place is that of the channels.
function optionText(text, option) {
  const found = option === "channels" || option === "" ? null
    : text.match(new RegExp(`\\b${option}=([^,)]*)`));
  if (found) return found[1];
  return option === "" ? "" : (text.match(/\(([^,)]*)/) || ["", text])[1];
}

// The letters of an operation that a text names.
function lettersIn(text, { form }) {
  const words = new Set(text.match(/[A-Z][0-9]?\b/g) || []);
  return form.letters.filter((name) => words.has(name));
}

// The values of one letter nearest to what it is at which the setting is possible: one, or one on
// each side.
function nearestValid(operation, letters, name) {
  const { least, most } = LETTERS[name];
  const other = name === "H" && letters.H === letters.W ? "W" : name;
  const fits = (value) => value >= least && value <= most
    && measured(operation, { ...letters, [name]: value, [other]: value }).walked.complete;
  for (let step = 1; step <= FARTHEST_TRIED; step += 1) {
    const found = [letters[name] - step, letters[name] + step].filter(fits);
    if (found.length) return found;
  }
  return [];
}

// The same in words: Try G = 2 or 4, or M = 96.
function remedyText({ remedies }) {
  if (!remedies.length) return "";
  const each = remedies.map(({ letter, values }) =>
    `${LETTERS[letter].shown} = ${values.map(thousands).join(" or ")}`);
  return `Try ${each.join(", or ")}.`;
}

// What stands at each letter that is to blame.
function problemsAt(trouble) {
  if (!trouble) return {};
  const parts = [trouble.message, trouble.stands, remedyText(trouble)];
  const text = parts.filter((part) => part).join(" ");
  return Object.fromEntries(trouble.blamed.map((name) => [name, text]));
}
