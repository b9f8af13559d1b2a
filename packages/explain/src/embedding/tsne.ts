/**
 * t-SNE in plain float64: exact neighbours, bisected affinities, gradient descent with momentum and gains.
 * van der Maaten and Hinton 2008 (JMLR 9:2579); initialisation and learning rate after Kobak and Berens 2019,
 * doi:10.1038/s41467-019-13056-x, and Belkina et al. 2019, doi:10.1038/s41467-019-13055-y.
 * The same input, options and generator give the same bits on the same JavaScript engine.
 */
import { ExplainError, requireCount, requireFinite, requireLength } from "../explainError.ts";
import { affinities, type Affinities } from "./affinities.ts";
import { barnesHutRepulsion } from "./barnesHut.ts";
import { neighbourScale, neighbourSearch, type Neighbours } from "./nearestNeighbours.ts";
import { principalComponents } from "./principalComponents.ts";
import { exactRepulsion, type Repulsion } from "./repulsion.ts";
import { klDivergence, writeGradient } from "./tsneObjective.ts";

/** Points to be mapped, row-major [rowCount × columnCount]. */
export interface TsneInput {
  readonly matrix: Float64Array | Float32Array;
  readonly rowCount: number;
  readonly columnCount: number;
}

/** All but the generator have defaults. */
export interface TsneOptions {
  /** Default min(30, (n − 1)/3), with a warning when that is below 30. A larger value than (n − 1)/3 is lowered to it. */
  readonly perplexity?: number;
  /** Default 1000. */
  readonly iterations?: number;
  /** Default 12. */
  readonly earlyExaggeration?: number;
  /** Iterations with exaggeration and momentum 0.5; default 250. */
  readonly exaggerationIterations?: number;
  /** Default max(n/12, 50). */
  readonly learningRate?: number;
  /** Default: exact up to `EXACT_REPULSION_LIMIT` points, then Barnes–Hut. */
  readonly repulsion?: "exact" | "barnesHut";
  /** Barnes–Hut opening angle, above 0 to 0.7; default 0.5. */
  readonly theta?: number;
  /** Inputs with more columns are reduced to this many principal components; default 50. */
  readonly maximumColumnCount?: number;
  /** [rowCount × 2]: start here, as given, instead of at the principal components. Share it between maps to be compared. */
  readonly initialPositions?: Float64Array;
  /** Uniform in [0, 1): breaks the ties of the start (at 1 % of its spread). Record its seed. */
  readonly random: () => number;
}

/** State of a run, for display. */
export interface TsneProgress {
  /** Iterations done. */
  readonly iteration: number;
  readonly iterations: number;
  /** KL divergence of `positions`, without exaggeration; until the last report its normaliser is that of the chosen repulsion. */
  readonly klDivergence: number;
  /** A copy, [rowCount × 2]. */
  readonly positions: Float64Array;
}

/** How a run gives way and reports. */
export interface TsneCallbacks {
  /** Called between pieces of work; reject it to cancel the run. */
  turn(): Promise<void>;
  onProgress?(progress: TsneProgress): void;
  /** Iterations between reports; default 25. The first and the last are always reported. */
  readonly progressEvery?: number;
}

/** The points behind a map, in the coordinates in which their distances were taken. */
export interface TsneReference {
  /** [rowCount × usedColumnCount] centred, reduced rows. */
  readonly points: Float64Array;
  /** Columns of the input. */
  readonly columnCount: number;
  readonly columnMeans: Float64Array;
  /** [usedColumnCount × columnCount] directions of the reduction; null when all columns were used. */
  readonly components: Float64Array | null;
  /** Unit of length: median distance to the 30th neighbour, in input units. */
  readonly scale: number;
}

/** A finished map and everything that made it. */
export interface TsneMap {
  /** [rowCount × 2], centred on 0. */
  readonly positions: Float64Array;
  /** KL divergence at the end, with the exact normaliser whatever the repulsion. */
  readonly klDivergence: number;
  readonly rowCount: number;
  readonly perplexity: number;
  readonly iterations: number;
  readonly learningRate: number;
  readonly repulsion: "exact" | "barnesHut";
  /** Columns after the reduction. */
  readonly usedColumnCount: number;
  /** The mapped points themselves: what `placeInMap` needs to place further ones. */
  readonly reference: TsneReference;
  /** Sentences for the person: lowered perplexity, duplicates. */
  readonly warnings: readonly string[];
}

/** Below this a neighbourhood of a third of the points has no shape. */
export const TSNE_MINIMUM_ROW_COUNT = 5;
/**
 * Points up to which all pairs are summed (Kalium's choice). Measured on one core in Node 20, milliseconds per iteration,
 * all pairs against Barnes–Hut: 0.35 / 0.7 at 500 points, 1.5 / 0.7 at 1000, 3.7 / 1.1 at 1500, 7.5 / 1.9 at 2400. A fixed
 * figure, so that the same input gives the same map on a slow machine and on a fast one.
 */
export const EXACT_REPULSION_LIMIT = 1000;

const DEFAULT_PERPLEXITY = 30;
/** SD of the start along its first axis (literature: Kobak and Berens 2019). */
const INITIAL_STANDARD_DEVIATION = 1e-4;
/** Tie-breaking noise as a share of that SD (Kalium's choice). */
const INITIAL_NOISE_SHARE = 0.01;
const NEIGHBOUR_ROWS_PER_TURN = 256;

/** Maps the rows of a matrix to the plane. */
export async function tsne(input: TsneInput, options: TsneOptions, callbacks: TsneCallbacks): Promise<TsneMap> {
  checkInput(input, options);
  const warnings: string[] = [];
  const perplexity = choosePerplexity(input.rowCount, options.perplexity, warnings);
  await callbacks.turn();
  const points = reduceColumns(input, options.maximumColumnCount ?? 50);
  const neighbours = await findNeighbours(points, input.rowCount, perplexity, callbacks);
  const { scaled, scale } = scaleDistances(neighbours);
  const p = affinities(scaled, Math.min(perplexity, scaled.neighbourCount));
  if (p.unreachedRowCount > 0) {
    warnings.push(`${p.unreachedRowCount} of ${p.rowCount} rows have more equidistant neighbours (mostly exact duplicates) than the perplexity allows for.`);
  }
  const positions = options.initialPositions?.slice() ?? initialPositions(points, input.rowCount, options.random);
  const repulsionName = options.repulsion ?? (input.rowCount <= EXACT_REPULSION_LIMIT ? "exact" : "barnesHut");
  const repulsion = repulsionName === "exact" ? exactRepulsion : barnesHutRepulsion(input.rowCount, options.theta ?? 0.5);
  const learningRate = options.learningRate ?? Math.max(input.rowCount / 12, 50);
  const klAtEnd = await descend(p, positions, repulsion, learningRate, options, callbacks);
  return {
    positions,
    klDivergence: klAtEnd,
    rowCount: input.rowCount,
    perplexity,
    iterations: options.iterations ?? 1000,
    learningRate,
    repulsion: repulsionName,
    usedColumnCount: points.columnCount,
    reference: { points: points.matrix, columnCount: input.columnCount, columnMeans: points.columnMeans, components: points.components, scale },
    warnings,
  };
}

/** The affinities that `tsne` would use: what a judge of finished maps needs. */
export function tsneAffinities(input: TsneInput, perplexity: number): Affinities {
  checkInput(input, {});
  const search = neighbourSearch(Float64Array.from(input.matrix), input.rowCount, input.columnCount, neighbourCountFor(perplexity, input.rowCount));
  search.searchRows(0, input.rowCount);
  return affinities(scaleDistances(search.neighbours).scaled, perplexity);
}

function checkInput({ matrix, rowCount, columnCount }: TsneInput, options: Partial<TsneOptions>): void {
  requireCount("tsne columnCount", columnCount, 1);
  requireLength("tsne matrix", matrix.length, rowCount * columnCount);
  requireFinite("tsne matrix", matrix, columnCount);
  if (rowCount < TSNE_MINIMUM_ROW_COUNT) {
    throw new ExplainError("too-few-rows", "tsne", `${rowCount} rows cannot be mapped, at least ${TSNE_MINIMUM_ROW_COUNT} are needed`, "bring more beats, or look at them one by one");
  }
  requireCount("tsne iterations", options.iterations ?? 1000, 1);
  requireCount("tsne exaggerationIterations", options.exaggerationIterations ?? 250, 0);
  requireCount("tsne maximumColumnCount", options.maximumColumnCount ?? 50, 1);
  requirePositive("tsne learningRate", options.learningRate);
  requirePositive("tsne earlyExaggeration", options.earlyExaggeration);
  requirePositive("tsne perplexity", options.perplexity);
  if (options.perplexity !== undefined && options.perplexity < 1) {
    throw new ExplainError("bad-option", "tsne perplexity", `is ${options.perplexity}, expected at least 1`, "choose a value from 5 to 50");
  }
  const theta = options.theta ?? 0.5;
  // From 0.71 on a cell could count as far from a point inside it.
  if (!(theta > 0 && theta <= 0.7)) throw new ExplainError("bad-option", "tsne theta", `is ${theta}, expected above 0 to 0.7`, "leave it at 0.5, or ask for the exact repulsion");
  if (options.initialPositions !== undefined) {
    requireLength("tsne initialPositions", options.initialPositions.length, 2 * rowCount);
    requireFinite("tsne initialPositions", options.initialPositions, 2);
  }
}

function requirePositive(place: string, value: number | undefined): void {
  if (value !== undefined && !(value > 0 && value < Infinity)) {
    throw new ExplainError("bad-option", place, `is ${value}, expected a positive number`, "leave it out for the default");
  }
}

function choosePerplexity(rowCount: number, wanted: number | undefined, warnings: string[]): number {
  const largest = (rowCount - 1) / 3;
  const perplexity = Math.min(wanted ?? DEFAULT_PERPLEXITY, largest);
  if (perplexity < (wanted ?? DEFAULT_PERPLEXITY)) {
    warnings.push(`Perplexity lowered from ${wanted ?? DEFAULT_PERPLEXITY} to ${perplexity.toFixed(1)}, a third of the ${rowCount} points; read small maps with care.`);
  }
  return perplexity;
}

function neighbourCountFor(perplexity: number, rowCount: number): number {
  return Math.max(2, Math.min(rowCount - 1, Math.floor(3 * perplexity)));
}

interface Points {
  readonly matrix: Float64Array;
  readonly columnCount: number;
  readonly columnMeans: Float64Array;
  readonly components: Float64Array | null;
  /** Scores on the first two components, [rowCount × 2]; the second is 0 for one-dimensional data. */
  readonly plane: Float64Array;
}

/** Centres the points and drops all but the leading components of wide inputs. */
function reduceColumns({ matrix, rowCount, columnCount }: TsneInput, maximumColumnCount: number): Points {
  const wide = columnCount > maximumColumnCount;
  const components = principalComponents(matrix, rowCount, columnCount, wide ? maximumColumnCount : Math.min(2, columnCount));
  const plane = new Float64Array(2 * rowCount);
  for (let row = 0; row < rowCount; row++) {
    for (let axis = 0; axis < Math.min(2, components.componentCount); axis++) {
      plane[2 * row + axis] = components.scores[row * components.componentCount + axis];
    }
  }
  const { columnMeans } = components;
  if (wide) return { matrix: components.scores, columnCount: components.componentCount, columnMeans, components: components.components, plane };
  // Centring costs nothing and keeps the distances of far-off data from losing digits.
  const centred = Float64Array.from(matrix, (value, index) => value - columnMeans[index % columnCount]);
  return { matrix: centred, columnCount, columnMeans, components: null, plane };
}

async function findNeighbours(points: Points, rowCount: number, perplexity: number, callbacks: TsneCallbacks): Promise<Neighbours> {
  const search = neighbourSearch(points.matrix, rowCount, points.columnCount, neighbourCountFor(perplexity, rowCount));
  for (let row = 0; row < rowCount; row += NEIGHBOUR_ROWS_PER_TURN) {
    await callbacks.turn();
    search.searchRows(row, Math.min(row + NEIGHBOUR_ROWS_PER_TURN, rowCount));
  }
  return search.neighbours;
}

/**
 * Divides distances by their own scale and rounds them to float32: neither the unit of the features nor the rounding noise
 * that comes with another unit can then change the map, which a thousand chaotic iterations would otherwise magnify.
 */
function scaleDistances(neighbours: Neighbours): { readonly scaled: Neighbours; readonly scale: number } {
  const scale = neighbourScale(neighbours);
  if (scale === 0) {
    throw new ExplainError("no-spread", "tsne matrix", "every row has only exact duplicates among its neighbours", "remove duplicates, or check that the features were really computed");
  }
  const squared = scale * scale;
  return { scaled: { ...neighbours, squaredDistances: neighbours.squaredDistances.map((distance) => Math.fround(distance / squared)) }, scale };
}

function initialPositions({ plane }: Points, rowCount: number, random: () => number): Float64Array {
  let squares = 0;
  for (let row = 0; row < rowCount; row++) squares += plane[2 * row] ** 2;
  const factor = INITIAL_STANDARD_DEVIATION / Math.sqrt(squares / rowCount);
  const noise = INITIAL_STANDARD_DEVIATION * INITIAL_NOISE_SHARE * Math.sqrt(12);
  return plane.map((score) => Math.fround(score * factor) + noise * (random() - 0.5));
}

/** Gradient descent with momentum and per-coordinate gains, in place; returns the last KL divergence. */
async function descend(
  p: Affinities,
  positions: Float64Array,
  repulsion: Repulsion,
  learningRate: number,
  options: TsneOptions,
  callbacks: TsneCallbacks,
): Promise<number> {
  const iterations = options.iterations ?? 1000;
  const exaggerationIterations = options.exaggerationIterations ?? 250;
  const progressEvery = callbacks.progressEvery ?? 25;
  const forces = new Float64Array(positions.length);
  const gradient = new Float64Array(positions.length);
  const velocity = new Float64Array(positions.length);
  const gains = new Float64Array(positions.length).fill(1);
  let divergence = NaN;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    await callbacks.turn();
    const early = iteration <= exaggerationIterations;
    writeGradient(p, positions, early ? (options.earlyExaggeration ?? 12) : 1, repulsion, forces, gradient);
    const momentum = early ? 0.5 : 0.8;
    for (let index = 0; index < positions.length; index++) {
      gains[index] = Math.max(gradient[index] * velocity[index] < 0 ? gains[index] + 0.2 : gains[index] * 0.8, 0.01);
      velocity[index] = momentum * velocity[index] - learningRate * gains[index] * gradient[index];
      positions[index] += velocity[index];
    }
    centre(positions);
    if (iteration === 1 || iteration === iterations || iteration % progressEvery === 0) {
      // The tree's normaliser is off by up to 1 %, too much for a figure that is compared between runs.
      const judge = iteration === iterations ? exactRepulsion : repulsion;
      divergence = klDivergence(p, positions, judge(positions, forces));
      if (!Number.isFinite(divergence)) {
        throw new ExplainError("diverged", "tsne", `positions overflowed at iteration ${iteration}`, `lower the learning rate of ${learningRate}`);
      }
      callbacks.onProgress?.({ iteration, iterations, klDivergence: divergence, positions: positions.slice() });
    }
  }
  return divergence;
}

function centre(positions: Float64Array): void {
  const pointCount = positions.length / 2;
  for (const axis of [0, 1]) {
    let mean = 0;
    for (let point = 0; point < pointCount; point++) mean += positions[2 * point + axis] / pointCount;
    for (let point = 0; point < pointCount; point++) positions[2 * point + axis] -= mean;
  }
}
