// Numbers as a student writes them: read by one clear rule, or asked about. The same readings and
// the same messages as cnncost/homework/numerals.py.

const BLANK = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const NUMBER_GAPS = ", _\\u00a0\\u2009\\u202f";
const WHOLE_NUMBER = new RegExp(
  `^(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?<gap>[${NUMBER_GAPS}])[0-9]{3}(?:\\k<gap>[0-9]{3})*)$`, "u",
);
const NUMBER_WORDS = [
  "yes", "no", "true", "false", "on", "off", "y", "n", "null", "none", "nan", "inf", ".nan", ".inf",
];
const FOREIGN_DIGIT = new RegExp(
  "[^\\P{Nd}0-9]|[\\xb2\\xb3\\xb9\\u2070\\u2074-\\u2079\\u2080-\\u2089\\u2460-\\u2468]", "u",
);
const ANSWER_BLANKS = ["", "~", "?", "-", "_", "...", "…", "null"];

// What is written instead of a whole number: how it looks, and what to say of it.
const NUMBER_ASKED = [
  ["0[0-9 ,_]+", "A number does not start with 0; write {plain} if you mean that."],
  ["[0-9]+(?::[0-9]+)+", "'{0}' looks like a time; write the whole number."],
  ["[0-9][0-9.,]*\\s*[kKmMgGtTbB](?:illion)?s?", "Write the whole number, with all its digits."],
  ["[0-9][0-9.]*[eE][+-]?[0-9]+", "Write the whole number, with all its digits."],
  ["0[xXoObB][0-9A-Fa-f]+", "Write the number in plain decimal digits."],
  ["[0-9]+\\.0+", "Write the whole number without a decimal point."],
  ["[0-9]{1,3}(?:\\.[0-9]{3})+", "Does the point part thousands? Write digits only."],
  ["[0-9]+[.,][0-9]*", "A whole number is expected here, written in digits only."],
  ["[-−+]\\s*[0-9].*", "A count has no sign; write digits only."],
  ["[0-9][0-9,_ ]*", "The groups of digits are not of three each; write digits only."],
  ["[0-9][0-9,_ ]*\\s*[A-Za-z].*", "Write the number alone, without words or units."],
  ["(?=.*[0-9]).*[-+*/^=×·²³()].*", "Work it out and write the number alone."],
].map(([form, says]) => [new RegExp(`^(?:${form})$`, "u"), says]);

// The text without blanks at its ends, and without others of these characters.
function stripped(text, characters = BLANK) {
  return text.replace(new RegExp(`^${characters}+|${characters}+$`, "gu"), "");
}

// Text that was typed, cut and without control characters, for use inside a message.
function shortened(text, limit = 40) {
  const characters = [...text];
  const cut = characters.length <= limit ? characters : [...characters.slice(0, limit - 1), "…"];
  return cut.map((one) => (one !== " " && /[\p{C}\p{Z}]/u.test(one) ? "\ufffd" : one)).join("");
}

// Whether nothing was written: an empty box, or a dash.
function isBlank(text) {
  return ANSWER_BLANKS.includes(stripped(text));
}

// A whole number, { value: 9472n } of "9472", "9,472", "9 472" or "9_472"; else { problem: "..." }.
function readNumber(text) {
  const typed = stripped(text);
  if (!WHOLE_NUMBER.test(typed)) {
    return { problem: whyNoNumber(typed) };
  }
  const digits = typed.replace(new RegExp(`[${NUMBER_GAPS}]`, "gu"), "");
  if (digits.length > MOST_DIGITS) {
    return { problem: `No count here has more than ${MOST_DIGITS} digits.` };
  }
  return { value: BigInt(digits) };
}

// What to say to a text that is no whole number.
function whyNoNumber(typed) {
  if (NUMBER_WORDS.includes(typed.toLowerCase())) {
    return `'${typed}' is a word; a whole number is expected here.`;
  }
  if (FOREIGN_DIGIT.test(typed)) {
    return "These are not the digits 0 to 9; type plain ones.";
  }
  const plain = typed.replace(/^[0 ,_]+/u, "") || "0";
  const asked = NUMBER_ASKED.find(([form]) => form.test(typed));
  if (asked === undefined) {
    return `'${shortened(typed)}' is not a whole number.`;
  }
  return asked[1].replace("{0}", () => shortened(typed)).replace("{plain}", () => shortened(plain));
}

// A map's size, { value: [28n, 28n, 64n] } of "28x28x64"; one number is a map of one position.
function readSizes(text) {
  const typed = sizesTyped(text);
  if (!/^[0-9]+(?:\s*[x×*]\s*[0-9]+)*$/u.test(typed)) {
    const written = shortened(stripped(text));
    return { problem: `'${written}' is not a size; write it as HxWxC, as 28x28x64.` };
  }
  const read = typed.split(/\s*[x×*]\s*/u).map(readNumber);
  const unread = read.find((one) => one.problem !== undefined);
  if (unread !== undefined) {
    return unread;
  }
  const sizes = read.map((one) => one.value);
  const whole = sizes.length === 1 ? [1n, 1n, ...sizes] : sizes;
  return whole.length === 3 ? { value: whole }
    : { problem: `A size has 3 numbers, HxWxC; you wrote ${whole.length}.` };
}

// The text of a size without parentheses, with an x for each comma.
function sizesTyped(text) {
  const typed = stripped(stripped(text), "[()]");
  return /[x×]/u.test(typed) ? typed : typed.replace(/\s*[,;]\s*/gu, "x");
}

// What to say to a size that seems to be written CxHxW, as some frameworks have it; else nothing.
function askedAgain(sizes, right) {
  const [first, second, last] = sizes;
  const [height, width, channels] = right;
  const swapped = first === channels && channels !== last && channels !== height;
  const elsewhere = first !== height || second !== width;
  return swapped && elsewhere
    ? "Sizes are written HxWxC here; the channels seem to stand first." : "";
}
