/** What a run was made on. */
import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

export interface MachineFacts {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Commit of the sources, with a plus when they were changed since; empty outside a repository. */
  readonly sources: string;
}

export function describeMachine(): MachineFacts {
  const processors = cpus();
  return { processor: processors[0].model.trim(), cores: processors.length, memoryBytes: totalmem(), system: `${process.platform} ${process.arch}`, node: process.version, sources: describeSources() };
}

function describeSources(): string {
  const git = (...words: string[]): string => execFileSync("git", words, { cwd: fileURLToPath(new URL(".", import.meta.url)), encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "--", "../../packages") === "" ? "" : "+"}`;
  } catch {
    return "";
  }
}

/** Mean number of programs that wanted the processor in the last minute. The bench's own are among them. */
export const readLoad = (): number => loadavg()[0];
