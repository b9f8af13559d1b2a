import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import type { Recording } from "../recording.ts";
import { writeWfdbRecord } from "../write/writeWfdbRecord.ts";
import { readPotassiumTable } from "./potassiumTable.ts";
import { sourceFileFromBytes } from "./sourceFile.ts";
import { readWfdbAnnotations } from "./wfdb/wfdbAnnotations.ts";
import { readWfdbRecord } from "./wfdb/wfdbRecord.ts";

/** A seeded uniform generator (Park & Miller), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** A copy that is cut, has bytes changed, or both. */
function damage(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = Uint8Array.from(random() < 0.5 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes);
  for (let changes = Math.floor(random() * 4); changes > 0 && copy.length > 0; changes--) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  return copy;
}

const recording: Recording = {
  id: "r", personId: "r", samplingRateHz: 250, sampleCount: 40, potassiumMmolPerL: null, timeS: null, simulated: true,
  leads: ["I", "II"].map((name) => ({ name, samplesMillivolt: Float32Array.from({ length: 40 }, (_, n) => n / 10), gainPerMillivolt: 10, baselineCount: 0 })),
  annotations: [3, 2000, 2001].map((sampleIndex) => ({ sampleIndex, symbol: "N", aux: "(AFIB" })),
};
const [header, signals, annotations] = writeWfdbRecord(recording).map((file) => file.bytes);

describe("damaged files", () => {
  it("give a record or a FormatError, never another error, for 20 000 damaged headers, signals and annotations", async () => {
    const random = seeded(1);
    let refusedCount = 0;
    for (let i = 0; i < 20_000; i++) {
      const files = [header, signals, annotations].map((bytes, k) => sourceFileFromBytes(["r.hea", "r.dat", "r.atr"][k], i % 3 === k ? damage(bytes, random) : bytes));
      try {
        await readWfdbRecord(files[0], files);
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        refusedCount += 1;
      }
    }
    expect(refusedCount).toBeGreaterThan(10_000);
  });

  it("give annotations or a FormatError for 20 000 files of noise", () => {
    const random = seeded(2);
    for (let i = 0; i < 20_000; i++) {
      const noise = Uint8Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256));
      try {
        readWfdbAnnotations(noise, "noise.atr", { samplingRateHz: 250 });
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }
  });

  it("give a table or a FormatError for 20 000 damaged potassium tables", () => {
    const random = seeded(3);
    const table = new TextEncoder().encode('record,person,potassium,time_s\n100,"a,b",5.6,0\n101,p,4.1,3600\n');
    for (let i = 0; i < 20_000; i++) {
      try {
        readPotassiumTable(new TextDecoder().decode(damage(table, random)), "k.csv");
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
      }
    }
  });
});
