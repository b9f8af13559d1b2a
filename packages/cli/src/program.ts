/** The whole program as a function from arguments to an exit code. */
import { BrowserMissing } from "./chromium.ts";
import { helpText, parseCommandLine, UsageError } from "./commandLine.ts";
import { convert } from "./files/convertCommand.ts";
import { deidentifyFiles } from "./files/deidentifyCommand.ts";
import { read, ReadFailed } from "./files/readCommand.ts";
import { run, RunFailed } from "./runCommand.ts";
import { serve } from "./serveCommand.ts";
import { simulateAcceptance } from "./simulate/acceptanceCommand.ts";
import { simulate } from "./simulate/simulateCommand.ts";
import { measure } from "./measure/measureCommand.ts";
import { score } from "./score/scoreCommand.ts";
import { ScoreFailed } from "./score/scoreFailed.ts";
import { PortError } from "./staticServer.ts";

export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** 0: done. 1: the run failed, or a file could not be read or did not pass. 2: the command line or what it names is wrong. 130: stopped by the person. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Never throws for a reason that a person can mend; a defect of Kalium's own is thrown with its stack. */
export async function runProgram(args: readonly string[], signal: AbortSignal, terminal: Terminal): Promise<ExitCode> {
  try {
    const command = parseCommandLine(args);
    switch (command.kind) {
      case "help":
        terminal.out(helpText.trimEnd());
        return 0;
      case "serve":
        await serve(command, signal, terminal.out);
        return 0;
      case "run": {
        const written = await run(command, signal, terminal.err);
        for (const path of written) terminal.out(path);
        terminal.err("finished");
        return 0;
      }
      case "read":
        await read(command, terminal.out);
        return 0;
      case "convert":
        return await convert(command, signal, terminal);
      case "deidentify":
        return await deidentifyFiles(command, signal, terminal);
      case "measure":
        return await measure(command, terminal.out, terminal.err);
      case "score":
        return await score(command, terminal.out, terminal.err);
      case "simulate":
        return await simulate(command, signal, terminal);
      case "simulate-acceptance":
        return simulateAcceptance(command, terminal.out);
      default:
        return command satisfies never;
    }
  } catch (error) {
    if (signal.aborted) return 130;
    if (error instanceof RunFailed) {
      for (const reason of error.reasons) terminal.err(reason);
      return 1;
    }
    if (error instanceof ReadFailed || error instanceof ScoreFailed) {
      terminal.err(error.message);
      return 1;
    }
    if (error instanceof UsageError || error instanceof PortError || error instanceof BrowserMissing) {
      terminal.err(error.message);
      return 2;
    }
    throw error;
  }
}
