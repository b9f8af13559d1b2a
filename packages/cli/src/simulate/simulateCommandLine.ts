/** Arguments of `kalium simulate`: recordings with known potassium and true marks, or the simulator's own tests. */
import { parseArgs } from "node:util";
import { cohortNames, frankLeadNames, rhythmNames, simulatedLeadNames, twelveLeadNames, type CohortName, type RhythmName } from "@kalium/simulator";
import { UsageError } from "../usageError.ts";

export interface SimulateRecordsCommand {
  readonly kind: "simulate";
  readonly out: string;
  readonly people: number;
  /** Null: each person is recorded at every potassium of the list instead of along a history. */
  readonly cohort: CohortName | null;
  readonly potassiumMmolPerL: readonly number[];
  readonly rhythm: RhythmName | null;
  readonly heartRatePerMinute: number | null;
  readonly durationS: number;
  readonly samplingRateHz: number;
  readonly leadNames: readonly string[];
  readonly noise: NoiseChoice;
  readonly mainsHz: 50 | 60;
  readonly seed: number;
  readonly format: "wfdb" | "edf";
}

/** Noise by name, or recorded noise of a folder at a signal-to-noise ratio. */
export type NoiseChoice =
  | { readonly kind: "none" | "bedside" | "restless" }
  | { readonly kind: "folder"; readonly folder: string; readonly snrDb: number; /** For files that do not state one. */ readonly rateHz: number | null };

export interface SimulateAcceptanceCommand {
  readonly kind: "simulate-acceptance";
  readonly people: number;
  readonly seed: number;
  readonly json: boolean;
}

export type SimulateCommand = SimulateRecordsCommand | SimulateAcceptanceCommand;

const leadSets: Readonly<Record<string, readonly string[]>> = { "12": twelveLeadNames, frank: frankLeadNames, "15": [...twelveLeadNames, ...frankLeadNames] };
const defaultCohortPeople = 20;
const defaultAcceptancePeople = 1000;
const defaultSnrDb = 12;
const MOST_PEOPLE = 1_000_000;
/** A recording is made in memory, which takes some 50 bytes a sample: 3 GB for 24 h of three leads at 250 Hz, about what usual machines spare (Kalium's choice). */
const MOST_SAMPLES = 65_000_000;

export const simulateHelpText = `  kalium simulate --out DIR [--people N] [--cohort ${cohortNames.join("|")}] [--potassium K,K,…] [--rhythm NAME] [--heart-rate N]
                  [--duration S] [--rate HZ] [--leads 12|frank|15|NAMES] [--noise none|bedside|restless|DIR] [--seed N] [--format wfdb|edf]
      Write simulated recordings with their true beats, waves and rhythm as annotations (WFDB .atr or EDF+), potassium.csv for the data
      page, and truth.json with every number that made them. The same seed gives the same bytes. DIR is new or empty.
      --cohort NAME      people with that setting's potassium, each with a history of days and the laboratory's error; else one person
                         after another (default 1), recorded at each --potassium (default 4.5; 2.0 to 9.0 mmol/L)
      --rhythm NAME      ${rhythmNames.slice(0, 4).join(", ")},
                         ${rhythmNames.slice(4).join(", ")}; left out: by potassium
      --duration S       default 10;  --rate HZ  default 500;  --mains 50|60  default 50
      --leads            default 12; "frank" X Y Z; "15" both; or names such as II,V2,V5
      --noise DIR        noise recorded elsewhere, such as the MIT-BIH Noise Stress Test Database, mixed at --snr DB (default ${defaultSnrDb});
                         --noise-rate HZ for files that do not state their rate; default noise: bedside
  kalium simulate --acceptance [--people N] [--seed N] [--json]
      Hold the simulator to what is published (tests S1–S10) and print the table. Code 1: a row failed.
`;

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Reads the arguments after `simulate`. @throws UsageError */
export function parseSimulateCommand(args: string[]): SimulateCommand {
  const values = readValues(args);
  const seed = wholeNumber("--seed", values.seed, 0, 2 ** 32 - 1) ?? 1;
  const people = wholeNumber("--people", values.people, 1, MOST_PEOPLE);
  if (values.acceptance === true) {
    const other = Object.keys(values).find((name) => !["acceptance", "people", "seed", "json"].includes(name));
    if (other !== undefined) throw new UsageError(`--acceptance takes --people, --seed and --json only, not --${other}.`);
    return { kind: "simulate-acceptance", people: people ?? defaultAcceptancePeople, seed, json: values.json === true };
  }
  if (values.json === true) throw new UsageError("--json goes with --acceptance only.");
  const out = text(values.out);
  if (out === undefined) throw new UsageError("`kalium simulate` needs --out DIR. Example: kalium simulate --potassium 6.5 --out simulated");
  const cohort = oneOf("--cohort", values.cohort, cohortNames) ?? null;
  if (cohort !== null && values.potassium !== undefined) throw new UsageError("--cohort draws potassium itself; leave --potassium out, or --cohort.");
  const durationS = numberWithin("--duration", values.duration, 1, 86_400) ?? 10;
  const samplingRateHz = wholeNumber("--rate", values.rate, 50, 20_000) ?? 500;
  const leadNames = leadsOf(text(values.leads) ?? "12");
  if (durationS * samplingRateHz * leadNames.length > MOST_SAMPLES) {
    throw new UsageError(`${durationS} s of ${leadNames.length} leads at ${samplingRateHz} Hz are more than fit into memory. Take a shorter --duration, a lower --rate or fewer --leads.`);
  }
  const noise = noiseOf(values);
  const mainsHz = oneOf("--mains", values.mains, ["50", "60"]) === "60" ? 60 : 50;
  if ((noise.kind === "bedside" || noise.kind === "restless") && samplingRateHz <= 2 * mainsHz) {
    throw new UsageError(`--noise ${noise.kind} has hum of ${mainsHz} Hz, which ${samplingRateHz} Hz cannot hold. Take a --rate above ${2 * mainsHz}, or --noise none.`);
  }
  return {
    kind: "simulate",
    out,
    people: people ?? (cohort === null ? 1 : defaultCohortPeople),
    cohort,
    potassiumMmolPerL: potassiumList(text(values.potassium) ?? "4.5"),
    rhythm: oneOf("--rhythm", values.rhythm, rhythmNames) ?? null,
    heartRatePerMinute: numberWithin("--heart-rate", values["heart-rate"], 10, 250) ?? null,
    durationS,
    samplingRateHz,
    leadNames,
    noise,
    mainsHz,
    seed,
    format: oneOf("--format", values.format, ["wfdb", "edf"]) ?? "wfdb",
  };
}

function readValues(args: string[]): Values {
  const named = Object.fromEntries(
    ["out", "people", "cohort", "potassium", "rhythm", "heart-rate", "duration", "rate", "leads", "noise", "snr", "noise-rate", "mains", "seed", "format"].map((name) => [name, { type: "string" as const }]),
  );
  try {
    return parseArgs({ args, options: { ...named, acceptance: { type: "boolean" }, json: { type: "boolean" } }, strict: true }).values as Values;
  } catch (error) {
    // Node's own sentence names the option; what it adds after the first full stop is about its API.
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}. \`kalium --help\` lists what there is.`);
  }
}

function noiseOf(values: Values): NoiseChoice {
  const noise = text(values.noise) ?? "bedside";
  const isNamed = noise === "none" || noise === "bedside" || noise === "restless";
  const forFolder = ["snr", "noise-rate"].find((name) => values[name] !== undefined);
  if (isNamed) {
    if (forFolder !== undefined) throw new UsageError(`--${forFolder} goes with --noise DIR only.`);
    return { kind: noise };
  }
  return {
    kind: "folder",
    folder: noise,
    snrDb: numberWithin("--snr", values.snr, -40, 80) ?? defaultSnrDb,
    rateHz: numberWithin("--noise-rate", values["noise-rate"], 1, 100_000) ?? null,
  };
}

function leadsOf(leads: string): readonly string[] {
  const set = leadSets[leads.toLowerCase()];
  if (set !== undefined) return set;
  const names = leads.split(",").map((name) => {
    const known = simulatedLeadNames.find((lead) => lead.toLowerCase() === name.trim().toLowerCase());
    if (known === undefined) throw new UsageError(`There is no simulated lead "${name.trim()}". Leads: ${simulatedLeadNames.join(", ")}; or 12, frank, 15.`);
    return known;
  });
  return [...new Set(names)];
}

function potassiumList(list: string): readonly number[] {
  return list.split(",").map((item) => {
    const potassium = item.trim() === "" ? NaN : Number(item);
    if (!(potassium >= 2 && potassium <= 9)) throw new UsageError(`--potassium needs numbers from 2.0 to 9.0 mmol/L, not "${item}".`);
    return potassium;
  });
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function oneOf<const T extends string>(option: string, value: string | boolean | undefined, choices: readonly T[]): T | undefined {
  if (typeof value !== "string") return undefined;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new UsageError(`${option} needs one of ${choices.join(", ")}, not "${value}".`);
  return choice;
}

function wholeNumber(option: string, value: string | boolean | undefined, lowest: number, highest: number): number | undefined {
  if (typeof value !== "string") return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!(number >= lowest && number <= highest)) throw new UsageError(`${option} needs a whole number from ${lowest} to ${highest}, not "${value}".`);
  return number;
}

function numberWithin(option: string, value: string | boolean | undefined, lowest: number, highest: number): number | undefined {
  if (typeof value !== "string") return undefined;
  const number = value.trim() === "" ? NaN : Number(value);
  if (!(number >= lowest && number <= highest)) throw new UsageError(`${option} needs a number from ${lowest} to ${highest}, not "${value}".`);
  return number;
}
