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
const WARM_UP_RECORDINGS = 40;
const TIMED_RECORDINGS = 200;

/** @param nowMs A clock in ms; left out, speed is not judged. */
export function recordingRows(people: number, randomOf: (stream: string) => Random, nowMs: (() => number) | null): AcceptanceRow[] {
  const count = Math.max(20, Math.round(people / 10));
  let identityError = 0;
  let missing = 0;
  let beats = 0;
  for (let i = 0; i < count; i++) {
    const made = simulateOne(randomOf, i, count);
    identityError = Math.max(identityError, largestIdentityError(made));
    beats += made.fiducials.length;
    missing += missingMarks(made);
  }
  const rows = [
    rowWithin({ id: "S8", statement: "largest departure of III, aVR, aVL, aVF from Einthoven and Goldberger, noise included, rounding to Float32 apart", unit: "mV", n: count, basis: "exact" }, identityError, -Infinity, 1e-6),
    rowWithin({ id: "S9", statement: `true marks missing from the annotations of ${beats} beats (P, QRS, T, and U where visible: begin, peak, end)`, unit: "marks", n: count, basis: "specification" }, missing, -Infinity, 0),
  ];
  return nowMs === null ? rows : [...rows, ...speedRows(randomOf, nowMs)];
}

function simulateOne(randomOf: (stream: string) => Random, index: number, count: number): SimulatedRecording {
  const patient = drawPatient(randomOf(`recordings/${index}`), `r${index}`);
  return simulateRecording({ patient, potassiumMmolPerL: 2 + (7 * index) / count, durationS: STRIP_S, random: randomOf(`recordings/${index}/strip`) });
}

/** Timed once the code is compiled: the first recordings of a program are slower, and 10 000 people have them once. */
function speedRows(randomOf: (stream: string) => Random, nowMs: () => number): AcceptanceRow[] {
  const times: number[] = [];
  for (let i = -WARM_UP_RECORDINGS; i < TIMED_RECORDINGS; i++) {
    const startMs = nowMs();
    simulateOne(randomOf, Math.abs(i), TIMED_RECORDINGS);
    if (i >= 0) times.push(nowMs() - startMs);
  }
  const meanMs = times.reduce((sum, time) => sum + time, 0) / times.length;
  return [
    rowWithin({ id: "S10a", statement: "one person with 12 leads of 10 s at 500 Hz with noise, median", unit: "ms", n: times.length, basis: "specification" }, median(times), -Infinity, 5),
    rowWithin({ id: "S10b", statement: "10 000 people, one such recording each, from the mean of these", unit: "s", n: times.length, basis: "specification" }, (meanMs * PEOPLE_OF_A_COHORT) / 1000, -Infinity, SECONDS_FOR_A_COHORT),
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
