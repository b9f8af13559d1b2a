/** `kalium score …`: hands each subject to its command. */
import type { ScoreCommand } from "./scoreCommandLine.ts";
import { scoreDelineation } from "./delineationCommand.ts";
import { scoreQrs } from "./qrsCommand.ts";

/** @returns the exit code. @throws UsageError, ScoreFailed */
export async function score(command: ScoreCommand, out: (line: string) => void, err: (line: string) => void): Promise<0 | 1> {
  switch (command.subject) {
    case "qrs":
      return scoreQrs(command, out, err);
    case "delineation":
      return scoreDelineation(command, out, err);
    default:
      return command satisfies never;
  }
}
