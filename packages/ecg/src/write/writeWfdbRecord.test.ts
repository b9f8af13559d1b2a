import { describe, expect, it } from "vitest";
import { sourceFileFromBytes } from "../read/sourceFile.ts";
import { readWfdbRecord } from "../read/wfdb/wfdbRecord.ts";
import type { Recording } from "../recording.ts";
import { hasSharedData, listShared } from "../testing/sharedData.ts";
import { writeWfdbRecord } from "./writeWfdbRecord.ts";

async function writeAndRead(recording: Recording): Promise<Recording> {
  const files = writeWfdbRecord(recording).map((file) => sourceFileFromBytes(file.name, file.bytes));
  return readWfdbRecord(files[0], files);
}

/** Recordings that vary in every field, from a small linear congruential sequence. */
function makeRecording(seed: number): Recording {
  let state = seed + 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const sampleCount = Math.floor(random() * 500);
  const symbols = ["N", "V", "+", "/", "[", "]", '"', "|", "[42]"];
  let at = 0;
  return {
    id: `r_${seed}`,
    personId: `person ${seed} "ä"`,
    samplingRateHz: [125, 360, 62.4725, 500][seed % 4],
    sampleCount,
    leads: Array.from({ length: 1 + (seed % 3) }, (_, k) => {
      const gainPerMillivolt = [200, 1000, 409.6][k];
      const baselineCount = Math.floor(random() * 2000) - 1000;
      const samplesMillivolt = Float32Array.from({ length: sampleCount }, () =>
        random() < 0.02 ? NaN : (Math.floor(random() * 60000) - 30000 - baselineCount) / gainPerMillivolt,
      );
      return { name: `lead ${k}`, samplesMillivolt, gainPerMillivolt, baselineCount };
    }),
    annotations: Array.from({ length: seed % 7 }, () => ({
      sampleIndex: (at += Math.floor(random() ** 4 * 200000)),
      symbol: symbols[Math.floor(random() * symbols.length)],
      aux: random() < 0.3 ? "(AFIB" : random() < 0.3 ? "µ" : "",
    })),
    potassiumMmolPerL: seed % 2 ? 5.9 : null,
    timeS: seed % 3 ? 86400.5 : null,
    simulated: seed % 2 === 0,
  };
}

describe("writeWfdbRecord", () => {
  it("comes back the same from the reader, for 100 recordings that vary in every field", async () => {
    for (let seed = 0; seed < 100; seed++) {
      const recording = makeRecording(seed);
      if (recording.sampleCount === 0) continue;
      expect(await writeAndRead(recording)).toEqual(recording);
    }
  });

  it.skipIf(!hasSharedData)("keeps MIT-BIH record 208 bit for bit, annotations included", async () => {
    const files = listShared("mitdb");
    const recording = await readWfdbRecord(files.find((file) => file.path === "mitdb/208.hea")!, files);
    const again = await writeAndRead(recording);
    recording.leads.forEach((lead, k) => {
      const bytesOf = (samples: Float32Array) => Buffer.from(samples.buffer);
      expect(bytesOf(again.leads[k].samplesMillivolt).equals(bytesOf(lead.samplesMillivolt))).toBe(true);
    });
    expect(again.annotations).toEqual(recording.annotations);
  });

  it.each([
    ["a name with blanks", { id: "a b" }],
    ["an annotation of unknown kind", { annotations: [{ sampleIndex: 0, symbol: "??", aux: "" }] }],
    ["a text beyond 255 bytes", { annotations: [{ sampleIndex: 0, symbol: "N", aux: "x".repeat(256) }] }],
    ["a sample beyond 16 bits", { leads: [{ name: "II", samplesMillivolt: Float32Array.of(40), gainPerMillivolt: 1000, baselineCount: 0 }] }],
    ["the invalid code as a value", { leads: [{ name: "II", samplesMillivolt: Float32Array.of(-32.768), gainPerMillivolt: 1000, baselineCount: 0 }] }],
    ["a lead without name", { leads: [{ name: " ", samplesMillivolt: Float32Array.of(0), gainPerMillivolt: 1000, baselineCount: 0 }] }],
  ])("refuses %s", (_title, change) => {
    const valid: Recording = { ...makeRecording(2), annotations: [], sampleCount: 1, leads: [{ name: "II", samplesMillivolt: Float32Array.of(0), gainPerMillivolt: 1000, baselineCount: 0 }] };
    expect(() => writeWfdbRecord(valid)).not.toThrow();
    expect(() => writeWfdbRecord({ ...valid, ...change })).toThrow(expect.objectContaining({ code: "malformed" }) as Error);
  });
});
