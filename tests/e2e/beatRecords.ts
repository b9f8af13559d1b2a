/** Small records of made-up beats, as files a person could choose: enough for the heartbeat study, nothing like a real heart. */
import { writeWfdbRecord, type Recording } from "../../packages/ecg/src/index.ts";

export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const RATE_HZ = 125;
/** The study asks for eight strips of a minute in each class. */
const MINUTES = 9;
const BEAT_INTERVAL_SAMPLES = 100;

/** Header, signal and annotation file of one person with the record's number; every fourth beat is wide, tall and marked V. */
export function beatRecordFiles(id: string, leadName = "MLII"): ChosenFile[] {
  const sampleCount = MINUTES * 60 * RATE_HZ;
  // A ripple unlike from record to record keeps the rules against flat and repeated signals out of the way.
  const samplesMillivolt = Float32Array.from({ length: sampleCount }, (_, n) => 0.02 * Math.sin(n * (0.31 + Number(id) / 1e4)));
  const annotations = [];
  for (let beat = 0, peak = 60; peak < sampleCount - 120; beat++, peak += BEAT_INTERVAL_SAMPLES) {
    const ventricular = beat % 4 === 3;
    addWave(samplesMillivolt, peak, ventricular ? 1.6 : 1.1, ventricular ? 4 : 1.5);
    addWave(samplesMillivolt, peak + 38, 0.25, 7);
    annotations.push({ sampleIndex: peak, symbol: ventricular ? "V" : "N", aux: "" });
  }
  const recording: Recording = {
    id,
    personId: id,
    samplingRateHz: RATE_HZ,
    sampleCount,
    leads: [{ name: leadName, samplesMillivolt, gainPerMillivolt: 200, baselineCount: 0 }],
    annotations,
    potassiumMmolPerL: null,
    timeS: null,
    simulated: false,
  };
  return writeWfdbRecord(recording).map(({ name, bytes }) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) }));
}

export function textFile(name: string, content: string): ChosenFile {
  return { name, mimeType: "text/plain", buffer: Buffer.from(content) };
}

function addWave(samples: Float32Array, centre: number, heightMillivolt: number, widthSamples: number): void {
  for (let n = -30; n <= 30; n++) samples[centre + n]! += heightMillivolt * Math.exp(-0.5 * (n / widthSamples) ** 2);
}
