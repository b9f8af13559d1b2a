import { afterEach, describe, expect, it } from "vitest";
import type { CompiledModel } from "@kalium/engine";
import { BEAT_LENGTH, burstBeats, MAPPED_NODE, rowsOfClass, T_WINDOW, trainBurstNet } from "../plantedBurst.fixture.ts";
import { explainBeat, explainBeats } from "./explainBeat.ts";
import type { CamMethod } from "./rawMaps.ts";
import { displayMap } from "./displayMap.ts";
import { segmentShares } from "./segmentShares.ts";

const { beats, labels } = burstBeats(60, 99);
const bursts = rowsOfClass(beats, labels, 1);
const LENGTH_SHARE = (T_WINDOW.end - T_WINDOW.start) / BEAT_LENGTH;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function shareInWindow(maps: readonly Float64Array[]): number {
  return mean(maps.map((map) => segmentShares(map, [T_WINDOW])[0].share).filter((share) => share !== null));
}

async function displayedMaps(model: CompiledModel, method: CamMethod, node = MAPPED_NODE): Promise<readonly Float64Array[]> {
  const { explanations } = await explainBeats(model, bursts, bursts.length / BEAT_LENGTH, { node, classIndex: 1, method });
  return explanations.map(({ display }) => display.values);
}

describe("a burst planted in T", () => {
  const models: CompiledModel[] = [];
  afterEach(() => models.splice(0).forEach((model) => model.dispose()));

  it("holds at least 0.8 of Grad-CAM and HiResCAM, mean of three networks, and loses them when the map is rolled by 40 samples or cut to 4 cells", async () => {
    const shares = { gradCam: [] as number[], hiResCam: [] as number[], rolled: [] as number[], coarse: [] as number[] };
    for (const seed of [1, 2, 3]) {
      const model = await trainBurstNet(seed);
      models.push(model);
      const logits = (await model.predict(beats, 60)).logits;
      const right = Array.from(labels).filter((label, row) => (logits[2 * row + 1] > logits[2 * row] ? 1 : 0) === label).length;
      expect(right / 60).toBeGreaterThan(0.95);
      const maps = await displayedMaps(model, "gradCam");
      shares.gradCam.push(shareInWindow(maps));
      shares.hiResCam.push(shareInWindow(await displayedMaps(model, "hiResCam")));
      shares.rolled.push(shareInWindow(maps.map((map) => map.map((_, sample) => map[(sample + 40) % BEAT_LENGTH]))));
      shares.coarse.push(shareInWindow(maps.map(fourCells)));
    }
    console.info(Object.entries(shares).map(([name, values]) => `${name} ${values.map((share) => share.toFixed(2)).join(" ")}`).join("; "));
    expect(mean(shares.gradCam)).toBeGreaterThanOrEqual(0.8);
    expect(mean(shares.hiResCam)).toBeGreaterThanOrEqual(0.8);
    expect(mean(shares.rolled)).toBeLessThan(0.8);
    expect(mean(shares.coarse)).toBeLessThan(0.8);
  }, 180_000);

  it("draws no map of networks trained on shuffled labels beyond chance, mean of six", async () => {
    const shares: number[] = [];
    for (let seed = 11; seed <= 16; seed++) {
      const model = await trainBurstNet(seed, { shuffled: true, stepCount: 200 });
      models.push(model);
      shares.push(shareInWindow(await displayedMaps(model, "gradCam")));
    }
    console.info(`shuffled labels: ${shares.map((share) => share.toFixed(2)).join(" ")}, chance ${LENGTH_SHARE.toFixed(2)}`);
    expect(mean(shares)).toBeLessThan(LENGTH_SHARE + 0.05);
  }, 180_000);

  it("sums HiResCAM to the logit less its bias, and equals Grad-CAM, at the layer under the global average", async () => {
    const model = await trainBurstNet(1, { stepCount: 40 });
    models.push(model);
    const bias = (await model.getWeights())["logits.bias"].data;
    const beat = bursts.slice(0, BEAT_LENGTH);
    for (const classIndex of [0, 1]) {
      const hiRes = await explainBeat(model, beat, { node: MAPPED_NODE, classIndex, method: "hiResCam" });
      const grad = await explainBeat(model, beat, { node: MAPPED_NODE, classIndex, method: "gradCam" });
      const sum = hiRes.rawMap.reduce((total, value) => total + value, 0);
      expect(Math.abs(sum - (hiRes.logits[classIndex] - bias[classIndex]))).toBeLessThan(1e-4 * (1 + Math.abs(sum)));
      hiRes.rawMap.forEach((value, cell) => expect(value).toBeCloseTo(grad.rawMap[cell], 5));
    }
  });
});

/** The same map seen through four cells of 0.24 s, which is what the last layer of a deep network offers. */
function fourCells(map: Float64Array): Float64Array {
  const cells = Float64Array.from({ length: 4 }, (_, cell) => mean(Array.from(map.subarray(cell * 30, (cell + 1) * 30))));
  return displayMap(cells, BEAT_LENGTH).values;
}
