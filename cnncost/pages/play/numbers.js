// The only place where a number becomes text, as cnncost/numbers.py writes it. Numbers are exact:
// BigInts, or fractions of exact.js.

const NOTHING = "·";
const UNITS = [[3n, "K"], [6n, "M"], [9n, "G"], [12n, "T"], [15n, "P"], [18n, "E"]];

// 163,328; nothing is ·.
function count(number) {
  return number === 0n ? NOTHING : thousands(number);
}

// About three figures with a unit: 86.7M; up to four digits as they are: 1024.
function brief(number) {
  if (number < 10000n) return String(number);
  for (const [power, unit] of UNITS) {
    for (const decimals of [2n, 1n, 0n]) {
      const scaled = roundedEven(number * 10n ** decimals, 10n ** power);
      if (scaled < 1000n) return withPoint(scaled, Number(decimals)) + unit;
    }
  }
  return String(number);
}

// The nearest whole number to above/below, halves to the even one.
function roundedEven(over, under) {
  const twice = 2n * (over % under);
  const whole = over / under;
  const up = twice > under || (twice === under && whole % 2n === 1n);
  return up ? whole + 1n : whole;
}

// 8671 with two decimals: 86.71.
function withPoint(scaled, decimals) {
  const digits = String(scaled).padStart(decimals + 1, "0");
  if (!decimals) return thousands(scaled);
  const whole = digits.slice(0, -decimals);
  return `${thousands(BigInt(whole))}.${digits.slice(-decimals)}`;
}

// A number from 0 up to so many decimals.
function fixed(value, decimals) {
  const scaled = roundedEven(above(value) * 10n ** BigInt(decimals), below(value));
  return withPoint(scaled, decimals);
}

// A ratio to about three figures: 2.37×, 0.042×, <0.001×.
function times(value) {
  if (value === null) return NOTHING;
  if (!less(value, 100n)) return `${fixed(value, 0)}×`;
  if (less(value, fraction(1n, 1000n))) return "<0.001×";
  return `${fixed(value, less(value, 1n) ? 3 : 2)}×`;
}

// The same with as many digits as tell it from 1: 1.0004×.
function timesApart(value) {
  const text = times(value);
  return /^1[.]0+×$/.test(text) && !equal(value, 1n) ? `${apartFromOne(value)}×` : text;
}

// A number near 1 with the first of its digits that are not those of 1: 1.0004, 0.9996.
function apartFromOne(value) {
  let places = 3;
  while (places < 18 && /^1[.]0+$/.test(fixed(value, places))) places += 1;
  return fixed(value, places);
}

// A whole number in full, any other to three figures: 163,328, 8.41, 0.0417.
function figures(value) {
  if (above(value) % below(value) === 0n) return thousands(above(value) / below(value));
  const rounded = (places) => roundedEven(above(value) * 10n ** BigInt(places), below(value));
  let places = 2;
  while (places && rounded(places) >= 1000n) places -= 1;
  while (rounded(places) < 100n) places += 1;
  return fixed(value, places);
}

// How many of one make another: 1/8.41 below 1, 2.37× above, 1 for the same.
function asFraction(value) {
  if (equal(value, 0n) || equal(value, 1n)) return String(above(value));
  return less(value, 1n) ? `1/${figures(ratio(1n, value))}` : times(value);
}

// 12.3 from tenths of a percent; <0.1 for an amount too small to have any.
function percent(tenths, amount = 0n) {
  if (tenths === 0n) return amount > 0n ? "<0.1" : NOTHING;
  return fixed(fraction(tenths, 10n), 1);
}

// A share as a percentage, halves up, with at most two decimals: 12.5 %.
function shareText(value) {
  const hundredths = (above(value) * 20000n + below(value)) / (below(value) * 2n);
  const text = withPoint(hundredths, 2).replaceAll(",", "");
  return `${text.replace(/\.?0+$/, "")} %`;
}
