/** Exact numbers for marks: 64.5 must round to 65 on every phone as it does on the server. */
export interface Fraction {
  readonly top: bigint;
  /** Above nought; the fraction is in lowest terms. */
  readonly bottom: bigint;
}

export const NOUGHT: Fraction = { top: 0n, bottom: 1n };

export function fraction(top: bigint | number, bottom: bigint | number = 1n): Fraction {
  const [over, under] = [BigInt(top), BigInt(bottom)];
  if (under <= 0n) throw new RangeError("a fraction needs a denominator above nought");
  const common = divisor(over < 0n ? -over : over, under);
  return { top: over / common, bottom: under / common };
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.top * b.top, a.bottom * b.bottom);
}

/** `b` is above nought. */
export function over(a: Fraction, b: Fraction): Fraction {
  return fraction(a.top * b.bottom, a.bottom * b.top);
}

export function atLeast(a: Fraction, b: Fraction): boolean {
  return a.top * b.bottom >= b.top * a.bottom;
}

export function sum(all: readonly Fraction[]): Fraction {
  return all.reduce(plus, NOUGHT);
}

/** Half up to so many decimal places, as schools round; not for numbers below nought. */
export function rounded(value: Fraction, places: number | null): Fraction {
  if (places === null) return value;
  const factor = 10n ** BigInt(places);
  return fraction((2n * value.top * factor + value.bottom) / (2n * value.bottom), factor);
}

/** The least whole number that isn't below `value`. */
export function ceiling(value: Fraction): bigint {
  return (value.top + value.bottom - 1n) / value.bottom;
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b);
}
