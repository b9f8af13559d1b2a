/** Arguments of `kalium score …`: how well detectors and delineators do on a person's own copy of a database. */
import { UsageError } from "../usageError.ts";
import { parseScoreDelineation, scoreDelineationHelpText, type ScoreDelineationCommand } from "./delineationCommandLine.ts";
import { parseScoreQrs, scoreQrsHelpText, type ScoreQrsCommand } from "./qrsCommandLine.ts";

export type ScoreCommand = ScoreQrsCommand | ScoreDelineationCommand;

const scoreSubjects = ["qrs", "delineation"] as const;

export const scoreHelpText = `${scoreQrsHelpText}
${scoreDelineationHelpText}`;

/** Reads the arguments after `score`. @throws UsageError */
export function parseScoreCommand(args: string[]): ScoreCommand {
  const [subject, ...rest] = args;
  switch (subject) {
    case "qrs":
      return parseScoreQrs(rest);
    case "delineation":
      return parseScoreDelineation(rest);
    default:
      throw new UsageError(`\`kalium score\` scores ${scoreSubjects.join(" or ")}${subject === undefined ? "" : `, not "${subject}"`}. Example: kalium score qrs ../shared/data/mitdb`);
  }
}
