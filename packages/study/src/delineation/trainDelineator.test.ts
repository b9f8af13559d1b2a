import { chooseExecutor, seededRandom, type Executor } from "@kalium/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { analyticStrip } from "./analyticStrip.fixture.ts";
import { compileDelineationNetwork, createNetworkDelineator } from "./networkDelineator.ts";
import { trainDelineator, type DelineatorTrainingResult } from "./trainDelineator.ts";

const randomOf = seededRandom(4);
const shape = { widths: [6, 8, 8, 8, 8], kernelSizes: [5, 5, 3, 3, 3] };
const config = { steps: 200, batchSize: 8, learningRate: 0.01, warmupSteps: 5, averageDecay: 0.8, windowSamples: 512 };
const strips = [0, 1, 2].map((index) => analyticStrip(`train ${index}`, randomOf(`strip ${index}`)));
let executor: Executor;
let trained: DelineatorTrainingResult;

beforeAll(async () => {
  executor = await chooseExecutor({ forced: "wasm", threads: 1 });
  trained = await trainDelineator({ executor, strips, noise: [], config, ...shape, randomOf });
});
afterAll(() => executor.dispose());

test("the loss falls, and the same seed gives the same weights", async () => {
  expect(trained.lossHistory.at(-1)).toBeLessThan(0.4 * trained.lossHistory[0]!);
  const [first, again] = await Promise.all([1, 2].map(() => trainDelineator({ executor, strips, noise: [], config: { ...config, steps: 3 }, ...shape, randomOf })));
  expect(again).toEqual(first);
});

test("a few steps on waves with exact boundaries find those of a strip that was not trained on, to 30 ms", async () => {
  const strip = analyticStrip("held out", randomOf("held out"));
  const model = await compileDelineationNetwork(executor, trained.weights, shape);
  const leads = strip.samplesMillivolt.map((samplesMillivolt, lead) => ({ name: `L${lead + 1}`, samplesMillivolt }));
  const { leads: marked, global } = await createNetworkDelineator(model).delineate(leads, 500, { sampleIndices: Int32Array.from(strip.complexes), confidence: new Float32Array(strip.complexes.length).fill(1) });
  expect(global).toHaveLength(strip.complexes.length);
  let count = 0;
  marked.forEach(({ beats }, lead) =>
    beats.slice(1, -1).forEach((beat) => {
      for (const kind of ["p", "qrs", "t"] as const) {
        const truth = strip.leads[lead]!.waves.filter((wave) => wave.kind === kind)[beat.detection]!;
        expect(beat[kind], `${kind} of beat ${beat.detection}`).not.toBeNull();
        expect(Math.abs(beat[kind]!.onset - truth.onset!)).toBeLessThan(15);
        expect(Math.abs(beat[kind]!.offset - truth.offset!)).toBeLessThan(15);
        count += 1;
      }
      expect(beat.u).toBeNull();
    }),
  );
  expect(count).toBeGreaterThan(50);
  model.dispose();
});
