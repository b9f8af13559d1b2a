import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./bootstrap.mjs";

/** Runs the built command line in the folder where the person typed, hands signals on, and ends with its code. */
export function runKalium(args) {
  const child = spawn(process.execPath, [join(root, "packages/cli/dist/kalium.mjs"), ...args], {
    stdio: "inherit",
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
  // Ctrl+C reaches the child by itself; this process has only to outlive it.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
}
