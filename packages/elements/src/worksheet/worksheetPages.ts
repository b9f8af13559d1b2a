/**
 * Pages of a worksheet as vectors in true millimetres: one ECG to a page, then a page with the answers. Drawn in fixed colours of
 * printed ECG paper, whatever the colour scheme of the screen.
 */
import type { ThemeColours } from "../style/themeColours.ts";
import { drawTwelveLeads, twelveLeadGeometry } from "../twelve-lead/drawTwelveLeads.ts";
import { sheetLayout } from "../twelve-lead/sheetLayout.ts";
import { escapeXml, SvgPaper } from "../waveform/paperSurface.ts";
import type { WaveformLead } from "../waveform/renderer.ts";

export type WorksheetPaper = "A4" | "Letter";

/** Landscape, mm. */
export const PAPER_SIZES: Readonly<Record<WorksheetPaper, { readonly widthMm: number; readonly heightMm: number }>> = {
  A4: { widthMm: 297, heightMm: 210 },
  Letter: { widthMm: 279.4, heightMm: 215.9 },
};

/** One ECG of the sheet. Nothing but its number stands on its page. */
export interface WorksheetEcg {
  readonly leads: readonly WaveformLead[];
  readonly samplingRateHz: number;
  /** The answer, for the last page: "6.5 mmol/L, sinus rhythm". */
  readonly answer: string;
  /** What to look for. */
  readonly explanation: string;
}

export interface WorksheetSettings {
  readonly paper: WorksheetPaper;
  readonly title: string;
  /** The question under each ECG. */
  readonly question: string;
  /** The foot of every page: what this is, and the seed. */
  readonly foot: string;
  readonly filterText: string;
}

const SPEED_MM_PER_S = 25;
const GAIN_MM_PER_MILLIVOLT = 10;
const FONT = "Helvetica, Arial, sans-serif";
const EDGE_MM = 14;

/** Red paper, black trace: readable in grey too. */
const PRINT_COLOURS = {
  ink: "#111111", "ink-soft": "#444444", paper: "#ffffff", surface: "#ffffff", line: "#999999", accent: "#333333", warn: "#111111", danger: "#111111", good: "#111111",
  trace: "#000000", "grid-paper": "#ffffff", "grid-minor": "#f2c9c1", "grid-major": "#d98a7b", "class-normal": "#000000", "class-hyper": "#000000", before: "#444444", after: "#000000",
} satisfies ThemeColours;

/** One SVG document per page, in order; the last holds the answers. */
export function worksheetPages(ecgs: readonly WorksheetEcg[], settings: WorksheetSettings): string[] {
  const count = ecgs.length + 1;
  return [...ecgs.map((ecg, index) => ecgPage(ecg, index, count, settings)), answerPage(ecgs, count, settings)];
}

function ecgPage(ecg: WorksheetEcg, index: number, pageCount: number, settings: WorksheetSettings): string {
  const { widthMm, heightMm } = PAPER_SIZES[settings.paper];
  const sheet = ecgSvg(ecg, settings.filterText);
  const leftMm = (widthMm - sheet.widthMm) / 2;
  const questionMm = 22 + sheet.heightMm + 12;
  const lines = [0, 1, 2].map((line) => questionMm + 10 + 10 * line).filter((y) => y < heightMm - 14);
  return page(settings, index + 1, pageCount, [
    text(EDGE_MM, 13, 5, `${settings.title}: ECG ${index + 1}`, "bold"),
    text(widthMm - EDGE_MM, 13, 4, "Name: ______________________", "normal", "end"),
    sheet.svg.replace("<svg ", `<svg x="${leftMm}" y="20" `),
    text(EDGE_MM, questionMm, 4.2, settings.question),
    ...lines.map((y) => `<path d="M${EDGE_MM} ${y}H${widthMm - EDGE_MM}" stroke="#777777" stroke-width="0.2" fill="none"/>`),
  ]);
}

/** Ten seconds of three by four with rhythm strip, as an inner SVG whose units are millimetres of the page. */
function ecgSvg(ecg: WorksheetEcg, filterText: string): { svg: string; widthMm: number; heightMm: number } {
  const layout = sheetLayout({ layout: "3x4+1", roomMm: 250, speedMmPerS: SPEED_MM_PER_S, durationS: 10, beatS: 0 });
  const geometry = twelveLeadGeometry({ layout, widthPx: 0, speedMmPerS: SPEED_MM_PER_S, gainMmPerMillivolt: GAIN_MM_PER_MILLIVOLT, screenScale: 1, settingsLineCount: 1 });
  const paper = new SvgPaper();
  drawTwelveLeads(paper, geometry, {
    traces: [{ leads: ecg.leads, layout, colour: "trace" }], samplingRateHz: ecg.samplingRateHz,
    settingsLines: [`${SPEED_MM_PER_S} mm/s  ·  ${GAIN_MM_PER_MILLIVOLT} mm/mV  ·  ${filterText}`],
    simulated: true, fontFamily: FONT, devicePixelRatio: 4, isSnapped: false,
  }, PRINT_COLOURS);
  const document = paper.document("Twelve leads", geometry.widthPx, geometry.heightPx, geometry.pxPerMm);
  // Inside a page the unit is the page's millimetre, so the inner sheet gives its size without one.
  const svg = document.replace(/^<\?xml[^>]*>\n/, "").replace(/(width|height)="([\d.]+)mm"/g, '$1="$2"');
  return { svg, widthMm: geometry.widthPx / geometry.pxPerMm, heightMm: geometry.heightPx / geometry.pxPerMm };
}

function answerPage(ecgs: readonly WorksheetEcg[], pageCount: number, settings: WorksheetSettings): string {
  const { widthMm, heightMm } = PAPER_SIZES[settings.paper];
  const stepMm = Math.min(20, (heightMm - 50) / Math.max(1, ecgs.length));
  return page(settings, pageCount, pageCount, [
    text(EDGE_MM, 16, 6, `${settings.title}: answers`, "bold"),
    ...ecgs.flatMap((ecg, index) => {
      const y = 30 + index * stepMm;
      return [
        text(EDGE_MM, y, 4.2, `${index + 1}.  ${ecg.answer}`, "bold"),
        ...wrapped(ecg.explanation, Math.floor((widthMm - 2 * EDGE_MM - 8) / 1.85)).map((line, row) => text(EDGE_MM + 8, y + 5 + 4.6 * row, 3.6, line)),
      ];
    }),
  ]);
}

function page(settings: WorksheetSettings, number: number, pageCount: number, nodes: readonly string[]): string {
  const { widthMm, heightMm } = PAPER_SIZES[settings.paper];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthMm}mm" height="${heightMm}mm" viewBox="0 0 ${widthMm} ${heightMm}">`,
    `<title>${escapeXml(`${settings.title}, page ${number} of ${pageCount}`)}</title>`,
    `<rect width="${widthMm}" height="${heightMm}" fill="#ffffff"/>`,
    ...nodes,
    text(EDGE_MM, heightMm - 8, 3, settings.foot),
    text(widthMm - EDGE_MM, heightMm - 8, 3, `${number} / ${pageCount}`, "normal", "end"),
    `</svg>`,
  ].join("\n");
}

function text(xMm: number, yMm: number, sizeMm: number, words: string, weight: "normal" | "bold" = "normal", anchor: "start" | "end" = "start"): string {
  return `<text x="${xMm}" y="${yMm}" font-family="${FONT}" font-size="${sizeMm}" font-weight="${weight}" text-anchor="${anchor}" fill="#111111">${escapeXml(words)}</text>`;
}

function wrapped(words: string, charactersPerLine: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < charactersPerLine) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
