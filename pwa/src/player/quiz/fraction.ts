/** Exact fractions, so that a score is the same on the phone and at the school. Always in lowest terms. */

export interface Fraction {
  readonly n: bigint;
  /** Above zero. */
  readonly d: bigint;
}

const ZERO_DIGITS = BigInt(10);

export function fraction(n: bigint | number, d: bigint | number = 1): Fraction {
  const [above, below] = [BigInt(n), BigInt(d)];
  const sign = below < 0 ? -1 : 1;
  const by = divisor(above < 0 ? -above : above, below < 0 ? -below : below);
  return { n: (BigInt(sign) * above) / by, d: (BigInt(sign) * below) / by };
}

function divisor(a: bigint, b: bigint): bigint {
  while (b !== BigInt(0)) [a, b] = [b, a % b];
  return a === BigInt(0) ? BigInt(1) : a;
}

export const ZERO = fraction(0);
export const ONE = fraction(1);

export const add = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d);
export const atMost = (a: Fraction, b: Fraction): boolean => a.n * b.d <= b.n * a.d;
export const same = (a: Fraction, b: Fraction): boolean => a.n === b.n && a.d === b.d;
export const larger = (a: Fraction, b: Fraction): Fraction => (atMost(a, b) ? b : a);
export const smaller = (a: Fraction, b: Fraction): Fraction => (atMost(a, b) ? a : b);

const WRITTEN = /^(-?)(\d{1,15})(?:\.(\d{1,15}))?(?:\/([1-9]\d{0,14}))?$/;

/** A number as quizzes write it: "0.5", "-1/3"; 0 for anything else. */
export function read(text: string): Fraction {
  const match = WRITTEN.exec(text);
  if (!match) return ZERO;
  const [, sign = "", whole = "0", digits = "", below = "1"] = match;
  const value = BigInt(whole + digits);
  return fraction(sign === "-" ? -value : value, ZERO_DIGITS ** BigInt(digits.length) * BigInt(below));
}

const TYPED = /^([+-]?)(?:(\d{1,15})(?:[.,](\d{0,15}))?|[.,](\d{1,15}))(?:[eE]([+-]?\d{1,2}))?$/;
const TYPED_FRACTION = /^([+-]?\d{1,15})\/(\d{1,15})$/;

/** The number a person typed (a comma or a point, blanks between digits, `1/2`, `2,5e-3`), or null. */
export function typed(text: unknown): Fraction | null {
  if (typeof text !== "string") return null;
  const bare = text.replace(/[\s\u00a0\u202f\u2009]/g, "").replace(/[\u2212\u2013\u2012]/g, "-");
  const parts = TYPED_FRACTION.exec(bare);
  if (parts) {
    const below = BigInt(parts[2] ?? "0");
    return below === BigInt(0) ? null : fraction(BigInt((parts[1] ?? "0").replace("+", "")), below);
  }
  const match = TYPED.exec(bare);
  if (!match) return null;
  const [, sign = "", whole = "", tail = "", only = "", power = "0"] = match;
  const digits = tail || only;
  const value = BigInt((whole + digits) || "0");
  const exponent = Number(power) - digits.length;
  const scale = ZERO_DIGITS ** BigInt(Math.abs(exponent));
  const signed = sign === "-" ? -value : value;
  return exponent < 0 ? fraction(signed, scale) : fraction(signed * scale);
}

/** Digits after the point of a score as it is kept. */
const DECIMALS = 4;

/** At most four digits after the point, halves rounded away from zero: the form of records. */
export function decimalText(value: Fraction): string {
  const scale = ZERO_DIGITS ** BigInt(DECIMALS);
  const positive = value.n < 0 ? -value.n : value.n;
  const whole = (positive * scale * BigInt(2) + value.d) / (value.d * BigInt(2));
  const digits = String(whole % scale).padStart(DECIMALS, "0").replace(/0+$/, "");
  const text = digits === "" ? String(whole / scale) : `${whole / scale}.${digits}`;
  return value.n < 0 && whole !== BigInt(0) ? `-${text}` : text;
}
