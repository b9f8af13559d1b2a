/** The ECG that the lesson shows: one person, one potassium, one seed. */
import { noNoise, seededStreams, simulateForTeaching, simulateRecording, TEACHING_RATE_HZ, typicalPatient } from "@kalium/lab";
import type { RhythmName, SimulatedPatient, SimulatedRecording, TeachingNoise } from "@kalium/lab";

export type LessonRhythm = RhythmName | "by-potassium";
export type LessonNoise = TeachingNoise;
export const LESSON_RATE_HZ = TEACHING_RATE_HZ;
/** What is printed on the sheet: nothing is filtered. */
export const LESSON_FILTER_TEXT = "no filter";

export interface LessonEcgOptions {
  readonly patient: SimulatedPatient;
  readonly potassiumMmolPerL: number;
  /** The same seed gives the same beats at every potassium, so that only potassium changes the picture. */
  readonly seed: number;
  readonly rhythm?: LessonRhythm;
  readonly noise?: LessonNoise;
  readonly recordingId?: string;
}

/** Ten seconds of twelve leads. */
export function drawLessonEcg({ seed, ...options }: LessonEcgOptions): SimulatedRecording {
  return simulateForTeaching({ ...options, random: seededStreams(seed)("recording") });
}

/** The median person of the simulator at a potassium, for what is expected on average. */
export function averageAt(potassiumMmolPerL: number): SimulatedRecording {
  return simulateRecording({
    patient: typicalPatient(), potassiumMmolPerL, durationS: 2, samplingRateHz: 125, rhythm: "sinus", noise: noNoise,
    leadNames: ["II", "V3", "V4"], random: () => 0.5,
  });
}

/** Time of an R peak in the middle of the recording; 0 where there are no beats. */
export function middleBeatS({ recording }: SimulatedRecording): number {
  const beats = recording.annotations.filter(({ symbol }) => symbol === "N" || symbol === "j" || symbol === "E");
  return (beats[Math.floor(beats.length / 2)]?.sampleIndex ?? 0) / recording.samplingRateHz;
}

/** Width of QRS as drawn: that of the beats on the trace, which in a block are not the conducted ones. Null where none can be told. */
export function drawnQrsMs({ fiducials }: SimulatedRecording): number | null {
  const widths = fiducials.map(({ qrsOnsetS, qrsOffsetS }) => 1000 * (qrsOffsetS - qrsOnsetS)).sort((a, b) => a - b);
  return widths[widths.length >> 1] ?? null;
}

const RHYTHM_WORDS: Readonly<Record<RhythmName, string>> = {
  sinus: "sinus rhythm",
  "second-degree-block": "second-degree AV block",
  "complete-block": "complete AV block",
  junctional: "junctional rhythm",
  "sine-wave": "sine wave",
  "ventricular-fibrillation": "ventricular fibrillation",
  "atrial-fibrillation": "atrial fibrillation",
};

/** Where no P wave is to be seen nobody could tell sinus rhythm from one of the junction, or a block from an escape; then only that is said. */
export function rhythmInWords({ rhythm, timing }: SimulatedRecording["parameters"]): string {
  if (timing.prMs !== null) return RHYTHM_WORDS[rhythm];
  if (rhythm === "sinus") return "no P wave to be seen";
  return rhythm === "complete-block" || rhythm === "second-degree-block" ? "slow rhythm without a P wave to be seen" : RHYTHM_WORDS[rhythm];
}

/** One sentence on what is drawn, for a heading's aid and for people who do not see it. */
export function ecgSummary(simulated: SimulatedRecording): string {
  const { parameters } = simulated;
  const { amplitudes } = parameters;
  const qrsMs = drawnQrsMs(simulated);
  const waves = [
    `potassium ${parameters.potassiumMmolPerL.toFixed(1)} mmol/L`,
    rhythmInWords(parameters),
    parameters.rhythm === "ventricular-fibrillation" ? "" : `${Math.round(parameters.heartRatePerMinute)} beats a minute`,
    qrsMs === null ? "no wave boundaries left" : `QRS ${Math.round(qrsMs)} ms, T in V4 ${(amplitudes.V4?.tMillivolt ?? 0).toFixed(2)} mV`,
  ];
  return `${waves.filter(Boolean).join(", ")}.`;
}
