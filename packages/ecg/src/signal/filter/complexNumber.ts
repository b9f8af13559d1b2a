/**
 * The few operations on complex numbers that filter design needs, in the order of operations of numpy: a pole of a 0.05 Hz high-pass lies so
 * near to 1 that one more or one less rounding shows in the filtered lead.
 */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });
export const conjugate = (a: Complex): Complex => ({ re: a.re, im: -a.im });
export const add = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
export const subtract = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });
export const scale = (a: Complex, factor: number): Complex => ({ re: a.re * factor, im: a.im * factor });
export const multiply = (a: Complex, b: Complex): Complex => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re });
export const magnitude = (a: Complex): number => Math.sqrt(a.re * a.re + a.im * a.im);

/** a/b by Smith's method: divides by the larger part of b first. */
export function divide(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const factor = 1 / (b.re + b.im * ratio);
    return { re: (a.re + a.im * ratio) * factor, im: (a.im - a.re * ratio) * factor };
  }
  const ratio = b.re / b.im;
  const factor = 1 / (b.re * ratio + b.im);
  return { re: (a.re * ratio + a.im) * factor, im: (a.im * ratio - a.re) * factor };
}

/** Principal square root, by the branch that does not cancel. */
export function squareRoot(a: Complex): Complex {
  if (a.re === 0 && a.im === 0) return a;
  const larger = Math.sqrt((magnitude(a) + Math.abs(a.re)) / 2);
  const smaller = Math.abs(a.im) / (2 * larger);
  return a.re >= 0 ? { re: larger, im: a.im < 0 ? -smaller : smaller } : { re: smaller, im: a.im < 0 ? -larger : larger };
}
