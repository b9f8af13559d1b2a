/** What the person typed, as plain data. */
import { parseArgs } from "node:util";
import { executorChoices, executorHelp, type ExecutorChoice } from "./executorChoices.ts";
import { fileCommandNames, fileHelpText, parseFileCommand, type FileCommand } from "./files/fileCommandLine.ts";
import { measureHelpText, parseMeasureCommand, type MeasureCommand } from "./measure/measureCommandLine.ts";
import { parseScoreCommand, scoreHelpText, type ScoreCommand } from "./score/scoreCommandLine.ts";
import { parseSimulateCommand, simulateHelpText, type SimulateCommand } from "./simulate/simulateCommandLine.ts";
import { UsageError } from "./usageError.ts";

export interface ServeCommand {
  readonly kind: "serve";
  /** Absent: Kalium's usual port, or a free one when that is taken. */
  readonly port?: number;
  /** Open the page in the person's browser, where there is one. */
  readonly open: boolean;
}

export interface RunCommand {
  readonly kind: "run";
  /** Path of a shipped notebook or its name without `.html`. */
  readonly notebook: string;
  /** Folder of recordings, handed to the notebook as if picked by hand. */
  readonly data?: string;
  /** Folder that receives the run record, figures and downloads. Absent: nothing is written. */
  readonly out?: string;
  readonly executor?: ExecutorChoice;
  readonly seed?: number;
  readonly timeoutMinutes: number;
}

export type Command = ServeCommand | RunCommand | FileCommand | MeasureCommand | ScoreCommand | SimulateCommand | { readonly kind: "help" };

export { UsageError };

export const defaultTimeoutMinutes = 30;

export const helpText = `kalium: research notebooks on ECG and potassium, in the browser of this computer, and the ECG files that go into them.

  kalium serve [--port N] [--open]
      Serve the pages on this computer only, and print the address.

  kalium run NOTEBOOK [--data DIR] [--out DIR] [--executor NAME] [--seed N] [--timeout-minutes N]
      Run a shipped notebook in a browser without a window.
      NOTEBOOK           notebooks/personal-hyperkalaemia.html, or only its name
      --data DIR         folder of recordings, as picked by hand in the page
      --out DIR          receives run-record.json, the figures and the downloads
      --executor NAME    what computes; left out, the best one here is chosen, and the run record says why
${executorChoices.map((name) => `                           ${name.padEnd(13)}${executorHelp[name]}`).join("\n")}
      --seed N           whole number from 0 to 4294967295
      --timeout-minutes  default ${defaultTimeoutMinutes}
      Progress goes to stderr. Code 0: every cell finished. 1: a cell failed, a page asked for another
      origin, or time ran out. 2: the command line is wrong.

${fileHelpText}
${measureHelpText}
${scoreHelpText}
${simulateHelpText}
For research and teaching only. Kalium is not a medical device; do not use its output for diagnosis or treatment.
`;

const commandNames = ["serve", "run", ...fileCommandNames, "measure", "score", "simulate"] as const;

/** Reads the arguments after the program's name. Throws `UsageError`. */
export function parseCommandLine(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || args.includes("--help") || args.includes("-h")) return { kind: "help" };
  switch (name) {
    case "serve": {
      const { values, positionals } = readOptions(rest, { port: { type: "string" }, open: { type: "boolean" } });
      if (positionals.length > 0) throw new UsageError(`\`kalium serve\` takes no ${quoted(positionals[0])}. ${seeHelp}`);
      return { kind: "serve", port: wholeNumber("--port", values.port, 0, 65535), open: values.open === true };
    }
    case "run": {
      const { values, positionals } = readOptions(rest, {
        data: { type: "string" },
        out: { type: "string" },
        executor: { type: "string" },
        seed: { type: "string" },
        "timeout-minutes": { type: "string" },
      });
      if (positionals.length !== 1) {
        throw new UsageError(`\`kalium run\` takes one notebook, not ${positionals.length}. Example: kalium run notebooks/personal-hyperkalaemia.html`);
      }
      return {
        kind: "run",
        notebook: positionals[0],
        data: text(values.data),
        out: text(values.out),
        executor: executorOf(text(values.executor)),
        seed: wholeNumber("--seed", values.seed, 0, 2 ** 32 - 1),
        timeoutMinutes: positiveNumber("--timeout-minutes", values["timeout-minutes"]) ?? defaultTimeoutMinutes,
      };
    }
    case "read":
    case "convert":
    case "deidentify":
      return parseFileCommand(name, rest);
    case "measure":
      return parseMeasureCommand(rest);
    case "score":
      return parseScoreCommand(rest);
    case "simulate":
      return parseSimulateCommand(rest);
    default:
      throw new UsageError(`There is no command ${quoted(name)}. Commands: ${commandNames.join(", ")}. ${seeHelp}`);
  }
}

const seeHelp = "`kalium --help` lists what there is.";

type OptionValue = string | boolean | undefined;

function readOptions(args: string[], options: Record<string, { type: "string" | "boolean" }>): { values: Record<string, OptionValue>; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values: values as Record<string, OptionValue>, positionals };
  } catch (error) {
    // Node's own sentence names the option; what it adds after the first full stop is about its API.
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}. ${seeHelp}`);
  }
}

function text(value: OptionValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function executorOf(name: string | undefined): ExecutorChoice | undefined {
  if (name === undefined) return undefined;
  const choice = executorChoices.find((known) => known === name);
  if (choice === undefined) throw new UsageError(`There is no executor ${quoted(name)}. Executors: ${executorChoices.join(", ")}.`);
  return choice;
}

function wholeNumber(option: string, value: OptionValue, lowest: number, highest: number): number | undefined {
  if (typeof value !== "string") return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!(number >= lowest && number <= highest)) {
    throw new UsageError(`${option} needs a whole number from ${lowest} to ${highest}, not ${quoted(value)}.`);
  }
  return number;
}

function positiveNumber(option: string, value: OptionValue): number | undefined {
  if (typeof value !== "string") return undefined;
  const number = Number(value);
  if (!(number > 0 && Number.isFinite(number))) throw new UsageError(`${option} needs a number above 0, not ${quoted(value)}.`);
  return number;
}

function quoted(value: string): string {
  return `"${value}"`;
}
