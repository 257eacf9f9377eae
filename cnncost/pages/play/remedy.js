// A setting that is impossible: which letters are to blame, and what to try in their place.

const FARTHEST_TRIED = 64;
const MOST_REMEDIES = 2;

// What is wrong with an operation at these letters: {message, path, blamed, remedies}, or null.
function troubleOf(shown, letters) {
  const row = shown.walked.rows.find(({ error }) => error);
  if (!row) return null;
  const text = shown.network.rows[row.number].text;
  const blamed = lettersIn(optionText(text, row.error.option), shown);
  const suspects = new Set([...blamed, ...lettersIn(text, shown), ...shown.form.letters]);
  const remedies = [];
  for (const name of suspects) {
    const values = remedies.length < MOST_REMEDIES ? nearestValid(shown.name, letters, name) : [];
    if (values.length) remedies.push({ letter: name, values });
  }
  const named = blamed.length ? blamed : remedies.map(({ letter }) => letter);
  return { message: row.error.message, path: row.path, blamed: named, remedies };
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
  const text = [trouble.message, remedyText(trouble)].filter((part) => part).join(" ");
  return Object.fromEntries(trouble.blamed.map((name) => [name, text]));
}
