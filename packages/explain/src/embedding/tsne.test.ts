import { readFileSync } from "node:fs";
import golden from "../../../../tests/golden/explain/embedding.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { ExplainError } from "../explainError.ts";
import { neighbourPreservation, trustworthiness } from "./mapQuality.ts";
import { tsne, tsneAffinities, type TsneCallbacks, type TsneInput, type TsneProgress } from "./tsne.ts";
import { tsneObjective } from "./tsneObjective.ts";

const folder = new URL("../../../../tests/golden/explain/", import.meta.url);
const quietly: TsneCallbacks = { turn: () => Promise.resolve(), progressEvery: 1000 };

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function goldenInput(name: "digits" | "beats"): TsneInput {
  const { rowCount, columnCount } = golden[name];
  return { matrix: Float64Array.from(readFileSync(new URL(`${name}.bin`, folder))), rowCount, columnCount };
}

function goldenMap(name: "digits" | "beats"): Float64Array {
  const bytes = readFileSync(new URL(`${name}.map.bin`, folder));
  return Float64Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Clusters of equal size around corners of a simplex. */
function clusters(clusterCount: number, each: number, columnCount: number, seed = 5): TsneInput {
  const random = seeded(seed);
  const matrix = Float64Array.from({ length: clusterCount * each * columnCount }, (_, index) => {
    const cluster = Math.floor(index / columnCount / each);
    return random() - 0.5 + (index % columnCount === cluster ? 4 : 0);
  });
  return { matrix, rowCount: clusterCount * each, columnCount };
}

describe.each(["digits", "beats"] as const)("the judge on %s", (name) => {
  const input = goldenInput(name);
  const p = tsneAffinities(input, 30);

  it("gives scikit-learn's map the divergence that numpy computed", () => {
    expect(Math.abs(tsneObjective(p, goldenMap(name)).klDivergence / golden[name].judgedMap.klDivergence - 1)).toBeLessThan(1e-6);
  });

  it("gives scikit-learn's map the trustworthiness and preserved neighbours of the reference", () => {
    expect(trustworthiness(input, goldenMap(name), 12)).toBeCloseTo(golden[name].judgedMap.trustworthiness12, 6);
    expect(neighbourPreservation(input, goldenMap(name), 10).mean).toBeCloseTo(golden[name].judgedMap.preservedOf10, 4);
  });
});

describe("tsne against scikit-learn's Barnes–Hut under one judge", () => {
  const reference = (name: "digits" | "beats") => mean(golden[name].barnesHut.map(({ klDivergence }) => klDivergence));

  async function judge(name: "digits" | "beats", repulsion: "exact" | "barnesHut", seeds: readonly number[]) {
    const input = goldenInput(name);
    const p = tsneAffinities(input, 30);
    const divergences: number[] = [];
    for (const seed of seeds) {
      const map = await tsne(input, { repulsion, maximumColumnCount: input.columnCount, random: seeded(seed) }, quietly);
      divergences.push(tsneObjective(p, map.positions).klDivergence);
      expect(map.klDivergence).toBeCloseTo(divergences[divergences.length - 1], 10);
      expect(trustworthiness(input, map.positions, 12)).toBeGreaterThanOrEqual(golden[name].judgedMap.trustworthiness12 - 0.005);
      expect(neighbourPreservation(input, map.positions, 10).mean).toBeGreaterThanOrEqual(golden[name].judgedMap.preservedOf10 - 0.01);
    }
    const change = mean(divergences) / reference(name) - 1;
    console.info(`${name}, ${repulsion}: KL ${mean(divergences).toFixed(4)}, ${(100 * change).toFixed(1)} % against scikit-learn`);
    return change;
  }

  it("is no worse with all pairs on the digits, mean of two seeds", async () => {
    expect(await judge("digits", "exact", [1, 2])).toBeLessThanOrEqual(0);
  }, 180_000);

  it("is at most 2 % worse with Barnes–Hut on both data sets, mean of two seeds", async () => {
    expect(await judge("digits", "barnesHut", [1, 2])).toBeLessThanOrEqual(0.02);
    expect(await judge("beats", "barnesHut", [1, 2])).toBeLessThanOrEqual(0.02);
  }, 180_000);

  it("fails that gate when the run is cut to 60 iterations", async () => {
    const input = goldenInput("digits");
    const map = await tsne(input, { iterations: 60, maximumColumnCount: 64, random: seeded(1) }, quietly);
    expect(map.klDivergence / reference("digits") - 1).toBeGreaterThan(0.02);
  });
});

describe("tsne", () => {
  it("maps 1600 points of 256 features within 15 s of one core", async () => {
    const before = process.cpuUsage();
    const map = await tsne(clusters(8, 200, 256), { random: seeded(1) }, quietly);
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    console.info(`1600 × 256, 1000 iterations, ${map.repulsion}: ${seconds.toFixed(1)} s of processor time`);
    expect(map.usedColumnCount).toBe(50);
    expect(seconds).toBeLessThan(15);
  });

  it("keeps planted clusters together: every nearest neighbour on the map is of the same cluster", async () => {
    const input = clusters(4, 40, 10);
    const { positions, warnings } = await tsne(input, { random: seeded(3) }, quietly);
    expect(warnings).toEqual([]);
    for (let row = 0; row < 160; row++) {
      let nearest = -1;
      let least = Infinity;
      for (let other = 0; other < 160; other++) {
        const distance = Math.hypot(positions[2 * row] - positions[2 * other], positions[2 * row + 1] - positions[2 * other + 1]);
        if (other !== row && distance < least) [least, nearest] = [distance, other];
      }
      expect(Math.floor(nearest / 40)).toBe(Math.floor(row / 40));
    }
  });

  it("gives the same bits for the same seed and other bits for another", async () => {
    const input = clusters(3, 30, 8);
    const run = async (seed: number, repulsion: "exact" | "barnesHut") => (await tsne(input, { iterations: 300, repulsion, random: seeded(seed) }, quietly)).positions;
    for (const repulsion of ["exact", "barnesHut"] as const) {
      expect(await run(1, repulsion)).toEqual(await run(1, repulsion));
      expect(await run(1, repulsion)).not.toEqual(await run(2, repulsion));
    }
  });

  it("does not depend on the unit or the origin of the features", async () => {
    const input = clusters(5, 40, 12);
    const divergence = async (change: (value: number) => number) =>
      (await tsne({ ...input, matrix: Float64Array.from(input.matrix, change) }, { random: seeded(4) }, quietly)).klDivergence;
    const reference = await divergence((value) => value);
    for (const factor of [1e-6, 1e-3, 1e3, 1e6]) expect(Math.abs((await divergence((value) => value * factor)) / reference - 1)).toBeLessThan(0.005);
    expect(Math.abs((await divergence((value) => value + 1000)) / reference - 1)).toBeLessThan(0.005);
  });

  it("starts where it is told, so that two maps can share their beginning", async () => {
    const input = clusters(3, 20, 6);
    // Points on a circle are centred already; a learning rate of next to nothing leaves them there.
    const initialPositions = Float64Array.from({ length: 120 }, (_, index) => Math.cos((Math.PI * (index >> 1)) / 30 - (index % 2) * (Math.PI / 2)));
    const never = () => {
      throw new Error("the generator is not needed");
    };
    const { positions } = await tsne(input, { initialPositions, iterations: 2, learningRate: 1e-12, random: never }, quietly);
    positions.forEach((value, index) => expect(value).toBeCloseTo(initialPositions[index], 9));
    expect(positions.buffer).not.toBe(initialPositions.buffer);
  });

  it("reports a falling divergence with copies of the positions", async () => {
    const reports: TsneProgress[] = [];
    await tsne(clusters(3, 30, 8), { random: seeded(1) }, { turn: quietly.turn, progressEvery: 100, onProgress: (progress) => reports.push(progress) });
    expect(reports.map(({ iteration }) => iteration)).toEqual([1, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(reports[10].klDivergence).toBeLessThan(reports[0].klDivergence / 2);
    expect(reports[0].positions.buffer).not.toBe(reports[1].positions.buffer);
  });

  it("stops as soon as a turn is refused", async () => {
    let turns = 0;
    const cancelled = new Error("cancelled");
    const turn = () => (++turns > 20 ? Promise.reject(cancelled) : Promise.resolve());
    await expect(tsne(clusters(3, 30, 8), { random: seeded(1) }, { turn })).rejects.toBe(cancelled);
    expect(turns).toBe(21);
  });

  it("lowers the perplexity of small sets and says so", async () => {
    const { perplexity, warnings } = await tsne(clusters(2, 5, 4), { iterations: 50, random: seeded(1) }, quietly);
    expect(perplexity).toBe(3);
    expect(warnings[0]).toMatch(/lowered from 30 to 3\.0/);
  });

  it("draws a finite map of the smallest set, of duplicates, of constant columns and of a line", async () => {
    const random = seeded(9);
    const crowded = Float64Array.from({ length: 300 }, (_, index) => (index < 240 ? index % 3 : random()));
    const inputs: TsneInput[] = [
      clusters(1, 5, 3),
      { matrix: crowded, rowCount: 100, columnCount: 3 },
      { matrix: Float64Array.from({ length: 200 }, (_, index) => (index % 4 === 0 ? random() : 7)), rowCount: 50, columnCount: 4 },
      { matrix: Float32Array.from({ length: 60 }, (_, index) => index), rowCount: 60, columnCount: 1 },
    ];
    for (const input of inputs) {
      for (const repulsion of ["exact", "barnesHut"] as const) {
        const map = await tsne(input, { repulsion, random: seeded(1) }, quietly);
        expect(map.positions.every(Number.isFinite)).toBe(true);
        expect(map.klDivergence).toBeGreaterThanOrEqual(-1e-9);
      }
    }
    expect((await tsne(inputs[1], { random: seeded(1) }, quietly)).warnings.join()).toMatch(/duplicates/);
  });

  it("answers bad input with a typed error that names the place", async () => {
    const fine = clusters(2, 10, 4);
    const broken = fine.matrix.slice();
    broken[9] = NaN;
    const attempt = (input: TsneInput, options = {}) => tsne(input, { random: seeded(1), ...options }, quietly);
    await expect(attempt({ ...fine, matrix: broken })).rejects.toThrow(/row 2, column 1 is NaN/);
    await expect(attempt({ matrix: new Float64Array(16), rowCount: 4, columnCount: 4 })).rejects.toMatchObject({ code: "too-few-rows" });
    await expect(attempt({ ...fine, matrix: fine.matrix.slice().fill(0.1) })).rejects.toMatchObject({ code: "no-spread" });
    await expect(attempt({ ...fine, rowCount: 21 })).rejects.toMatchObject({ code: "wrong-size" });
    await expect(attempt(fine, { theta: 0.9 })).rejects.toMatchObject({ code: "bad-option" });
    await expect(attempt(fine, { perplexity: 0.5 })).rejects.toMatchObject({ code: "bad-option" });
    await expect(attempt(fine, { learningRate: 1e300 })).rejects.toBeInstanceOf(ExplainError);
  });
});
