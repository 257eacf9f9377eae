// Exact numbers, as cnncost/formula/arithmetic.py has them: a whole number is a BigInt, any other
// is a frozen fraction {above, below}, yes and no are true and false. Nothing is ever rounded.
// A sum or product that has a fraction in it stays one, even where it is whole: 0.5·2 is {1, 1}.

// What has no value: a division by 0 or one that leaves a remainder, a number past all bounds.
class FormulaError extends Error {}

// A layer that cannot stand where it stands; `option` is the argument to blame, if one is.
class LayerError extends Error {
  constructor(message, option = "") {
    super(message);
    this.option = option;
  }
}

// The exact fraction of two whole numbers, in lowest terms.
function fraction(above, below) {
  const shared = below < 0n ? -commonDivisor(above, below) : commonDivisor(above, below);
  return Object.freeze({ above: above / shared, below: below / shared });
}

// The largest whole number that divides both.
function commonDivisor(a, b) {
  let [larger, smaller] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (smaller) {
    [larger, smaller] = [smaller, larger % smaller];
  }
  return larger;
}

// Whether a number is a fraction, and not a BigInt, true or false.
function isFraction(a) {
  return typeof a === "object";
}

// What stands above the line of a number, and what below it.
function above(a) {
  return isFraction(a) ? a.above : BigInt(a);
}

function below(a) {
  return isFraction(a) ? a.below : 1n;
}

// A number as Python writes it in messages: 3, 3/4, True.
function plain(a) {
  if (typeof a === "boolean") return a ? "True" : "False";
  return below(a) === 1n ? String(above(a)) : `${above(a)}/${below(a)}`;
}

// 1,234,567 of a whole number, as Python writes it.
function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

// A number that came from outside, a whole Number for one, as an exact one.
function exact(value) {
  return typeof value === "number" ? BigInt(value) : value;
}

// The number itself, if neither its digits nor its decimals run away.
function bounded(a, limit = LARGEST) {
  const size = above(a) < 0n ? -above(a) : above(a);
  if (size > limit * below(a)) {
    throw new FormulaError("The result is larger than 10^18, the most that cnncost counts to.");
  }
  if (below(a) > limit) {
    throw new FormulaError("The result is finer than 10^-18, the finest that cnncost counts to.");
  }
  return a;
}

// Whether a condition holds.
function truth(a) {
  return typeof a === "boolean" ? a : above(a) !== 0n;
}

// --- operators

// Two numbers combined, as fractions where one of them is one.
function combined(a, b, whole, fractional) {
  if (isFraction(a) || isFraction(b)) {
    return bounded(fractional(above(a), below(a), above(b), below(b)));
  }
  return bounded(whole(BigInt(a), BigInt(b)));
}

function add(a, b) {
  return combined(a, b, (x, y) => x + y, (x, u, y, v) => fraction(x * v + y * u, u * v));
}

function subtract(a, b) {
  return combined(a, b, (x, y) => x - y, (x, u, y, v) => fraction(x * v - y * u, u * v));
}

// The product of all that is given, from left to right.
function multiply(first, ...others) {
  return others.reduce(product, first);
}

function product(a, b) {
  return combined(a, b, (x, y) => x * y, (x, u, y, v) => fraction(x * y, u * v));
}

// a/b, exact: whole numbers divide without remainder or are refused.
function divideEvenly(a, b) {
  refuseZero(a, b, "/");
  if (isFraction(a) || isFraction(b)) {
    return bounded(ratio(a, b));
  }
  const [over, under] = [BigInt(a), BigInt(b)];
  if (over % under) {
    throw new FormulaError(`${over}/${under} is not a whole number: ${under} does not divide `
      + `${over}.`);
  }
  return over / under;
}

// a/b as an exact fraction.
function ratio(a, b) {
  refuseZero(a, b, "/");
  return fraction(above(a) * below(b), below(a) * above(b));
}

// The whole number below a/b, also below 0.
function floorDivide(a, b) {
  refuseZero(a, b, "//");
  return floored(above(a) * below(b), below(a) * above(b));
}

// What a division of whole numbers gives, rounded down; the language's own rounds towards 0.
function floored(over, under) {
  const quotient = over / under;
  return over % under !== 0n && over < 0n !== under < 0n ? quotient - 1n : quotient;
}

// What a floor division leaves, with the sign of b.
function remainder(a, b) {
  refuseZero(a, b, "%");
  const [over, under] = [above(a) * below(b), above(b) * below(a)];
  const left = over - floored(over, under) * under;
  return isFraction(a) || isFraction(b) ? fraction(left, below(a) * below(b)) : left;
}

function refuseZero(a, b, sign) {
  if (above(b) === 0n) {
    throw new FormulaError(`${plain(a)}${sign}0 has no value.`);
  }
}

function power(a, b) {
  if (below(b) !== 1n || above(b) < 0n) {
    throw new FormulaError(`An exponent must be a whole number from 0 up, not ${plain(b)}.`);
  }
  const [over, under, exponent] = [above(a), below(a), above(b)];
  if (pastAllBounds(over < 0n ? -over : over, exponent) || pastAllBounds(under, exponent)) {
    throw new FormulaError(`${plain(a)}^${exponent} is larger than 2^256.`);
  }
  const raised = wholePower(over, exponent);
  return isFraction(a) ? fraction(raised, wholePower(under, exponent)) : raised;
}

// Whether a power is past 2^256, told before it is worked out.
function pastAllBounds(size, exponent) {
  return size > 1n && (exponent > 256n || size ** exponent > LARGEST);
}

// A power of a whole number; 0, 1 and -1 may have any exponent.
function wholePower(base, exponent) {
  const small = base >= -1n && base <= 1n && exponent > 2n;
  return small ? wholePower(base, 2n - (exponent % 2n)) : base ** exponent;
}

function negative(a) {
  return isFraction(a) ? fraction(-a.above, a.below) : -BigInt(a);
}

// --- comparisons

// Below 0, 0 or above 0, as a is less than b, equal or greater.
function compared(a, b) {
  return above(a) * below(b) - above(b) * below(a);
}

function less(a, b) {
  return compared(a, b) < 0n;
}

function lessOrEqual(a, b) {
  return compared(a, b) <= 0n;
}

function greater(a, b) {
  return compared(a, b) > 0n;
}

function greaterOrEqual(a, b) {
  return compared(a, b) >= 0n;
}

function equal(a, b) {
  return compared(a, b) === 0n;
}

function unequal(a, b) {
  return compared(a, b) !== 0n;
}

// --- functions that formulas may call

function minimum(...values) {
  return values.reduce((best, value) => (less(value, best) ? value : best));
}

function maximum(...values) {
  return values.reduce((best, value) => (greater(value, best) ? value : best));
}

function floor(a) {
  return floored(above(a), below(a));
}

function ceil(a) {
  return -floored(-above(a), below(a));
}

function gcd(a, b) {
  if (isFraction(a) || isFraction(b)) {
    throw new FormulaError(`gcd() takes whole numbers, not ${plain(a)} and ${plain(b)}.`);
  }
  return commonDivisor(BigInt(a), BigInt(b));
}

function round8(a) {
  return roundTo(a, 8n);
}

// MobileNet's rule for numbers of channels: the multiple of `step` nearest to a number, halves up,
// at least one step, and never less than 90 % of it.
function roundTo(a, step) {
  if (above(step) === 0n) {
    throw new FormulaError("a multiple of 0 has no value.");
  }
  if (above(a) <= 0n) {
    throw new FormulaError(`Only a number above 0 can be rounded to channels, not ${plain(a)}.`);
  }
  const steps = floorDivide(add(product(2n, a), step), product(2n, step));
  const nearest = maximum(step, product(steps, step));
  return greater(product(10n, subtract(a, nearest)), a) ? add(nearest, step) : nearest;
}
