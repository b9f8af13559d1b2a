/**
 * A single-hue colour scale, even to the eye: straight line in OKLab (Ottosson 2020) from the surface to the saliency
 * colour, so that equal steps of the value are equal steps of lightness in light and in dark.
 */
type Triple = readonly [number, number, number];

/** Colour of a value 0…1 between two `rgb()` colours; values outside are clamped. */
export function saliencyScale(from: string, to: string): (value: number) => string {
  const start = toOklab(parseRgb(from));
  const end = toOklab(parseRgb(to));
  return (value) => {
    const t = Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0));
    const [r, g, b] = fromOklab([0, 1, 2].map((k) => start[k] + (end[k] - start[k]) * t) as unknown as Triple);
    return `rgb(${r}, ${g}, ${b})`;
  };
}

/** OKLab lightness, 0…1, of an `rgb()` colour. */
export function lightnessOf(colour: string): number {
  return toOklab(parseRgb(colour))[0];
}

function parseRgb(colour: string): Triple {
  const numbers = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  if (!colour.startsWith("rgb") || numbers.length < 3) throw new TypeError(`Not a computed rgb() colour: ${colour}. Pass what getComputedStyle returns.`);
  return [numbers[0], numbers[1], numbers[2]];
}

function toOklab([r8, g8, b8]: Triple): Triple {
  const linear = (v: number): number => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = [linear(r8), linear(g8), linear(b8)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([L, a, b]: Triple): Triple {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const encode = (v: number): number => Math.round(255 * Math.min(1, Math.max(0, v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055)));
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
