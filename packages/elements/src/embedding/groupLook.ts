import type { ColourToken } from "../style/themeColours.ts";

/** How the points of a group are drawn: a colour and a shape, so that neither is the only sign. */
export interface GroupLook {
  readonly group: string;
  readonly colour: ColourToken;
  readonly shape: "circle" | "diamond" | "square" | "triangle-up";
  readonly count: number;
}

const SHAPES = ["circle", "diamond", "square", "triangle-up"] as const;
const OTHER_COLOURS: readonly ColourToken[] = ["accent", "good", "warn", "ink-soft"];

/** Groups in order of first appearance of their kind: normal first, hyperkalaemia second, others after. */
export function groupLooks(pointGroups: readonly string[]): GroupLook[] {
  const counts = new Map<string, number>();
  for (const group of pointGroups) counts.set(group, (counts.get(group) ?? 0) + 1);
  const groups = [...counts.keys()].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  let others = 0;
  return groups.map((group, index) => ({
    group,
    colour: rank(group) === 0 ? "class-normal" : rank(group) === 1 ? "class-hyper" : OTHER_COLOURS[others++ % OTHER_COLOURS.length],
    shape: SHAPES[index % SHAPES.length],
    count: counts.get(group) ?? 0,
  }));
}

function rank(group: string): number {
  if (/hyper|high|> ?5|≥ ?5/i.test(group)) return 1;
  return /normo|normal/i.test(group) ? 0 : 2;
}

/** SVG path of a shape of about `size` px around (x, y). */
export function shapePath(shape: GroupLook["shape"], x: number, y: number, size: number): string {
  const r = size / 2;
  const f = (value: number): string => (Math.round(value * 10) / 10).toString();
  switch (shape) {
    case "circle": return `M${f(x - r)} ${f(y)}a${r} ${r} 0 1 0 ${size} 0a${r} ${r} 0 1 0 ${-size} 0z`;
    case "diamond": return `M${f(x)} ${f(y - r * 1.3)}L${f(x + r * 1.3)} ${f(y)}L${f(x)} ${f(y + r * 1.3)}L${f(x - r * 1.3)} ${f(y)}z`;
    case "square": return `M${f(x - r)} ${f(y - r)}h${size}v${size}h${-size}z`;
    case "triangle-up": return `M${f(x)} ${f(y - r * 1.1)}L${f(x + r * 1.1)} ${f(y + r * 0.9)}H${f(x - r * 1.1)}z`;
  }
}
