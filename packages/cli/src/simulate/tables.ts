/** What lies beside simulated recordings: the truth for whoever tests a method, and a word of warning. */
import { escapeRates, historyBasis, potassiumDistributions, rhythmChances, simulatedMark, simulatorPurpose } from "@kalium/simulator";
import type { MadeRecording } from "./recordingsToMake.ts";
import type { SimulateRecordsCommand } from "./simulateCommandLine.ts";

/** One recording's line of truth.json. */
export type TruthLine = ReturnType<typeof truthOf>;

/** Everything that made a recording and is not in its annotations. */
export function truthOf({ made, trueMmolPerL }: MadeRecording) {
  const { recording, parameters } = made;
  return {
    record: recording.id,
    person: recording.personId,
    timeS: recording.timeS,
    measuredMmolPerL: recording.potassiumMmolPerL,
    trueMmolPerL,
    effectivePotassiumMmolPerL: parameters.effectivePotassiumMmolPerL,
    dayBiasMmolPerL: parameters.dayBiasMmolPerL,
    rhythm: parameters.rhythm,
    heartRatePerMinute: parameters.heartRatePerMinute,
    intervalsMs: parameters.timing,
    tFwhmMs: parameters.tFwhmMs,
    fibrillationFromS: made.fibrillationFromS,
    amplitudesMillivolt: parameters.amplitudes,
    noise: parameters.noise,
    electrodePlacement: parameters.electrodePlacement,
  };
}

export function truthFile(command: SimulateRecordsCommand, lines: readonly TruthLine[]): string {
  const { out: _out, noise, ...settings } = command;
  // A folder's name can tell whose computer this was.
  const noiseSettings = noise.kind === "folder" ? { kind: noise.kind, snrDb: noise.snrDb } : noise;
  const basis = { rhythmChances, escapeRates, ...(command.cohort === null ? {} : { potassium: potassiumDistributions[command.cohort], history: historyBasis[command.cohort] }) };
  return `${JSON.stringify({ simulated: true, settings: { ...settings, noise: noiseSettings }, basis, records: lines }, null, 1)}\n`;
}

export function readmeText(command: SimulateRecordsCommand, lines: readonly TruthLine[], isWhole: boolean): string {
  const people = new Set(lines.map(({ person }) => person)).size;
  return `${simulatedMark.toUpperCase()}. ${simulatorPurpose}.

No person was recorded. ${lines.length} ${lines.length === 1 ? "recording" : "recordings"} of ${people} imaginary ${people === 1 ? "person" : "people"} were made by Kalium's simulator with seed ${command.seed}${
    command.cohort === null ? "" : `; potassium is spread as in: ${command.cohort} (${potassiumDistributions[command.cohort].source})`
  }.${isWhole ? "" : "\nThe run was stopped before all were made; what is here is whole."}

The annotations are the truth: "+" rhythm, N/j/E/V beats at R, "(" and ")" around p, the beat, t and u (number 0 P, 1 QRS, 2 T, 3 U),
x a P wave that was not conducted, "[" and "]" around ventricular fibrillation.
potassium.csv  what the laboratory measured, mmol/L; with a cohort its error (about 4 %) is in it
truth.json     true potassium and every number that made each recording, with what the numbers rest on
`;
}
