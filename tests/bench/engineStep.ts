/**
 * Times training steps of the personal-transfer network on tfjs:wasm in Node. From the repository root:
 *
 *   node --input-type=module -e 'const { runnerImport } = await import("vite"); await runnerImport("./tests/bench/engineStep.ts")'
 *
 * Each line: base width, batch, whole network or its part after stage 2, median and best of the timed steps, inference.
 */
import { cpus } from "node:os";
import { chooseExecutor, cutGraph, initializeWeights, seededRandom } from "../../packages/engine/src/index.ts";
import { frozenCutNode, resnet1d } from "../../packages/models/src/index.ts";

const WARM_UP_STEPS = 3;
const TIMED_STEPS = 15;

async function timed(count: number, run: () => Promise<unknown>): Promise<{ medianMs: number; bestMs: number }> {
  const times: number[] = [];
  for (let step = 0; step < count; step++) {
    const startMs = performance.now();
    await run();
    times.push(performance.now() - startMs);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[Math.floor(count / 2)], bestMs: times[0] };
}

const executor = await chooseExecutor({ forced: "tfjs:wasm" });
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, ${executor.info.adapter}`);
for (const { baseWidth, batch, part } of [
  { baseWidth: 8, batch: 32, part: "whole" },
  { baseWidth: 8, batch: 64, part: "whole" },
  { baseWidth: 8, batch: 16, part: "after stage 2" },
  { baseWidth: 16, batch: 32, part: "whole" },
  { baseWidth: 32, batch: 32, part: "whole" },
]) {
  const whole = resnet1d({ baseWidth });
  const graph = part === "whole" ? whole : cutGraph(whole, frozenCutNode).tail;
  const model = await executor.compile(graph, initializeWeights(graph, seededRandom(1)));
  const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate: 1e-4 } });
  const random = seededRandom(2)("inputs");
  const rowSize = graph.nodes[0].shape.reduce((product, side) => product * side, 1);
  const inputs = Float32Array.from({ length: batch * rowSize }, () => 2 * random() - 1);
  const labels = Int32Array.from({ length: batch }, (_, row) => row % 2);
  for (let step = 0; step < WARM_UP_STEPS; step++) await trainer.step(inputs, labels);
  const step = await timed(TIMED_STEPS, () => trainer.step(inputs, labels));
  const inference = await timed(TIMED_STEPS, () => model.predict(inputs, batch));
  console.log(`base width ${baseWidth}, batch ${batch}, ${part}: step ${step.medianMs.toFixed(1)} ms (best ${step.bestMs.toFixed(1)}), inference ${inference.medianMs.toFixed(1)} ms`);
  trainer.dispose();
  model.dispose();
}
