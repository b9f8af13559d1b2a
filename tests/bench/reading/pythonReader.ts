/** A Python process that reads WFDB records with the reference library and says how long it took. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface PythonReader {
  readonly version: string;
  read(kind: "physical" | "digital", path: string): Promise<{ readonly ms: number; readonly sum: number }>;
  close(): void;
}

/** Starts it; rejects when the Python has no wfdb. */
export async function startPythonReader(python: string): Promise<PythonReader> {
  const child = spawn(python, [fileURLToPath(new URL("time_rdrecord.py", import.meta.url))], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${python} ended with ${code}; it needs wfdb (PYTHONPATH may name it)`)));
  });
  failed.catch(() => undefined);
  const next = async (): Promise<string> => {
    const line = await Promise.race([lines.next(), failed]);
    if (line.done === true) return failed;
    return line.value;
  };
  const version = await next();
  return {
    version,
    async read(kind, path) {
      child.stdin.write(`${kind} ${path}\n`);
      const [seconds, sum] = (await next()).split(" ").map(Number) as [number, number];
      return { ms: seconds * 1000, sum };
    },
    close: () => child.stdin.end(),
  };
}
