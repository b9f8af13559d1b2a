/** Command line of the training: folds of a cross-validation by subject, the final weights, and the choice of the decoding. */
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chooseExecutor, gaussian, seededRandom, shuffled, writeSafetensors } from "../../packages/engine/src/index.ts";
import { delineatorTraining, filterLead, trainDelineator } from "../../packages/study/src/index.ts";
import { readLudb } from "./ludbStrips.ts";

export async function runDelineatorTraining(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { ludb: { type: "string" }, fold: { type: "string" }, folds: { type: "string" }, steps: { type: "string" }, out: { type: "string" }, seed: { type: "string" }, widths: { type: "string" } } });
  const seed = Number(values.seed ?? 1);
  const folds = Number(values.folds ?? 4);
  const records = await readLudb(values.ludb ?? "../shared/data/ludb");
  const order = shuffled(records.map((_, i) => i), seededRandom(1)("folds"));
  const heldOut = values.fold === undefined ? null : Number(values.fold);
  const train = records.filter((_, i) => heldOut === null || order.indexOf(i) % folds !== heldOut);
  const executor = await chooseExecutor({ forced: "wasm", threads: 1 });
  const config = { ...delineatorTraining, steps: Number(values.steps ?? delineatorTraining.steps) };
  const widths = values.widths?.split(",").map(Number);
  const randomOf = seededRandom(seed + 1000 * (heldOut ?? 99));
  const noise = [0, 1, 2, 3].map((track) => {
    const random = randomOf(`noise ${track}`);
    // White, and three tracks whose power falls with frequency.
    const samples = new Float64Array(15000);
    let state = 0;
    for (let i = 0; i < samples.length; i++) {
      const value = gaussian(random);
      state = [0, 0.5, 0.8, 0.95][track]! * state + value;
      samples[i] = state;
    }
    const filtered = filterLead(samples, 250);
    const deviation = Math.sqrt(filtered.reduce((sum, value) => sum + value * value, 0) / filtered.length);
    return filtered.map((value) => value / deviation);
  });
  const started = performance.now();
  let sum = 0;
  const { weights, lossHistory } = await trainDelineator({
    executor, strips: train.map(({ strip }) => strip), noise, config, randomOf, ...(widths && { widths }),
    onStep: (step, loss) => {
      sum += loss;
      if ((step + 1) % 50 === 0) {
        console.log(`${step + 1} ${(sum / 50).toFixed(4)} ${((performance.now() - started) / 1000).toFixed(0)} s`);
        sum = 0;
      }
    },
  });
  const out = values.out ?? "/tmp/delineator";
  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/${heldOut === null ? "all" : `fold${heldOut}`}.safetensors`, writeSafetensors(weights, { losses: JSON.stringify(lossHistory) }));
  executor.dispose();
  return 0;
}
