/** A short simulated strip with the marks that Node makes of it, for the tests that pages and Node mark alike. */
import { mkdirSync, writeFileSync } from "node:fs";
import type { Delineator } from "../../packages/ecg/src/index.ts";
import { seededRandom } from "../../packages/engine/src/index.ts";
import { simulateRecording, typicalPatient } from "../../packages/simulator/src/index.ts";

export async function writeDelineatorGolden(delineator: Delineator, folder: string): Promise<void> {
  const { recording, fiducials } = simulateRecording({ patient: typicalPatient(), potassiumMmolPerL: 4.2, durationS: 6, samplingRateHz: 250, leadNames: ["II", "V2", "V5"], rhythm: "sinus", heartRatePerMinute: 68, random: seededRandom(1)("delineator golden") });
  const leads = recording.leads.map(({ name, samplesMillivolt }) => ({ name, microvolts: Array.from(samplesMillivolt, (value) => Math.round(1000 * value)) }));
  const detections = fiducials.map(({ rPeakS }) => Math.round(250 * rPeakS));
  const marked = await delineator.delineate(
    leads.map(({ name, microvolts }) => ({ name, samplesMillivolt: Float32Array.from(microvolts, (value) => value / 1000) })),
    250,
    { sampleIndices: Int32Array.from(detections), confidence: new Float32Array(detections.length).fill(1) },
  );
  const round = (_key: string, value: unknown): unknown => (typeof value === "number" ? Math.round(1000 * value) / 1000 : value);
  mkdirSync(folder, { recursive: true });
  const truth = fiducials.map(({ pOnsetS, pOffsetS, qrsOnsetS, qrsOffsetS, tOffsetS }) => ({ pOnsetS, pOffsetS, qrsOnsetS, qrsOffsetS, tOffsetS }));
  writeFileSync(`${folder}/strip.json`, `${JSON.stringify({ madeBy: "node scripts/delineator.mjs publish", samplingRateHz: 250, leads, detections, truth, marks: marked }, round)}\n`);
}
