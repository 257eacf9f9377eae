// A network that is edited: what can be changed, what was, and how it stands in the link. No page.

const LONGEST_VALUE = 40;
const OF_ALL = "o";

// A network whose parameters and input are those of the spec.
const AS_IN_SPEC = Object.freeze({ params: Object.freeze({}), input: null });

const lastWalk = { network: null, edits: null, whole: null, found: null };
const originalWalks = new WeakMap();

// The network as it came, walked once.
function originalWalk(network) {
  if (!originalWalks.has(network)) originalWalks.set(network, walk(network));
  return originalWalks.get(network);
}

// The network with edits, and with other parameters or another input {params, input}; walked again
// only when they are others.
function walkedWith(network, edits, whole = AS_IN_SPEC) {
  const last = lastWalk;
  if (last.network !== network || last.edits !== edits || last.whole !== whole) {
    const found = walk(network, whole.params, edits, whole.input);
    Object.assign(lastWalk, { network, edits, whole, found });
  }
  return lastWalk.found;
}

// What a row can be told; joins nothing.
function optionsOf(row) {
  return row.kind in KINDS ? KINDS[row.kind].options : [];
}

// The numbers of all rows that come from the same line of the spec as this one.
function sameLine(network, number) {
  const { origin } = network.rows[number];
  return network.rows.flatMap((row, i) => (row.origin === origin ? [i] : []));
}

// --- values as text

// What an option is in the network as it came, worked out again where it follows other layers.
function unchangedValue(network, number, option) {
  const { given } = originalWalk(network).rows[number];
  return option.name in given ? given[option.name] : defaultOf(option);
}

// What an option is now: what it was changed to, or what the spec gives it.
function valueNow(row, option, otherwise) {
  if (!row.given) return otherwise;
  return option.name in row.given ? row.given[option.name] : defaultOf(option);
}

// 3, 1x7, same.
function valueText(value) {
  if (Array.isArray(value)) return value.map(valueText).join("x");
  return typeof value === "string" ? value : plain(value);
}

// A number, numbers with x between them, or a word; undefined for what cannot be read.
function readValue(text, option) {
  const plainText = text.trim().replaceAll("×", "x");
  if (option.words.includes(plainText) || (plainText === "half" && option.default === "half")) {
    return plainText;
  }
  if (!/^[0-9]{1,10}(x[0-9]{1,10}){0,3}$/.test(plainText)) return undefined;
  const values = plainText.split("x").map(BigInt);
  if (values.length > option.letters.length) return undefined;
  return values.length === 1 ? values[0] : values;
}

// What may be typed, in words.
function allowedText({ letters, words, least, flag }) {
  if (flag) return "yes or no";
  const number = `a whole number from ${least} up`;
  const two = letters.length > 1 ? ", or two as 1x7" : "";
  return words.length ? `${number}${two}, or ${["half", ...words].join(", ")}` : `${number}${two}`;
}

function sameValue(a, b) {
  return valueText(a) === valueText(b);
}

// A number as it is typed in a spec, or yes and no.
function wordOf(option, value) {
  return option.flag ? (equal(value, 0n) ? "no" : "yes") : valueText(value);
}

// A row as a call with its numbers, conv(64, k=3, bias=no): what is not as it is by itself.
function callText(network, number, row) {
  const given = row.given || originalWalk(network).rows[number].given;
  const options = optionsOf(row);
  const told = options.map((option, i) => {
    const value = option.name in given ? given[option.name] : defaultOf(option);
    if (i === 0 && !option.flag) return wordOf(option, value);
    const usual = option.default !== null && sameValue(value, defaultOf(option));
    return usual ? "" : `${option.name}=${wordOf(option, value)}`;
  }).filter((text) => text !== "");
  return told.length ? `${row.kind}(${told.join(", ")})` : row.kind;
}

// What a padding that is a word comes to, where all sides have the same.
function paddingText(row, option, value) {
  if (option.name !== "p" || typeof value !== "string" || !row.letters) return "";
  const { P_t, P_b, P_l, P_r } = row.letters;
  const alike = P_t === P_b && P_t === P_l && P_t === P_r;
  return alike ? `here ${P_t} on each side` : `here ${[P_t, P_b, P_l, P_r].join(", ")}`;
}

// --- edits

// The edits with an option of some rows set, or as the spec has it where there is no value.
function withEdit(edits, rows, option, value) {
  const changed = { ...edits };
  for (const number of rows) {
    const { [option.name]: _, ...others } = changed[number] || {};
    const row = value === undefined ? others : { ...others, [option.name]: value };
    if (Object.keys(row).length) changed[number] = row;
    else delete changed[number];
  }
  return changed;
}

// The same, but what the spec gives a row anyway is no edit.
function edited(network, edits, rows, option, value, whole = AS_IN_SPEC) {
  return rows.reduce((changed, number) => {
    const asBefore = value !== undefined
      && sameValue(value, followedValue(network, edits, number, option, whole));
    return withEdit(changed, [number], option, asBefore ? undefined : value);
  }, edits);
}

// What the spec gives a row behind the edits, as g=cin does behind other channels.
function followedValue(network, edits, number, option, whole) {
  const { rows } = walkedWith(network, edits, whole);
  const channels = (i) => {
    if (!rows[i].output) throw new LayerError(`${rows[i].path} puts nothing out.`);
    return rows[i].output[2];
  };
  try {
    const values = network.rows[number].given({ ...network.params, ...whole.params }, channels);
    return option.name in values ? values[option.name] : defaultOf(option);
  } catch (error) {
    told(error);
    return unchangedValue(network, number, option);
  }
}

// The edits without those of some rows.
function withoutEdits(edits, rows) {
  const kept = Object.entries(edits).filter(([number]) => !rows.includes(Number(number)));
  return Object.fromEntries(kept);
}

// How many rows are changed.
function changedCount(edits) {
  return Object.keys(edits).length;
}

// --- the link

// Edits as 12.channels:32; o3.k:5 is one of all rows from the third line that the spec has.
function writeEdits(edits, network) {
  const done = new Set();
  const parts = [];
  for (const [number, options] of Object.entries(edits)) {
    for (const [name, value] of Object.entries(options)) {
      const { origin } = network.rows[number];
      const rows = sameLine(network, Number(number));
      const all = rows.length > 1 && rows.every((i) => edits[i] && name in edits[i]
        && sameValue(edits[i][name], value));
      const place = all ? `${OF_ALL}${origin}.${name}` : `${number}.${name}`;
      if (!done.has(place)) parts.push(`${place}:${valueText(value)}`);
      done.add(place);
    }
  }
  return parts.join(",");
}

// The edits that a link says, those that the network can have.
function readEdits(text, network) {
  let edits = {};
  for (const piece of text.split(",").slice(0, MOST_PIECES)) {
    const edit = readEdit(piece, network);
    if (edit) edits = withEdit(edits, edit.rows, edit.option, edit.value);
  }
  return edits;
}

// One edit as a link says it, {rows, option, value}, or null where the network cannot have it.
function readEdit(piece, network) {
  const match = /^(o?)([0-9]{1,6})\.([a-z]{1,12}):([0-9a-z]+)$/.exec(piece);
  if (!match || match[4].length > LONGEST_VALUE) return null;
  const [, of, digits, name, text] = match;
  const number = Number(digits);
  const rows = of ? network.rows.flatMap((row, i) => (row.origin === number ? [i] : []))
    : [number].filter((i) => i < network.rows.length);
  const option = rows.length && optionsOf(network.rows[rows[0]]).find((one) => one.name === name);
  const value = option ? readValue(text, option) : undefined;
  return value === undefined ? null : { rows, option, value };
}

// --- groups of rows

// Whether a row only passes a map on: a normalisation, an activation, dropout.
function isQuiet(row) {
  const { kind, ledger, input, output } = row;
  return kind in KINDS && ledger.macs === 0n && ledger.weights === 0n
    && valueText(input) === valueText(output)
    && KINDS[kind].options.every((option) => option.flag);
}

// Stages in order: [{stage, rows: [number, ...]}]. A stage that comes again stands there again.
function stagesOf(network) {
  const stages = [];
  network.rows.forEach(({ stage }, number) => {
    const last = lastOf(stages);
    if (last && last.stage === stage) last.rows.push(number);
    else stages.push({ stage, rows: [number] });
  });
  return stages;
}

// The sums of some columns over some rows that were measured.
function stageSum(rows, column) {
  return rows.reduce((sum, { ledger }) => (ledger ? sum + ledger[column] : sum), 0n);
}

// --- the same layer with sliders

// The operation and the letters of the one-layer page for a row, or null where it has none.
function layerSetting({ kind, letters }) {
  if (!letters || (kind !== "conv" && kind !== "depthwise")) return null;
  const { K_h, K_w, S_h, S_w, D_h, D_w, P_t, P_b, P_l, P_r, N, M, G } = letters;
  const square = K_h === K_w && S_h === S_w && D_h === D_w;
  if (!square || P_t !== P_b || P_l !== P_r || P_t !== P_l) return null;
  const automatic = P_t === HALF.h(letters);
  const found = { H: letters.Hi, W: letters.Wi, N, M, K: K_h, S: S_h, D: D_h, G,
    P: automatic ? -1n : P_t };
  return { op: operationOf(kind, found), letters: found };
}

function operationOf(kind, { N, M, G, K, D, P }) {
  if (kind === "depthwise" || (G > 1n && G === N && G === M)) return "depthwise";
  if (G > 1n) return "grouped";
  return K === 1n && D === 1n && P === -1n ? "pointwise" : "conv";
}
