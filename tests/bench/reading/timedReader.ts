/** A process that reads WFDB records when told to and says how long it took: the reference library's and our own speak the same lines. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Timing {
  readonly ms: number;
  /** Time of the processor, all threads together. */
  readonly cpuMs: number;
  /** Sum of all samples, so that both are known to have read the same. */
  readonly sum: number;
}

export interface TimedReader {
  readonly version: string;
  /** Reads the records of the paths (without extension) one after the other. */
  read(kind: "raw" | "physical", paths: readonly string[]): Promise<Timing>;
  close(): void;
}

/** Starts it; rejects when it ends before its first line. */
export async function startTimedReader(program: string, args: readonly string[], help: string): Promise<TimedReader> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}; ${help}`)));
  });
  failed.catch(() => undefined);
  const next = async (): Promise<string> => {
    const line = await Promise.race([lines.next(), failed]);
    return line.done === true ? failed : line.value;
  };
  const version = await next();
  return {
    version,
    async read(kind, paths) {
      child.stdin.write(`${JSON.stringify([kind, ...paths])}\n`);
      const [ms, cpuMs, sum] = JSON.parse(await next()) as [number, number, number];
      return { ms, cpuMs, sum };
    },
    close: () => child.stdin.end(),
  };
}
