import { expect, test } from "vitest";
import { potassiumClassOf } from "./recordingItem.ts";
import { leadsInWords, lengthInWords, potassiumDetail } from "./recordingWords.ts";

test("says lengths as people do", () => {
  expect([7.34, 10, 1805.56, 3600, 86_460, NaN].map(lengthInWords)).toEqual(["7.3 s", "10 s", "30 min 6 s", "1 h 0 min", "24 h 1 min", "–"]);
});

test("calls the usual twelve by their number and names few leads", () => {
  expect(leadsInWords(["I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6"])).toBe("12 leads");
  expect(leadsInWords(["MLII", "V5"])).toBe("MLII, V5");
  expect(leadsInWords(["a", "b", "c", "d"])).toBe("4: a, b, …");
});

test("draws the classes at 3.5 and 5.5, and says when the blood was drawn", () => {
  expect([3.49, 3.5, 5.49, 5.5].map(potassiumClassOf)).toEqual(["low", "normal", "normal", "high"]);
  expect(potassiumDetail({ mmolPerL: 6, offsetMinutes: -125, haemolysed: true })).toBe("high · 2 h 5 min before · haemolysed");
  expect(potassiumDetail({ mmolPerL: 4, offsetMinutes: 42, haemolysed: false })).toBe("normal · 42 min after");
  expect(potassiumDetail({ mmolPerL: 3, offsetMinutes: null, haemolysed: null })).toBe("low · linked by name");
  expect(potassiumDetail({ mmolPerL: 4, offsetMinutes: 0, haemolysed: null }, 10)).toBe("normal · at the ECG's time ± 10 min");
  expect(potassiumDetail({ mmolPerL: 4, offsetMinutes: null, haemolysed: null }, 10)).toBe("normal · linked by name");
});
