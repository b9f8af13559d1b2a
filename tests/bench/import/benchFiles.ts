/** Files for the import bench: a folder of ten-second twelve-lead records, and 24-hour recordings. Made anew, from sines; nobody's heart. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeRecording, type RecordingToWrite } from "../../../packages/ecg/src/index.ts";

const LEADS = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
const RATE_HZ = 500;
const FRAMES = 10 * RATE_HZ;

/** Writes `count` records of format 16, no two alike; each has its own header, signal file and person. */
export function writeFolder(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  const base = Int16Array.from({ length: FRAMES * LEADS.length }, (_, i) => {
    const phase = (Math.floor(i / LEADS.length) % RATE_HZ) / RATE_HZ;
    return Math.round(1000 * Math.exp(-(((phase - 0.3) / 0.015) ** 2)) + 200 * Math.exp(-(((phase - 0.6) / 0.05) ** 2)) + (i % LEADS.length));
  });
  const own = new Int16Array(base.length);
  return Array.from({ length: count }, (_, number) => {
    for (let i = 0; i < own.length; i++) own[i] = base[i]! + ((number * (1 + (i % 7))) % 97);
    const name = `r${String(number).padStart(5, "0")}`;
    const sums = LEADS.map((_, lead) => {
      let sum = 0;
      for (let i = lead; i < own.length; i += LEADS.length) sum += own[i]!;
      return (sum << 16) >> 16;
    });
    const signals = LEADS.map((lead, index) => `${name}.dat 16 1000(0)/mV 16 0 ${own[index]} ${sums[index]} 0 ${lead}`);
    const header = [`${name} ${LEADS.length} ${RATE_HZ} ${FRAMES} 08:30:00 01/02/2020`, ...signals, `# age: ${30 + (number % 50)}`, ""];
    writeFileSync(join(folder, `${name}.hea`), header.join("\n"));
    writeFileSync(join(folder, `${name}.dat`), own);
    return [join(folder, `${name}.hea`), join(folder, `${name}.dat`)];
  }).flat();
}

/** A day of three leads at 250 Hz in one file or a few, with a beat annotation a second. */
export async function writeHolter(folder: string, format: "wfdb" | "edf"): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const rateHz = 250;
  const frameCount = 24 * 3600 * rateHz;
  const samples = Int32Array.from({ length: frameCount }, (_, i) => Math.round(900 * Math.exp(-((((i % rateHz) / rateHz - 0.3) / 0.02) ** 2)) + (i % 13)));
  const recording: RecordingToWrite = {
    id: "day", framesPerSecond: rateHz, frameCount, annotationRateHz: rateHz,
    signals: ["V1", "V5", "aVF"].map((name) => ({ name, unit: "mV", samplesPerFrame: 1, gainPerUnit: 1000, baselineCount: 0, invalidCount: null, samples })),
    annotations: Array.from({ length: 24 * 3600 }, (_, second) => ({ sampleIndex: second * rateHz + 75, symbol: "N", aux: "", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null })),
    facts: { personId: "bench", sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: true, deidentified: true },
  };
  return (await writeRecording(recording, format)).map(({ name, bytes }) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  });
}
