/** The maps as a standalone SVG, drawn from the same positions, frame and colours as on screen. Needs no Plotly. */
import { escapeXml } from "../waveform/paperSurface.ts";
import type { ThemeColours } from "../style/themeColours.ts";
import { wrapWords } from "../flow/flowLayout.ts";
import { shapePath } from "./groupLook.ts";
import type { GroupLook } from "./groupLook.ts";
import { pointFrame } from "./pointFrame.ts";
import { pointSizePx } from "./plotPoints.ts";

export interface EmbeddingFigure {
  readonly heading: string;
  readonly panels: readonly { readonly title: string; readonly positions: Float32Array | Float64Array; readonly figures: readonly string[] }[];
  readonly pointGroups: readonly string[];
  readonly looks: readonly GroupLook[];
  readonly sentences: readonly string[];
  readonly selected: number | null;
  readonly colours: ThemeColours;
  readonly fontFamily: string;
}

const SIDE_PX = 400;
const GAP_PX = 24;

export function embeddingSvg(figure: EmbeddingFigure): string {
  const { colours, looks } = figure;
  const count = Math.max(1, figure.panels.length);
  const width = 32 + count * SIDE_PX + (count - 1) * GAP_PX;
  // About 5.7 px a character at 11 px.
  const sentences = figure.sentences.flatMap((sentence) => wrapWords(sentence, Math.floor((width - 32) / 5.7)));
  const figureLines = Math.max(0, ...figure.panels.map((panel) => panel.figures.length));
  const top = 62;
  const keyY = top + SIDE_PX + 24 + figureLines * 16;
  const height = keyY + 14 + sentences.length * 16 + 10;
  const font = escapeXml(figure.fontFamily);
  const text = (content: string, x: number, y: number, size: number, colour: string, weight = 400): string =>
    `<text x="${x}" y="${y}" font-family="${font}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escapeXml(content)}</text>`;
  const parts = [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(figure.heading || "Embedding")}</title>`,
    `<rect width="100%" height="100%" fill="${colours.surface}"/>`,
    text(figure.heading || "Embedding", 16, 26, 15, colours.ink, 600),
  ];
  figure.panels.forEach((panel, index) => {
    const x0 = 16 + index * (SIDE_PX + GAP_PX);
    const frame = pointFrame(panel.positions, SIDE_PX, SIDE_PX);
    const size = pointSizePx(panel.positions.length / 2);
    parts.push(text(panel.title, x0, top - 9, 13, colours.ink, 600));
    parts.push(`<g transform="translate(${x0} ${top})"><rect x="0.5" y="0.5" width="${SIDE_PX - 1}" height="${SIDE_PX - 1}" fill="none" stroke="${colours.line}"/>`);
    for (const look of looks) {
      let path = "";
      figure.pointGroups.forEach((group, i) => {
        if (group === look.group) path += `<path d="${shapePath(look.shape, frame.toX(panel.positions[2 * i]), frame.toY(panel.positions[2 * i + 1]), size)}"/>`;
      });
      parts.push(`<g fill="${colours[look.colour]}" fill-opacity="0.78" stroke="${colours.surface}" stroke-width="0.5">${path}</g>`);
    }
    const chosen = figure.selected;
    if (chosen !== null && 2 * chosen + 1 < panel.positions.length) {
      parts.push(`<circle cx="${frame.toX(panel.positions[2 * chosen]).toFixed(1)}" cy="${frame.toY(panel.positions[2 * chosen + 1]).toFixed(1)}" r="8" fill="none" stroke="${colours.ink}" stroke-width="2"/>`);
    }
    parts.push(`</g>`);
    panel.figures.forEach((line, row) => parts.push(text(line, x0, top + SIDE_PX + 18 + row * 16, 12, colours["ink-soft"])));
  });
  let keyX = 16;
  for (const look of looks) {
    parts.push(`<path d="${shapePath(look.shape, keyX + 5, keyY - 4, 8)}" fill="${colours[look.colour]}"/>`);
    const label = `${look.group} (${look.count})`;
    parts.push(text(label, keyX + 16, keyY, 12, colours.ink));
    keyX += 40 + label.length * 6.6;
  }
  sentences.forEach((sentence, row) => parts.push(text(sentence, 16, keyY + 20 + row * 16, 11, colours["ink-soft"])));
  parts.push(`</svg>`, ``);
  return parts.join("\n");
}
