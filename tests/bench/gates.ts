/** The acceptance figures of the engine, read off the rows of one run. */
import { ONNX_RUNTIME, PYTORCH_ONE_THREAD, STOCK_WEBGPU } from "./contenders.ts";
import type { ResultRow } from "./resultRow.ts";
import type { TaskName } from "./workload.ts";

export interface Gate {
  readonly title: string;
  readonly value: number;
  readonly limit: number;
  readonly direction: "at most" | "at least";
  readonly met: boolean;
}

/** Gates whose contenders all took part; the others are left out. */
export function checkGates(task: TaskName, rows: readonly ResultRow[], dawn: boolean): readonly Gate[] {
  const row = (name: string): ResultRow | undefined => rows.find(({ contender }) => contender === name);
  // A first step alone holds what is compiled on the way: next to nothing of stock tfjs-webgpu's, too much of anyone else's.
  const timeOf = (name: string): number | null => (name !== STOCK_WEBGPU && row(name)?.firstStepOnly ? null : (row(name)?.medianMs ?? null));
  const slower = (name: string, than: string): number | null => {
    const [first, second] = [timeOf(name), timeOf(than)];
    return first === null || second === null ? null : first / second;
  };
  const gates: Gate[] = [];
  const atMost = (title: string, value: number | null | undefined, limit: number): void => {
    if (value !== null && value !== undefined) gates.push({ title, value, limit, direction: "at most", met: value <= limit });
  };
  const atLeast = (title: string, value: number | null | undefined, limit: number): void => {
    if (value !== null && value !== undefined) gates.push({ title, value, limit, direction: "at least", met: value >= limit });
  };
  if (task === "inference") {
    atMost("wasm, one thread, over onnxruntime-web", slower("wasm:1", ONNX_RUNTIME), 1);
    return gates;
  }
  if (task === "small" || task === "large") {
    atMost("wasm over PyTorch, one thread each", slower("wasm:1", PYTORCH_ONE_THREAD), task === "small" ? 1.2 : 1.6);
    atMost("the same without fused multiply-add", slower("wasm:1:portable", PYTORCH_ONE_THREAD), task === "small" ? 1.6 : 2.9);
    atMost("wasm, one thread, ms on an idle machine", timeOf("wasm:1"), task === "small" ? 30 : 380);
    atMost("wasm, two threads, ms on an idle machine", timeOf("wasm:2"), task === "small" ? 17 : 210);
    atLeast("two threads of wasm over one, times faster", slower("wasm:1", "wasm:2"), 1.7);
    atLeast("wasm, one thread, over stock tfjs-webgpu, times faster", slower(STOCK_WEBGPU, "wasm:1"), 100);
    atLeast("webgpu over stock tfjs-webgpu, times faster", slower(STOCK_WEBGPU, "webgpu"), dawn ? 20 : 8);
  }
  if (task === "small") {
    for (const name of ["wasm:1", "webgpu"]) atMost(`arena of a ${name.replace(":1", "")} step over the most that is alive at once`, arenaRatio(row(name)), 1.3);
    atMost("dispatches of a webgpu step", row("webgpu")?.dispatches, 150);
    atMost("submits of a webgpu step", row("webgpu")?.submits, 1);
  }
  // Of 64 rows one ReLU input is within rounding of zero, and a build that flips it may be 2e-5 away; larger batches have more of them.
  if (task === "small" || task === "tiny") {
    const wasmLimit = task === "tiny" ? 5e-6 : 2e-5;
    for (const name of ["wasm:1", "wasm:1:portable", "wasm:2"]) atMost(`losses of ${name} off by`, row(name)?.deviation, wasmLimit);
    atMost("losses of webgpu off by", row("webgpu")?.deviation, 5e-5);
  }
  const [one, two] = [row("wasm:1")?.losses ?? [], row("wasm:2")?.losses ?? []];
  if (one.length > 0 && two.length > 0) atMost("losses that differ between one and two threads", one.filter((loss, step) => loss !== two[step]).length, 0);
  return gates;
}

function arenaRatio(row: ResultRow | undefined): number | null {
  const memory = row?.memory ?? null;
  return memory?.liveBytes === undefined ? null : memory.bytes / memory.liveBytes;
}

export function formatGates(gates: readonly Gate[]): string {
  return gates.map(({ title, value, limit, direction, met }) => `${met ? "met   " : "MISSED"} ${title}: ${Number(value.toPrecision(3))} (${direction} ${limit})`).join("\n");
}
