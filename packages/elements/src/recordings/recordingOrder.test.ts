import { describe, expect, it } from "vitest";
import { sampleRecording, sampleRecordings } from "../testing/sampleRecordings.ts";
import { NO_FILTER, arrangeRecordings, type RecordingColumn } from "./recordingOrder.ts";

const items = [
  sampleRecording({ key: "a", id: "rec10", durationS: 1800, person: "P2", potassium: { mmolPerL: 5.5, offsetMinutes: 3, haemolysed: null } }),
  sampleRecording({ key: "b", id: "rec9", format: "edf", quality: { grade: "poor", reasons: ["lead V3 flat"] }, potassium: { mmolPerL: 3.4, offsetMinutes: null, haemolysed: true } }),
  sampleRecording({ key: "c", id: "rec100", samplingRateHz: 250, leadNames: ["MLII"], quality: { grade: "fair", reasons: ["lead I noisy"] }, notes: ["Respiration was left out."] }),
  sampleRecording({ key: "d", id: "rec2", person: "P1", potassium: { mmolPerL: 4, offsetMinutes: 0, haemolysed: false } }),
];
const keys = (filter: Partial<typeof NO_FILTER>, column?: RecordingColumn, direction: "ascending" | "descending" = "ascending"): string =>
  arrangeRecordings(items, { ...NO_FILTER, ...filter }, column === undefined ? null : { column, direction }).map(({ key }) => key).join("");

describe("the order of recordings", () => {
  it("reads numbers in names as numbers, and puts rows without a value last in both directions", () => {
    expect(keys({}, "id")).toBe("dbac");
    expect(keys({}, "id", "descending")).toBe("cabd");
    expect(keys({}, "potassium")).toBe("bdac");
    expect(keys({}, "potassium", "descending")).toBe("adbc");
    expect(keys({}, "person")).toBe("dabc");
    expect(keys({}, "quality")).toBe("adcb");
    expect(keys({}, "duration", "descending")).toBe("abcd");
    expect(keys({}, "leads")).toBe("cabd");
    expect(keys({}, "rate")).toBe("cabd");
    expect(keys({}, "format")).toBe("bacd");
    expect(keys({}, "notes")).toBe("cabd");
  });

  it("filters by words, format, quality and class, all at once", () => {
    expect(keys({ text: "V3 flat" })).toBe("b");
    expect(keys({ text: "respiration" })).toBe("c");
    expect(keys({ format: "wfdb" })).toBe("acd");
    expect(keys({ quality: "fair" })).toBe("c");
    expect(keys({ potassium: "any" })).toBe("abd");
    expect(keys({ potassium: "none" })).toBe("c");
    expect(keys({ potassium: "high" })).toBe("a");
    expect(keys({ potassium: "low" })).toBe("b");
    expect(keys({ potassium: "normal" })).toBe("d");
    expect(keys({ potassium: "normal", text: "rec10" })).toBe("");
  });

  it("arranges ten thousand rows fast enough for every key that is pressed", () => {
    const many = sampleRecordings(10_000);
    const began = performance.now();
    expect(arrangeRecordings(many, { ...NO_FILTER, text: "rec99" }, { column: "id", direction: "descending" })[0]!.id).toBe("rec9999");
    expect(performance.now() - began).toBeLessThan(500);
  });
});
