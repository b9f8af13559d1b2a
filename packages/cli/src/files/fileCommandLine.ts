/** Arguments of the commands on files: read, convert, deidentify. */
import { parseArgs } from "node:util";
import { WRITABLE_FORMATS, type WritableFormat } from "@kalium/ecg";
import { UsageError } from "../usageError.ts";
import type { LayoutOptions } from "./openOptions.ts";

export interface ReadCommand {
  readonly kind: "read";
  readonly file: string;
  readonly json: boolean;
  /** How many first samples of each signal to print. */
  readonly samples: number;
  /** Frames to read, `to` not included; absent for all. */
  readonly from?: number;
  readonly to?: number;
  /** Show name, identifier, times and texts of the file. */
  readonly facts: boolean;
  readonly layout: LayoutOptions;
}

export interface ConvertCommand {
  readonly kind: "convert";
  readonly input: string;
  readonly output: string;
  readonly format: WritableFormat;
  /** Allow rounding to whole numbers where the source has none. */
  readonly requantise: boolean;
  /** Name outputs after the inputs instead of by number. */
  readonly keepNames: boolean;
  readonly facts: boolean;
  readonly layout: LayoutOptions;
}

export interface DeidentifyCommand {
  readonly kind: "deidentify";
  readonly input: string;
  readonly output: string;
  readonly format: WritableFormat | "same";
  /** Absent: a key made for this run and thrown away. */
  readonly keyFile?: string;
  readonly dates: "shift" | "drop";
  /** File with the free texts that a person has read and keeps, one a line. */
  readonly keepTexts?: string;
  /** Who read them, for the report. */
  readonly readBy?: string;
  readonly potassium?: string;
  /** Hours either side within which a result belongs to an ECG. */
  readonly windowHours: number;
  readonly facts: boolean;
  readonly layout: LayoutOptions;
}

export type FileCommand = ReadCommand | ConvertCommand | DeidentifyCommand;

export const fileCommandNames = ["read", "convert", "deidentify"] as const;

const formatsText = WRITABLE_FORMATS.join("|");
export const defaultWindowHours = 6;

export const fileHelpText = `  kalium read FILE [--json] [--samples N] [--from N] [--to N] [--facts] [LAYOUT]
      Show the signals of a recording: name, unit, rate, gain, baseline, length, and the SHA-256 of the raw samples as
      int32 little-endian (float64 little-endian where the format holds no whole numbers). FILE may be a WFDB record
      name without its extension. Names, dates and texts of the person are shown only with --facts.
      --samples N        also the first N raw and physical samples
      --from N --to N    read only these frames, the last not included; hashes are then of them

  kalium convert IN OUT --format ${formatsText} [--requantise] [--keep-names] [--facts] [LAYOUT]
      Write recordings in another format, every sample exact, or say why not. IN is a file or a folder; OUT a folder, or
      a file name for one file. It does NOT carry identity over: names, identifiers, dates, texts and devices stay
      behind, as with deidentify; outputs are numbered unless --keep-names is given.
      --requantise       allow rounding where the source has no whole numbers

  kalium deidentify IN OUT [--format same|${formatsText}] [--key-file F] [--dates shift|drop]
                    [--keep-texts FILE] [--read-by NAME] [--potassium TABLE] [--window-hours H] [--facts] [LAYOUT]
      Rebuild recordings from what may pass, and leave all else behind. The tables of a known collection (CODE-15, PTB-XL,
      MIMIC-IV-ECG, …) say who is who, and give potassium where they hold it. OUT is an empty or new folder outside
      IN. It receives the recordings and report.txt, report.html and report.json, to be read and signed.
      --format           default same: the format of the input where Kalium writes it, else WFDB, or NPZ without whole numbers
      --key-file F       key of the pseudonyms, made when missing; keep it, and keep it apart from the data. Left out, the
                         key is thrown away after the run
      --dates            default shift: later by whole days, one shift a person; drop writes no date
      --keep-texts FILE  free texts that you have read and keep, one a line, exactly as in the files; --read-by says who
      --potassium TABLE  results to go with the recordings: person and time, or record name, and value; the nearest in
                         time within --window-hours (default ${defaultWindowHours}) either side; how many rows and recordings were
                         left out, and why, goes to stderr and into the report
      Code 1: at least one file did not pass; each is listed by its number in path order, by name only with --facts.

  LAYOUT, for text tables and arrays: --rate HZ --unit U --gain N --leads I,II,… --delimiter C --decimal C --header-line N
      --array NAME --lead-axis first|last, or --table key=value for each (--table rate=500 --table unit=mV)
`;

const layoutOptions = {
  rate: { type: "string" }, unit: { type: "string" }, gain: { type: "string" }, leads: { type: "string" }, delimiter: { type: "string" }, decimal: { type: "string" },
  "header-line": { type: "string" }, array: { type: "string" }, "lead-axis": { type: "string" },
} as const;

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

const seeHelp = "`kalium --help` lists what there is.";

/** Reads the arguments after the command's name. @throws UsageError */
export function parseFileCommand(name: (typeof fileCommandNames)[number], args: string[]): FileCommand {
  switch (name) {
    case "read": {
      const { values, positionals } = readOptions(args, { json: { type: "boolean" }, samples: { type: "string" }, from: { type: "string" }, to: { type: "string" }, facts: { type: "boolean" } });
      if (positionals.length !== 1) throw new UsageError(`\`kalium read\` takes one file, not ${positionals.length}. Example: kalium read record.edf --json`);
      return { kind: "read", file: positionals[0]!, json: values.json === true, samples: wholeNumber("--samples", values.samples, 1e6) ?? 0, from: wholeNumber("--from", values.from, 1e12), to: wholeNumber("--to", values.to, 1e12), facts: values.facts === true, layout: layoutOf(values) };
    }
    case "convert": {
      const { values, positionals } = readOptions(args, { format: { type: "string" }, requantise: { type: "boolean" }, "keep-names": { type: "boolean" }, facts: { type: "boolean" } });
      const [input, output] = twoPaths("convert", positionals, " --format edf");
      const format = WRITABLE_FORMATS.find((known) => known === values.format);
      if (format === undefined) throw new UsageError(`--format needs one of ${WRITABLE_FORMATS.join(", ")}${typeof values.format === "string" ? `, not "${values.format}"` : ""}.`);
      return { kind: "convert", input, output, format, requantise: values.requantise === true, keepNames: values["keep-names"] === true, facts: values.facts === true, layout: layoutOf(values) };
    }
    case "deidentify": {
      const { values, positionals } = readOptions(args, {
        format: { type: "string" }, "key-file": { type: "string" }, dates: { type: "string" }, "keep-texts": { type: "string" }, "read-by": { type: "string" },
        potassium: { type: "string" }, "window-hours": { type: "string" }, facts: { type: "boolean" },
      });
      const [input, output] = twoPaths("deidentify", positionals, "");
      return {
        kind: "deidentify", input, output,
        format: oneOf("--format", values.format, ["same", ...WRITABLE_FORMATS]) ?? "same",
        keyFile: text(values["key-file"]),
        dates: oneOf("--dates", values.dates, ["shift", "drop"]) ?? "shift",
        keepTexts: text(values["keep-texts"]),
        readBy: text(values["read-by"]),
        potassium: text(values.potassium),
        windowHours: positiveNumber("--window-hours", values["window-hours"]) ?? defaultWindowHours,
        facts: values.facts === true,
        layout: layoutOf(values),
      };
    }
    default:
      return name satisfies never;
  }
}

/** Options of a command on files, those of LAYOUT included. @throws UsageError */
export function readOptions(args: string[], options: Record<string, { type: "string" | "boolean" }>): { values: Values; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: args.flatMap(unfoldTable(args)), options: { ...options, ...layoutOptions }, allowPositionals: true, strict: true });
    return { values: values as Values, positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}. ${seeHelp}`);
  }
}

/** `--table rate=500` is another spelling of `--rate 500`. */
function unfoldTable(args: readonly string[]): (arg: string, index: number) => string[] {
  return (arg, index) => {
    if (arg === "--table") return [];
    if (args[index - 1] !== "--table" && !arg.startsWith("--table=")) return [arg];
    const pair = /^(?:--table=)?([a-z-]+)=(.*)$/s.exec(arg);
    if (pair === null || !Object.hasOwn(layoutOptions, pair[1]!)) throw new UsageError(`--table needs key=value, with a key of ${Object.keys(layoutOptions).join(", ")}, not "${arg}".`);
    return [`--${pair[1]}=${pair[2]}`];
  };
}

/** The LAYOUT part of what {@link readOptions} read. @throws UsageError */
export function layoutOf(values: Values): LayoutOptions {
  const delimiter = text(values.delimiter);
  const headerLine = wholeNumber("--header-line", values["header-line"], 1e6);
  return {
    rate: positiveNumber("--rate", values.rate),
    unit: text(values.unit),
    gain: positiveNumber("--gain", values.gain),
    leads: text(values.leads)?.split(",").map((name) => name.trim()),
    delimiter: delimiter === undefined ? undefined : oneOf("--delimiter", { tab: "\t", "\\t": "\t", comma: ",", semicolon: ";", space: " " }[delimiter] ?? delimiter, [",", ";", "\t", " "]),
    decimal: oneOf("--decimal", values.decimal, [".", ","]),
    headerLine,
    array: text(values.array),
    leadAxis: oneOf("--lead-axis", values["lead-axis"], ["first", "last"]),
  };
}

function twoPaths(command: string, positionals: readonly string[], rest: string): readonly [string, string] {
  if (positionals.length !== 2) throw new UsageError(`\`kalium ${command}\` takes an input and an output, not ${positionals.length}. Example: kalium ${command} ward out${rest}`);
  return [positionals[0]!, positionals[1]!];
}

function text(value: Values[string]): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function oneOf<Choice extends string>(option: string, value: Values[string], choices: readonly Choice[]): Choice | undefined {
  if (typeof value !== "string") return undefined;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new UsageError(`${option} needs one of ${choices.join(", ")}, not "${value}".`);
  return choice;
}

function wholeNumber(option: string, value: Values[string], highest: number): number | undefined {
  if (typeof value !== "string") return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!(number <= highest)) throw new UsageError(`${option} needs a whole number from 0 to ${highest}, not "${value}".`);
  return number;
}

function positiveNumber(option: string, value: Values[string]): number | undefined {
  if (typeof value !== "string") return undefined;
  const number = Number(value);
  if (!(number > 0 && Number.isFinite(number))) throw new UsageError(`${option} needs a number above 0, not "${value}".`);
  return number;
}
