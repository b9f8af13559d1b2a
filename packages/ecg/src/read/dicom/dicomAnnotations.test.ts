import { describe, expect, it } from "vitest";
import { readWaveformAnnotations } from "./dicomAnnotations.ts";
import type { DicomElement, DicomItem } from "./dicomElements.ts";
import { asciiDecoding } from "./dicomValues.ts";

const element = (tag: number, vr: string, bytes: Uint8Array | null, items: readonly DicomItem[] | null = null): DicomElement => ({ tag, vr, offset: 0, length: bytes?.length ?? 0, bytes, items, fragmented: false });
const text = (tag: number, value: string) => element(tag, "LO", new TextEncoder().encode(value));
const shorts = (tag: number, ...values: number[]) => element(tag, "US", new Uint8Array(Uint16Array.from(values).buffer));
const longs = (tag: number, ...values: number[]) => element(tag, "UL", new Uint8Array(Uint32Array.from(values).buffer));
const code = (tag: number, value: string, scheme: string, meaning = "") => element(tag, "SQ", null, [[text(0x00080100, value), text(0x00080102, scheme), text(0x00080104, meaning)]]);
const name = (value: string, scheme = "MDC", meaning = "") => code(0x0040a043, value, scheme, meaning);

const rhythm = { itemNumber: 1, framesPerSecond: 250, frameCount: 2500 };
const read = (items: readonly DicomItem[], beatFrames: number | null = null) => readWaveformAnnotations(items, rhythm, beatFrames, false, asciiDecoding);
const marks = (items: readonly DicomItem[]) => read(items).annotations.map(({ sampleIndex, symbol, number, aux }) => [sampleIndex, symbol, number, aux]);

describe("waveform annotations", () => {
  it("take positions from samples, counted from 1, or from seconds", () => {
    expect(marks([[name("10:8336"), longs(0x0040a132, 1, 251)]])).toEqual([[0, "V", 0, ""], [250, "V", 0, ""]]);
    expect(marks([[name("10:8208"), text(0x0040a138, "0.0\\1.002\\x")]])).toEqual([[0, "N", 0, ""], [251, "N", 0, ""]]);
  });

  it("open and close waves by segments, begins and ends", () => {
    expect(marks([[name("10:1600"), text(0x0040a130, "MULTISEGMENT"), longs(0x0040a132, 11, 21, 31, 41)]])).toEqual([[10, "(", 1, ""], [20, ")", 1, ""], [30, "(", 1, ""], [40, ")", 1, ""]]);
    expect(marks([[name("10:1024"), text(0x0040a130, "BEGIN"), longs(0x0040a132, 5)], [name("10:1024"), text(0x0040a130, "END"), longs(0x0040a132, 9)]])).toEqual([[4, "(", 2, ""], [8, ")", 2, ""]]);
  });

  it("keep what they do not know as text marks, in time order", () => {
    expect(marks([[text(0x00700006, "VES?"), longs(0x0040a132, 100)], [name("F-123", "99X", "odd wave"), longs(0x0040a132, 50)]])).toEqual([[49, '"', 0, "odd wave"], [99, '"', 0, "VES?"]]);
  });

  it("leave out those of other groups and beyond the end, and count the former", () => {
    const { annotations, notes } = read([[name("10:8336"), shorts(0x0040a0b0, 2, 0), longs(0x0040a132, 7)], [name("10:8336"), longs(0x0040a132, 2502)]]);
    expect(annotations).toEqual([]);
    expect(notes).toEqual(["Annotations of another group of signals than the rhythm strip were left out (1)."]);
  });

  it("read measurements in their units, the first of each kind, and take 0 ms for not measured", () => {
    const measured = (value: string, concept: DicomElement, unit = "ms"): DicomItem => [concept, text(0x0040a30a, value), code(0x004008ea, unit, "UCUM")];
    expect(read([measured("0.4", name("2:16160"), "s"), measured("0", name("2:15872")), measured("0", name("2:16132"), "deg"), measured("71", name("2:16016"), "/min"), measured("72", name("2:16016"), "/min")]).measurements).toEqual({
      heartRatePerMinute: 71, rrMs: null, prMs: null, qrsMs: null, qtMs: 400, qtcMs: null, pAxisDeg: null, qrsAxisDeg: 0, tAxisDeg: null,
    });
    expect(read([]).measurements).toBeNull();
  });

  it("give the marks of the representative beat back to it only where they overlap a beat of the strip", () => {
    const set = (number: number, ...positions: number[]): DicomItem[] => positions.map((position) => [name("10:8208"), longs(0x0040a132, position), shorts(0x0040a180, number)]);
    expect(read([...set(2, 10, 200), ...set(100, 20, 210)], 300).annotations.map(({ sampleIndex }) => sampleIndex)).toEqual([19, 209]);
    expect(read([...set(2, 10, 200), ...set(100, 220, 310)], 300).annotations).toHaveLength(4);
    expect(read([...set(2, 10, 200), ...set(100, 20, 210)]).annotations).toHaveLength(4);
  });
});
