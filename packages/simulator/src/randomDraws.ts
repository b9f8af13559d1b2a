/** Draws from named distributions, each made from a uniform generator that the caller passes in. */

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/** One standard normal number (Box and Muller 1958, doi:10.1214/aoms/1177706645); takes two uniforms. */
export function drawStandardNormal(random: Random): number {
  // 1 − u lies in (0, 1], so the logarithm stays finite.
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

export function drawNormal(random: Random, mean: number, standardDeviation: number): number {
  return mean + standardDeviation * drawStandardNormal(random);
}

/** Log-normal number given its median and the SD of its natural logarithm. */
export function drawLogNormal(random: Random, median: number, logStandardDeviation: number): number {
  return median * Math.exp(logStandardDeviation * drawStandardNormal(random));
}

/** Normal number redrawn until it lies in [lowest, highest]; the interval must not be far in a tail. */
export function drawTruncatedNormal(
  random: Random,
  mean: number,
  standardDeviation: number,
  lowest: number,
  highest: number,
): number {
  for (;;) {
    const value = drawNormal(random, mean, standardDeviation);
    if (value >= lowest && value <= highest) return value;
  }
}

/** Whole number in [lowest, highest], each equally likely. */
export function drawInteger(random: Random, lowest: number, highest: number): number {
  return lowest + Math.floor(random() * (highest - lowest + 1));
}

/** Fills the array with independent standard normal numbers, both halves of each Box–Muller pair used. */
export function fillStandardNormal(random: Random, target: Float64Array): void {
  for (let i = 0; i < target.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    target[i] = radius * Math.cos(angle);
    if (i + 1 < target.length) target[i + 1] = radius * Math.sin(angle);
  }
}
