/**
 * Places new points into a finished t-SNE map without moving the old ones: each new point minimises its own divergence
 * KL(p_i‖q_i) against the frozen points (in the manner of Poličar et al. 2023, doi:10.1007/s10994-021-06043-1). New points do not
 * see each other, so their order and number change nothing, and nothing is random.
 */
import { ExplainError, requireFinite, requireLength } from "../explainError.ts";
import { fitRow } from "./affinities.ts";
import type { TsneInput, TsneMap } from "./tsne.ts";

/** Steps of descent for one point; most need fewer than 30 (Kalium's choice). */
const MAXIMUM_STEPS = 100;
/** Share of the map's radius below which a step ends the descent (Kalium's choice). */
const STEP_TOLERANCE = 1e-5;

/** Where the new points lie and how well they belong. */
export interface PlacedPoints {
  /** [rowCount × 2] in the frame of the map. */
  readonly positions: Float64Array;
  /**
   * Distance of each new point to its nearest old one, in units of the map's neighbour scale. Well above 1 means that the
   * beat resembles none of those mapped, and its place says nothing.
   */
  readonly nearestDistances: Float64Array;
}

/**
 * @param map a map by `tsne`; left unchanged
 * @param input new rows with the columns of the map's input
 * @throws ExplainError NaN, other number of columns
 */
export function placeInMap(map: TsneMap, input: TsneInput): PlacedPoints {
  const { rowCount, columnCount } = input;
  if (columnCount !== map.reference.columnCount) {
    throw new ExplainError("wrong-size", "placeInMap input", `${columnCount} columns, the map was made from ${map.reference.columnCount}`, "use the features of the same layer of the same network");
  }
  requireLength("placeInMap matrix", input.matrix.length, rowCount * columnCount);
  requireFinite("placeInMap matrix", input.matrix, columnCount);
  const positions = new Float64Array(2 * rowCount);
  const nearestDistances = new Float64Array(rowCount);
  const radius = Math.sqrt(map.positions.reduce((sum, value) => sum + value * value, 0) / map.rowCount);
  for (let row = 0; row < rowCount; row++) {
    const attraction = attractionOf(map, reduceRow(map, input, row));
    nearestDistances[row] = attraction.nearestDistance;
    // The middle of the neighbours can lie between two clusters, the nearest neighbour in a lesser one: keep the better.
    const ends = [attraction.middle, attraction.nearest].map((start) => settle(map, attraction, start, radius));
    const best = ends[1].divergence < ends[0].divergence ? ends[1] : ends[0];
    positions.set([best.x, best.y], 2 * row);
  }
  return { positions, nearestDistances };
}

interface Attraction {
  readonly indices: Int32Array;
  readonly probabilities: Float64Array;
  readonly nearestDistance: number;
  readonly nearest: readonly [number, number];
  readonly middle: readonly [number, number];
}

/** The new row in the coordinates of the mapped points. */
function reduceRow({ reference, usedColumnCount }: TsneMap, { matrix, columnCount }: TsneInput, row: number): Float64Array {
  const centred = Float64Array.from({ length: columnCount }, (_, column) => matrix[row * columnCount + column] - reference.columnMeans[column]);
  const { components } = reference;
  if (components === null) return centred;
  return Float64Array.from({ length: usedColumnCount }, (_, component) =>
    centred.reduce((sum, value, column) => sum + value * components[component * columnCount + column], 0),
  );
}

function attractionOf(map: TsneMap, point: Float64Array): Attraction {
  const { points, scale } = map.reference;
  const width = map.usedColumnCount;
  const distances = Float64Array.from({ length: map.rowCount }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < width; column++) sum += (point[column] - points[row * width + column]) ** 2;
    return sum / scale ** 2;
  });
  const neighbourCount = Math.max(2, Math.min(map.rowCount, Math.floor(3 * map.perplexity)));
  const indices = Int32Array.from(distances.keys())
    .sort((left, right) => distances[left] - distances[right] || left - right)
    .slice(0, neighbourCount);
  const probabilities = new Float64Array(neighbourCount);
  fitRow(Float64Array.from(indices, (index) => distances[index]), Math.log(Math.min(map.perplexity, neighbourCount)), probabilities);
  const middle: [number, number] = [0, 0];
  indices.forEach((index, place) => {
    middle[0] += probabilities[place] * map.positions[2 * index];
    middle[1] += probabilities[place] * map.positions[2 * index + 1];
  });
  const nearest = [map.positions[2 * indices[0]], map.positions[2 * indices[0] + 1]] as const;
  return { indices, probabilities, nearestDistance: Math.sqrt(distances[indices[0]]), nearest, middle };
}

/** Descends with a step that grows while the divergence falls and shrinks when it would rise. */
function settle(map: TsneMap, attraction: Attraction, start: readonly [number, number], radius: number) {
  let here = evaluate(map.positions, attraction, start[0], start[1]);
  let step = 1;
  for (let count = 0; count < MAXIMUM_STEPS; count++) {
    const next = evaluate(map.positions, attraction, here.x - step * here.slopeX, here.y - step * here.slopeY);
    if (next.divergence < here.divergence) {
      const moved = Math.hypot(next.x - here.x, next.y - here.y);
      here = next;
      step *= 1.5;
      if (moved < STEP_TOLERANCE * radius) break;
    } else {
      step /= 3;
      if (step * Math.hypot(here.slopeX, here.slopeY) < STEP_TOLERANCE * radius) break;
    }
  }
  return here;
}

/** Divergence (up to the constant Σ p·ln p) and slope of one free point among frozen ones. */
function evaluate(frozen: Float64Array, { indices, probabilities }: Attraction, x: number, y: number) {
  let normaliser = 0;
  let repelX = 0;
  let repelY = 0;
  for (let index = 0; index < frozen.length; index += 2) {
    const dx = x - frozen[index];
    const dy = y - frozen[index + 1];
    const kernel = 1 / (1 + dx * dx + dy * dy);
    normaliser += kernel;
    repelX += kernel * kernel * dx;
    repelY += kernel * kernel * dy;
  }
  let divergence = Math.log(normaliser);
  let slopeX = (-2 * repelX) / normaliser;
  let slopeY = (-2 * repelY) / normaliser;
  for (let place = 0; place < indices.length; place++) {
    const dx = x - frozen[2 * indices[place]];
    const dy = y - frozen[2 * indices[place] + 1];
    const apart = 1 + dx * dx + dy * dy;
    divergence += probabilities[place] * Math.log(apart);
    slopeX += (2 * probabilities[place] * dx) / apart;
    slopeY += (2 * probabilities[place] * dy) / apart;
  }
  return { x, y, divergence, slopeX, slopeY };
}
