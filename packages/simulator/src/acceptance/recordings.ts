/** S8, S9, S10: leads obey their identities, marks are whole, and recordings come fast. */
import { derivedFromIAndII } from "../leadSystem.ts";
import { drawPatient } from "../patient.ts";
import type { Random } from "../randomDraws.ts";
import { simulateRecording } from "../simulateRecording.ts";
import type { SimulatedRecording } from "../simulateRecording.ts";
import { waveAnnotations } from "../waveAnnotations.ts";
import { rowWithin } from "./acceptanceRow.ts";
import type { AcceptanceRow } from "./acceptanceRow.ts";
import { median } from "./sampleFigures.ts";

const STRIP_S = 10;
const PEOPLE_OF_A_COHORT = 10_000;
const SECONDS_FOR_A_COHORT = 60;

/** @param nowMs A clock in ms; left out, speed is not judged. */
export function recordingRows(people: number, randomOf: (stream: string) => Random, nowMs: (() => number) | null): AcceptanceRow[] {
  const count = Math.max(20, Math.round(people / 10));
  let identityError = 0;
  let missing = 0;
  let beats = 0;
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const patient = drawPatient(randomOf(`recordings/${i}`), `r${i}`);
    const random = randomOf(`recordings/${i}/strip`);
    const startMs = nowMs?.() ?? 0;
    const made = simulateRecording({ patient, potassiumMmolPerL: 2 + (7 * i) / count, durationS: STRIP_S, random });
    times.push((nowMs?.() ?? 0) - startMs);
    identityError = Math.max(identityError, largestIdentityError(made));
    beats += made.fiducials.length;
    missing += missingMarks(made);
  }
  const rows = [
    rowWithin({ id: "S8", statement: "largest departure of III, aVR, aVL, aVF from Einthoven and Goldberger, noise included, rounding to Float32 apart", unit: "mV", n: count, basis: "exact" }, identityError, -Infinity, 1e-6),
    rowWithin({ id: "S9", statement: `true marks missing from the annotations of ${beats} beats (P, QRS, T, and U where visible: begin, peak, end)`, unit: "marks", n: count, basis: "specification" }, missing, -Infinity, 0),
  ];
  if (nowMs === null) return rows;
  const typical = median(times);
  const total = (times.reduce((sum, time) => sum + time, 0) / count / 1000) * PEOPLE_OF_A_COHORT;
  return [
    ...rows,
    rowWithin({ id: "S10a", statement: "12 leads of 10 s at 500 Hz with noise, median", unit: "ms", n: count, basis: "specification" }, typical, -Infinity, 5),
    rowWithin({ id: "S10b", statement: "10 000 people, one such recording each, from the mean of these", unit: "s", n: count, basis: "specification" }, total, -Infinity, SECONDS_FOR_A_COHORT),
  ];
}

function largestIdentityError({ recording }: SimulatedRecording): number {
  const samplesOf = (name: string) => recording.leads.find((lead) => lead.name === name)!.samplesMillivolt;
  const [leadI, leadII] = [samplesOf("I"), samplesOf("II")];
  let largest = 0;
  for (const [name, [ofI, ofII]] of Object.entries(derivedFromIAndII)) {
    samplesOf(name).forEach((value, i) => (largest = Math.max(largest, Math.abs(value - (ofI * leadI[i] + ofII * leadII[i])))));
  }
  return largest;
}

/** Marks that the annotations lack at the sample where they belong. */
function missingMarks(made: SimulatedRecording): number {
  const { samplingRateHz } = made.recording;
  const present = new Set(waveAnnotations(made).map(({ sampleIndex, symbol }) => `${symbol}@${sampleIndex}`));
  let missing = 0;
  for (const beat of made.fiducials) {
    const expected: [string, number | null][] = [
      ["(", beat.pOnsetS], ["p", beat.pPeakS], [")", beat.pOffsetS],
      ["(", beat.qrsOnsetS], [")", beat.qrsOffsetS],
      ["(", beat.tOnsetS], ["t", beat.tPeakS], [")", beat.tOffsetS],
      ["(", beat.uOnsetS], ["u", beat.uPeakS], [")", beat.uOffsetS],
    ];
    for (const [symbol, timeS] of expected) if (timeS !== null && !present.has(`${symbol}@${Math.round(timeS * samplingRateHz)}`)) missing++;
    if (!made.recording.annotations.some(({ sampleIndex }) => sampleIndex === Math.round(beat.rPeakS * samplingRateHz))) missing++;
  }
  return missing;
}
