import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Tokens as written in theme.css: [light, dark] hex by name. */
const tokens = new Map(
  [...readFileSync(new URL("./theme.css", import.meta.url), "utf8").matchAll(/--kalium-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map((match) => [match[1], [match[2], match[3]]] as const),
);

/** Relative luminance and contrast of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const text = ["ink", "ink-soft", "accent", "warn", "danger", "good", "class-normal", "class-hyper", "before", "after"];
const pairs: readonly (readonly [string, string, number])[] = [
  ...text.flatMap((name) => [[name, "paper", 4.5], [name, "surface", 4.5]] as const),
  ["accent-ink", "accent", 4.5],
  ["trace", "grid-paper", 7],
  ["trace", "grid-major", 4.5],
  ["ink-soft", "grid-paper", 4.5],
  ["control-line", "surface", 3],
  ["control-line", "paper", 3],
];

describe("theme.css", () => {
  it("computes contrast as WCAG does: black on white is 21", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  it.each(pairs)("%s on %s reaches %s : 1 in light and in dark", (front, back, least) => {
    const [frontColours, backColours] = [tokens.get(front), tokens.get(back)];
    if (!frontColours || !backColours) throw new Error(`theme.css lacks ${front} or ${back}`);
    expect(contrast(frontColours[0], backColours[0])).toBeGreaterThanOrEqual(least);
    expect(contrast(frontColours[1], backColours[1])).toBeGreaterThanOrEqual(least);
  });

  it("has the grid lines quieter than the trace and the major ones stronger than the minor ones", () => {
    for (const scheme of [0, 1]) {
      const of = (name: string): number => contrast(tokens.get(name)?.[scheme] ?? "", tokens.get("grid-paper")?.[scheme] ?? "");
      expect(of("grid-minor")).toBeGreaterThan(1.08);
      expect(of("grid-major")).toBeGreaterThan(of("grid-minor") + 0.15);
      expect(of("grid-major")).toBeLessThan(3);
    }
  });
});
