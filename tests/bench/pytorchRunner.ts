/** PyTorch in a Python process of its own, on the very weights and batch of the workload. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Runner } from "./runner.ts";
import { makeWorkload } from "./workload.ts";
import type { TaskName } from "./workload.ts";

interface PythonReport {
  readonly timesMs: readonly number[];
  readonly losses: readonly (number | null)[];
  readonly output: readonly number[] | null;
  readonly growthBytes: number | null;
}

function writeWorkload(task: TaskName): string {
  const folder = mkdtempSync(join(tmpdir(), "kalium-bench-"));
  const { graph, weights, inputs, labels, loss, batch, learningRate } = makeWorkload(task);
  writeFileSync(join(folder, "graph.json"), JSON.stringify({ nodes: graph.nodes, output: graph.output, parameters: graph.parameters, loss, batch, learningRate }));
  const parts = [...graph.parameters.map(({ name }) => weights[name].data), inputs, Float32Array.from(labels)];
  writeFileSync(join(folder, "tensors.bin"), Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))));
  return folder;
}

export async function pytorchRunner(python: string, { threads, precision }: { readonly threads: number; readonly precision: "float32" | "float64" }, task: TaskName): Promise<Runner> {
  const folder = writeWorkload(task);
  const script = fileURLToPath(new URL("./pytorch_step.py", import.meta.url));
  const child = spawn(python, [script, folder, String(threads), precision], {
    // PyTorch counts threads by this variable before `set_num_threads` is heard.
    env: { ...process.env, OMP_NUM_THREADS: String(threads) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => (complaint = (complaint + data.toString()).slice(-500)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    child.on("error", (error) => reject(new Error(`${python} does not run: ${error.message}`)));
    child.on("exit", (code) => reject(new Error(`${python} ended (${code}): ${complaint.trim().split("\n").pop() ?? ""}`)));
  });
  failed.catch(() => undefined);
  const next = async (): Promise<unknown> => {
    const line = await Promise.race([lines.next(), failed]);
    // The output closes a moment before the exit code is known.
    return line.done ? failed : JSON.parse(line.value);
  };
  const close = async (): Promise<void> => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { adapter } = (await next()) as { adapter: string };
    let growthBytes: number | null = null;
    return {
      adapter,
      async run(count, budgetMs) {
        child.stdin.write(`${JSON.stringify({ count, budgetMs })}\n`);
        const report = (await next()) as PythonReport;
        growthBytes = report.growthBytes;
        return { timesMs: report.timesMs, losses: report.losses.map((loss) => loss ?? NaN), output: report.output, dispatches: [], submits: [], memory: null };
      },
      measureMemory: async () => ({ peakGrowthBytes: growthBytes, pageBytes: null }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
