import { expect, test } from "vitest";
import { byteSizeInWords } from "../text/byteSizeInWords.ts";
import { lossInWords, safetyInWords, usageInWords } from "./storedWords.ts";

const item = { key: "a", title: "A", savedAt: "2026-01-01T00:00:00Z", recordingCount: 1, personCount: 1, withPotassiumCount: 0, byteLength: 1_500_000, state: "whole" as const, simulated: false };

test("names what is lost, in the singular and in sums", () => {
  expect(lossInWords([item])).toBe("1 recording of 1 person, 0 with potassium, 1.5 MB");
  expect(lossInWords([item, { ...item, recordingCount: 2_000, personCount: 30, withPotassiumCount: 12 }])).toBe("2,001 recordings of 31 people, 12 with potassium, 3 MB");
});

test("promises only what the browser promised", () => {
  const facts = { usedBytes: 25_000_000, quotaBytes: 11_000_000_000, persisted: null };
  expect(usageInWords(facts)).toBe("Kalium uses 25 MB of the 11 GB that the browser allows.");
  expect(safetyInWords({ ...facts, persisted: true })).toContain("promised");
  expect(safetyInWords({ ...facts, persisted: false })).toContain("may evict");
  expect(safetyInWords(facts)).toContain("does not say");
  expect([999, 1000, 999_600, 12_345_678].map(byteSizeInWords)).toEqual(["999 B", "1 kB", "1 MB", "12 MB"]);
});
