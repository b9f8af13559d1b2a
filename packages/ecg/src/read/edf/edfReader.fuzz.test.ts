import { expect, it } from "vitest";
import { fuzzReader, FUZZ_TIMEOUT_MS } from "../../testing/fuzz.ts";
import { writeEdf } from "../../write/edf/writeEdf.ts";
import { edfReader } from "./edfReader.ts";

const facts = { personId: "P1", sex: "male", ageYears: 50, startTimeMs: 1.3e12, potassiumMmolPerL: 5.5, simulated: false, deidentified: true } as const;
const mark = { sampleIndex: 9, symbol: '"', aux: "text", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: 0.5 };

/** A small EDF+ or BDF+ file; `scale` beyond 16 bits makes the latter. */
function smallFile(scale: number, discontinuous: boolean): Uint8Array {
  const signal = { unit: "mV", gainPerUnit: 200, baselineCount: 0, invalidCount: null };
  const [file] = writeEdf({
    id: "a", framesPerSecond: 10, frameCount: 20, annotationRateHz: 10, facts, annotations: [mark],
    signals: [{ ...signal, name: "II", samplesPerFrame: 1, samples: Int32Array.from({ length: 20 }, (_, i) => i * scale) }, { ...signal, name: "V1", samplesPerFrame: 2, samples: new Int32Array(40) }],
  });
  if (discontinuous) file!.bytes[192 + 4] = "D".charCodeAt(0);
  return file!.bytes;
}

it("ends every damaged EDF, EDF+ and BDF file in samples or in a typed refusal", async () => {
  const plain = smallFile(1, false);
  plain.fill(32, 192, 236);
  const seeds = [plain, smallFile(1, false), smallFile(1, true), smallFile(9999, false)].map((bytes) => [{ path: "a.edf", bytes }]);
  const outcome = await fuzzReader(edfReader, seeds, { title: "edf" });
  expect(outcome.findings.map(({ run, kind, detail }) => `${run} ${kind} ${detail}`)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 20);
}, FUZZ_TIMEOUT_MS);
