/** Places the boxes of a participant-flow diagram. Narrow: exclusions lie between the boxes; wide: beside the arrow, to the right. Units: px. */
export interface FlowStep {
  readonly label: string;
  readonly count: number;
  /** What is counted: "people", "recordings", "beats". */
  readonly unit: string;
  /** What was left out on the way from the previous step to this one. */
  readonly dropped?: readonly { readonly reason: string; readonly count: number }[];
}

export interface PlacedLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly labelLines: readonly PlacedLine[];
  readonly countLine: PlacedLine;
}

export interface PlacedDrop {
  readonly arrowY: number;
  readonly x: number;
  /** Right edge of the counts, left edge of the reasons. */
  readonly countX: number;
  readonly reasonX: number;
  readonly reasons: readonly { readonly count: string; readonly lines: readonly string[]; readonly y: number }[];
}

export interface FlowLayout {
  readonly width: number;
  readonly height: number;
  readonly axisX: number;
  readonly boxes: readonly PlacedBox[];
  /** Between box i and box i + 1; null where nothing was left out. */
  readonly drops: readonly (PlacedDrop | null)[];
}

const LABEL_LINE_PX = 17;
const REASON_LINE_PX = 17;
const PADDING_PX = 11;
/** Mean width of a character at 13 px in a system sans, generous so that text stays in its box. */
const CHARACTER_PX = 6.9;

export function layoutFlow(steps: readonly FlowStep[], widthPx: number, formatCount: (value: number) => string): FlowLayout {
  const isNarrow = widthPx < 560;
  const boxWidth = Math.min(widthPx, isNarrow ? widthPx : Math.round(widthPx * 0.46));
  const axisX = isNarrow ? 24 : Math.round(boxWidth / 2);
  const dropX = isNarrow ? axisX + 22 : axisX + 34;
  const boxes: PlacedBox[] = [];
  const drops: (PlacedDrop | null)[] = [];
  let y = 0;
  steps.forEach((step, index) => {
    if (index > 0) {
      const dropped = (step.dropped ?? []).filter((drop) => drop.count > 0);
      if (dropped.length === 0) {
        drops.push(null);
        y += 26;
      } else {
        const countX = dropX + Math.max(...dropped.map((drop) => formatCount(drop.count).length + 1)) * 7.6;
        const reasonX = countX + 8;
        const dropCharacters = Math.max(12, Math.floor((widthPx - reasonX) / (CHARACTER_PX * 0.93)));
        let lineY = y + 24;
        const reasons = dropped.map((drop) => {
          const lines = wrapWords(drop.reason, dropCharacters);
          const placed = { count: `−${formatCount(drop.count)}`, lines, y: lineY };
          lineY += lines.length * REASON_LINE_PX;
          return placed;
        });
        drops.push({ arrowY: y + 20, x: dropX, countX, reasonX, reasons });
        y = lineY + 12;
      }
    }
    const lines = wrapWords(step.label, Math.floor((boxWidth - 2 * PADDING_PX) / CHARACTER_PX));
    const height = PADDING_PX * 2 + lines.length * LABEL_LINE_PX + 21;
    boxes.push({
      x: 0.5,
      y: y + 0.5,
      width: boxWidth - 1,
      height,
      labelLines: lines.map((text, line) => ({ text, x: PADDING_PX, y: y + PADDING_PX + 12 + line * LABEL_LINE_PX })),
      countLine: { text: `${formatCount(step.count)} ${step.unit}`, x: PADDING_PX, y: y + PADDING_PX + 16 + lines.length * LABEL_LINE_PX },
    });
    y += height;
  });
  return { width: widthPx, height: y + 2, axisX, boxes, drops };
}

/** Breaks text between words into lines of at most `maximum` characters; a longer word stands alone. */
export function wrapWords(text: string, maximum: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && line.length + 1 + word.length > maximum) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(line);
  return lines.length > 0 ? lines : [""];
}
