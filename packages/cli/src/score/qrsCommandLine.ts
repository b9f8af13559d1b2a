/** Arguments of `kalium score qrs`. */
import { parseArgs } from "node:util";
import { QRS_DETECTOR_NAMES, type QrsDetectorName } from "@kalium/ecg";
import { UsageError } from "../usageError.ts";

export interface ScoreQrsCommand {
  readonly kind: "score";
  readonly subject: "qrs";
  /** Folder with records and their reference beats, folders in it included. */
  readonly folder: string;
  readonly detector: QrsDetectorName;
  /** Score this lead alone; absent: all leads of a record, fused. */
  readonly lead?: string;
  /** Beats before this time are left out of the counting. */
  readonly fromS: number;
  readonly json: boolean;
}

export const scoreQrsHelpText = `  kalium score qrs DIR [--detector ${QRS_DETECTOR_NAMES.join("|")}] [--lead NAME] [--from-s S] [--json]
      Score a QRS detector on the WFDB records under DIR that have reference beats: .atr files (MIT-BIH, QTDB, …), or one
      annotation file a lead (LUDB; those of lead II unless --lead is given, and only between the first and the last beat
      marked in a strip). Per record, gross (all beats in one count) and average (mean of records): true positives, false
      positives, false negatives, sensitivity, positive predictivity, distance from the reference in ms, time in ms.
      --detector         default ${QRS_DETECTOR_NAMES[0]}
      --lead NAME        this lead alone, by name in any case or by number from 1; left out, all leads are fused
      --from-s S         leave out the first S seconds (300 as in EC57 and bxb); default 0: the whole record counts
      Beats pair one to one within 150 ms as in ANSI/AAMI EC57; marked ventricular flutter or fibrillation is left out.
`;

/** Reads the arguments after `score qrs`. @throws UsageError */
export function parseScoreQrs(args: string[]): ScoreQrsCommand {
  const { values, positionals } = readOptions(args);
  if (positionals.length !== 1) throw new UsageError(`\`kalium score qrs\` takes one folder, not ${positionals.length}. Example: kalium score qrs ../shared/data/mitdb`);
  const name = values.detector ?? QRS_DETECTOR_NAMES[0]!;
  const detector = QRS_DETECTOR_NAMES.find((known) => known === name);
  if (detector === undefined) throw new UsageError(`--detector needs one of ${QRS_DETECTOR_NAMES.join(", ")}, not "${name}".`);
  const fromS = values["from-s"] === undefined || values["from-s"].trim() === "" ? (values["from-s"] === undefined ? 0 : NaN) : Number(values["from-s"]);
  if (!(fromS >= 0 && Number.isFinite(fromS))) throw new UsageError(`--from-s needs a number of seconds from 0, not "${values["from-s"]}".`);
  if (values.lead?.trim() === "") throw new UsageError("--lead needs the name of a lead, or its number from 1.");
  return { kind: "score", subject: "qrs", folder: positionals[0]!, detector, ...(values.lead === undefined ? {} : { lead: values.lead.trim() }), fromS, json: values.json === true };
}

function readOptions(args: string[]) {
  try {
    return parseArgs({ args, options: { detector: { type: "string" }, lead: { type: "string" }, "from-s": { type: "string" }, json: { type: "boolean" } }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]}. \`kalium --help\` lists what there is.`);
  }
}
