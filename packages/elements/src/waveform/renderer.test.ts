import { describe, expect, it } from "vitest";
import { COLOUR_TOKENS } from "../style/themeColours.ts";
import type { ThemeColours } from "../style/themeColours.ts";
import { SvgPaper } from "./paperSurface.ts";
import { drawSheet } from "./renderer.ts";
import type { WaveformSheet } from "./renderer.ts";
import { CSS_PX_PER_MM, PAPER_GAINS, PAPER_SPEEDS, sheetGeometry } from "./sheetGeometry.ts";
import { settingsLines } from "./settingsLines.ts";
import { sheetAction } from "./sheetAction.ts";

/** Every token its own colour, so that what is drawn can be told apart. */
const colours = Object.fromEntries(COLOUR_TOKENS.map((token) => [token, token])) as ThemeColours;

/** Keeps each stroked path with its colour. */
class RecordingPaper extends SvgPaper {
  readonly strokes: { colour: string; points: { x: number; y: number; isMove: boolean }[] }[] = [];
  private points: { x: number; y: number; isMove: boolean }[] = [];
  override beginPath(): void { this.points = []; }
  override moveTo(x: number, y: number): void { this.points.push({ x, y, isMove: true }); }
  override lineTo(x: number, y: number): void { this.points.push({ x, y, isMove: false }); }
  override stroke(): void { this.strokes.push({ colour: String(this.strokeStyle), points: this.points }); }
}

function sheet(samples: Float32Array, overrides: Partial<WaveformSheet> = {}): WaveformSheet {
  return { leads: [{ name: "II", samplesMillivolt: samples }], samplingRateHz: 500, marks: [], startS: 0, settingsLines: ["25 mm/s"], simulated: false, fontFamily: "sans-serif", devicePixelRatio: 1, isSnapped: false, ...overrides };
}

function draw(samples: Float32Array, speedMmPerS: number, gainMmPerMillivolt: number, overrides: Partial<WaveformSheet> = {}) {
  const geometry = sheetGeometry({ widthPx: 800, leadCount: 1, speedMmPerS, gainMmPerMillivolt, screenScale: 1, hasMarks: false, settingsLineCount: 1 });
  const paper = new RecordingPaper();
  drawSheet(paper, geometry, sheet(samples, overrides), colours);
  const traces = paper.strokes.filter((stroke) => stroke.colour === "trace");
  return { geometry, paper, calibration: traces[0].points, trace: traces[1].points };
}

describe("drawSheet", () => {
  it.each(PAPER_SPEEDS.flatMap((speed) => PAPER_GAINS.map((gain) => [speed, gain] as const)))("at %s mm/s and %s mm/mV puts each value where the paper says, and the pulse is 1 mV high", (speed, gain) => {
    const samples = new Float32Array(500 * 12);
    samples[1000] = 1;
    const { geometry, calibration, trace } = draw(samples, speed, gain);
    const base = geometry.baselinesPx[0];
    const pulse = Math.max(...calibration.map((p) => base - p.y));
    expect(pulse / CSS_PX_PER_MM).toBeCloseTo(gain, 9);
    expect((calibration[3].x - calibration[2].x) / CSS_PX_PER_MM).toBeCloseTo(5, 9);
    const expectedX = geometry.traceLeftPx + 2 * speed * CSS_PX_PER_MM;
    const top = trace.reduce((best, p) => (p.y < best.y ? p : best));
    if (expectedX < geometry.widthPx) {
      expect((base - top.y) / CSS_PX_PER_MM).toBeCloseTo(gain, 4);
      expect(Math.abs(top.x - expectedX)).toBeLessThanOrEqual(1);
    } else expect(top.y).toBeCloseTo(base, 0);
  });

  it("shows a one-sample spike at every speed, offset and pixel ratio", () => {
    const samples = new Float32Array(500 * 60);
    samples[15_000] = 1;
    for (const speed of PAPER_SPEEDS) {
      for (const devicePixelRatio of [1, 2, 3]) {
        for (const offsetS of [0.3, 0.5003, 0.7777]) {
          const { geometry, trace } = draw(samples, speed, 10, { startS: 30 - offsetS, devicePixelRatio });
          expect(geometry.baselinesPx[0] - Math.min(...trace.map((p) => p.y))).toBeCloseTo(10 * CSS_PX_PER_MM, 4);
        }
      }
    }
  });

  it.each([25, 100])("breaks the line at invalid samples at %s mm/s", (speed) => {
    const samples = new Float32Array(4000).fill(0.1);
    samples.fill(NaN, 200, 300);
    const { geometry, trace } = draw(samples, speed, 10);
    const gapFrom = geometry.traceLeftPx + 0.4 * geometry.pxPerSecond;
    const gapTo = geometry.traceLeftPx + 0.6 * geometry.pxPerSecond;
    const crossing = trace.filter((p, i) => !p.isMove && i > 0 && trace[i - 1].x < gapFrom + 1 && p.x > gapTo - 1);
    expect(crossing).toEqual([]);
    expect(trace.filter((p) => p.x > gapFrom + 1.5 && p.x < gapTo - 1.5)).toEqual([]);
    expect(trace.filter((p) => p.isMove).length).toBe(2);
  });

  it("draws the grid every millimetre, stronger every fifth, fixed to the signal's time", () => {
    const { paper, geometry } = draw(new Float32Array(5000), 25, 10, { startS: 1.013 });
    const vertical = (colour: string): number[] => {
      const points = paper.strokes.find((stroke) => stroke.colour === colour)?.points ?? [];
      return points.filter((p, i) => p.isMove && points[i + 1].x === p.x).map((p) => p.x);
    };
    const major = vertical("grid-major");
    for (let i = 1; i < major.length; i++) expect(major[i] - major[i - 1]).toBeCloseTo(5 * CSS_PX_PER_MM, 9);
    expect(vertical("grid-minor").length).toBeGreaterThan(3.5 * major.length);
    const timeOfLine = 1.013 + (major[3] - geometry.traceLeftPx) / geometry.pxPerSecond;
    expect(timeOfLine / 0.2).toBeCloseTo(Math.round(timeOfLine / 0.2), 6);
  });

  it("prints at true size: 100 mm of paper are 100 mm in the SVG", () => {
    const markup = new SvgPaper().document("t", 100 * CSS_PX_PER_MM, 40 * CSS_PX_PER_MM, CSS_PX_PER_MM);
    expect(markup).toContain('width="100mm" height="40mm"');
  });
});

describe("settingsLines", () => {
  it("keeps every word when the paper is narrow", () => {
    const settings = { speedMmPerS: 25, gainMmPerMillivolt: 10, filterText: "0.5–40 Hz, zero phase", isUncalibratedScreen: true };
    expect(settingsLines({ ...settings, widthPx: 1000 })).toHaveLength(1);
    const narrow = settingsLines({ ...settings, widthPx: 356 });
    expect(narrow.length).toBeGreaterThan(1);
    expect(narrow.join(" ")).toContain("screen not calibrated");
    expect(narrow.join(" ")).toContain("zero phase");
  });
});

describe("sheetAction", () => {
  it("moves the paper without a cursor and the cursor with one", () => {
    expect(sheetAction("ArrowRight", false, false)).toEqual({ kind: "pan", unit: "square", step: 1 });
    expect(sheetAction("ArrowRight", true, true)).toEqual({ kind: "cursor-mark", step: 1 });
    expect(sheetAction("ArrowUp", false, false)).toEqual({ kind: "gain", step: 1 });
    expect(sheetAction("Escape", false, false)).toBeNull();
    expect(sheetAction("x", false, false)).toBeNull();
  });
});
