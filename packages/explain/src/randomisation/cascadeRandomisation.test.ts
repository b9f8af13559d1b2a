import { initializeWeights, seededRandom, type CompiledModel, type Weights } from "@kalium/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BEAT_LENGTH, burstBeats, burstNet, MAPPED_NODE, rowsOfClass, trainBurstNet } from "../plantedBurst.fixture.ts";
import { cascadeRandomisation } from "./cascadeRandomisation.ts";

const graph = burstNet();
const { beats, labels } = burstBeats(120, 99);
const bursts = rowsOfClass(beats, labels, 1);
const beatCount = bursts.length / BEAT_LENGTH;
const map = { node: MAPPED_NODE, classIndex: 1 } as const;

describe("cascadeRandomisation of a trained network", () => {
  let model: CompiledModel;
  let trained: Weights;

  beforeAll(async () => {
    model = await trainBurstNet(3, { stepCount: 300 });
    trained = await model.getWeights();
  }, 120_000);

  afterAll(() => model.dispose());

  it("clears Grad-CAM over five randomisations and puts the trained weights back", async () => {
    let seed = 500;
    const result = await cascadeRandomisation(model, bursts, beatCount, {
      ...map,
      freshWeights: () => initializeWeights(graph, seededRandom(seed++)),
      turn: () => Promise.resolve(),
    });
    expect(result.steps.map(({ node }) => node)).toEqual(["logits", "norm2", "conv2", "norm1", "conv1", "norm0", "conv0"]);
    const last = result.steps[6];
    console.info(`full randomisation: Spearman ${last.spearman?.toFixed(2)}, of absolute maps ${last.absoluteSpearman?.toFixed(2)}`);
    expect(result).toMatchObject({ flagged: false, beatCount: 60, repeatCount: 5 });
    expect(Math.abs(last.spearman!)).toBeLessThan(0.5);
    expect(await model.getWeights()).toEqual(trained);
  }, 120_000);

  it("flags a map that the weights do not change", async () => {
    const result = await cascadeRandomisation(model, bursts, beatCount, { ...map, repeatCount: 1, freshWeights: () => trained, turn: () => Promise.resolve() });
    expect(result.flagged).toBe(true);
    expect(result.verdict).toMatch(/not what the model learnt/);
  }, 120_000);

  it("puts the weights back when it is cancelled half-way", async () => {
    let turns = 0;
    const attempt = cascadeRandomisation(model, bursts, beatCount, {
      ...map,
      freshWeights: () => initializeWeights(graph, seededRandom(1)),
      turn: () => (++turns > 2 ? Promise.reject(new Error("cancelled")) : Promise.resolve()),
    });
    await expect(attempt).rejects.toThrow("cancelled");
    expect(await model.getWeights()).toEqual(trained);
  }, 120_000);
});
