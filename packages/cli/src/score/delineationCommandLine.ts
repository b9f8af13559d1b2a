/** Arguments of `kalium score delineation`. */
import { parseArgs } from "node:util";
import type { DelineatorName } from "@kalium/ecg";
import { UsageError } from "../usageError.ts";
import { delineators } from "./delineators.ts";

const DELINEATOR_NAMES = Object.keys(delineators) as DelineatorName[];

export interface ScoreDelineationCommand {
  readonly kind: "score";
  readonly subject: "delineation";
  readonly folder: string;
  readonly delineator: DelineatorName;
  /** Take the beats from the reference marks instead of detecting them, to look at the delineator alone. */
  readonly referenceBeats: boolean;
  /** Every second record only, counted from the first in order of name. */
  readonly half: "odd" | "even" | null;
  /** JSON file with marks of another program, scored in place of Kalium's. */
  readonly marksFile?: string;
  readonly json: boolean;
}

export const scoreDelineationHelpText = `  kalium score delineation DIR [--delineator ${DELINEATOR_NAMES.join("|")}] [--reference-beats] [--half odd|even] [--marks FILE] [--json]
      Score a delineator on the WFDB records under DIR that have marked waves: one annotation file a lead (LUDB), or one for
      the record (QT Database, .q1c). Per boundary: n, mean and SD of detected minus marked in ms, median, mean of the SDs
      within records, share within the CSE tolerance; per wave: sensitivity and positive predictivity. Waves pair when their
      peaks lie within 150 ms; what lies outside the annotated span is not counted as false. Beats come from Kalium's
      own detector. With marks for the record, the lead nearest to each mark counts (as in the literature), and
      the global marks are scored beside it; automatic marks beside the records (.pu0, .pu1: ecgpuwave) are scored likewise.
      --reference-beats  take the beats from the marks, to look at the delineator alone
      --half odd|even    every second record, counted in order of name
      --marks FILE       score marks of another program: {"record": {"lead": {"p": [[onset, peak, offset], …], "qrs": …}}}, null where none
`;

/** Reads the arguments after `score delineation`. @throws UsageError */
export function parseScoreDelineation(args: string[]): ScoreDelineationCommand {
  const { values, positionals } = readOptions(args);
  if (positionals.length !== 1) throw new UsageError(`\`kalium score delineation\` takes one folder, not ${positionals.length}. Example: kalium score delineation ../shared/data/ludb`);
  const delineator = DELINEATOR_NAMES.find((known) => known === (values.delineator ?? DELINEATOR_NAMES[0]));
  if (delineator === undefined) throw new UsageError(`--delineator needs one of ${DELINEATOR_NAMES.join(", ")}, not "${values.delineator}".`);
  if (values.half !== undefined && values.half !== "odd" && values.half !== "even") throw new UsageError(`--half needs odd or even, not "${values.half}".`);
  return { kind: "score", subject: "delineation", folder: positionals[0]!, delineator, referenceBeats: values["reference-beats"] === true, half: values.half ?? null, ...(values.marks === undefined ? {} : { marksFile: values.marks }), json: values.json === true };
}

function readOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { delineator: { type: "string" }, "reference-beats": { type: "boolean" }, half: { type: "string" }, marks: { type: "string" }, json: { type: "boolean" } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}. \`kalium --help\` lists what there is.`);
  }
}
