/** How faithfully a map keeps the neighbourhoods of its input. Both measures barely separate t-SNE programs; KL does. */
import { ExplainError, requireCount, requireFinite } from "../explainError.ts";
import { nearestNeighbours } from "./nearestNeighbours.ts";
import type { TsneInput } from "./tsne.ts";

/**
 * Trustworthiness (Venna and Kaski 2001, doi:10.1007/3-540-44668-0_68): 1 when all `neighbourCount` neighbours on the map are
 * neighbours in the input, less for each intruder by how far down the input ranking it comes.
 * @param positions [rowCount × 2]
 * @param neighbourCount below half the number of rows
 */
export function trustworthiness(input: TsneInput, positions: Float64Array, neighbourCount: number): number {
  const { rowCount, columnCount } = input;
  const points = checkedPoints("trustworthiness", input, positions, neighbourCount);
  if (neighbourCount >= rowCount / 2) {
    throw new ExplainError("bad-option", "trustworthiness neighbourCount", `${neighbourCount} is not below half of ${rowCount} rows`, "ask for fewer neighbours");
  }
  const onMap = nearestNeighbours(positions, rowCount, 2, neighbourCount);
  const distances = new Float64Array(rowCount);
  let penalty = 0;
  for (let row = 0; row < rowCount; row++) {
    writeSquaredDistances(points, rowCount, columnCount, row, distances);
    for (let place = row * neighbourCount; place < (row + 1) * neighbourCount; place++) {
      penalty += Math.max(0, inputRank(distances, row, onMap.indices[place]) - neighbourCount);
    }
  }
  return 1 - (2 / (rowCount * neighbourCount * (2 * rowCount - 3 * neighbourCount - 1))) * penalty;
}

/** Preserved neighbours, per point and on average. */
export interface NeighbourPreservation {
  readonly neighbourCount: number;
  /** Share of each row's input neighbours that are also its neighbours on the map: draw it on the map. */
  readonly perRow: Float64Array;
  readonly mean: number;
}

/** Share of the k nearest neighbours in the input that are among the k nearest on the map. */
export function neighbourPreservation(input: TsneInput, positions: Float64Array, neighbourCount: number): NeighbourPreservation {
  const { rowCount, columnCount } = input;
  const points = checkedPoints("neighbourPreservation", input, positions, neighbourCount);
  const inInput = nearestNeighbours(points, rowCount, columnCount, neighbourCount);
  const onMap = nearestNeighbours(positions, rowCount, 2, neighbourCount);
  const perRow = Float64Array.from({ length: rowCount }, (_, row) => {
    const range = [row * neighbourCount, (row + 1) * neighbourCount] as const;
    const wanted = new Set(inInput.indices.subarray(...range));
    return onMap.indices.subarray(...range).reduce((kept, index) => kept + (wanted.has(index) ? 1 : 0), 0) / neighbourCount;
  });
  return { neighbourCount, perRow, mean: perRow.reduce((sum, share) => sum + share, 0) / rowCount };
}

function checkedPoints(place: string, { matrix, rowCount, columnCount }: TsneInput, positions: Float64Array, neighbourCount: number): Float64Array {
  requireCount(`${place} neighbourCount`, neighbourCount, 1);
  requireFinite(`${place} matrix`, matrix, columnCount);
  requireFinite(`${place} positions`, positions, 2);
  if (matrix.length !== rowCount * columnCount || positions.length !== 2 * rowCount) {
    throw new ExplainError("wrong-size", place, `${positions.length / 2} positions for ${rowCount} rows`, "pass the map made from this very matrix");
  }
  return Float64Array.from(matrix);
}

function writeSquaredDistances(points: Float64Array, rowCount: number, columnCount: number, row: number, distances: Float64Array): void {
  for (let other = 0; other < rowCount; other++) {
    let distance = 0;
    for (let column = 0; column < columnCount; column++) distance += (points[row * columnCount + column] - points[other * columnCount + column]) ** 2;
    distances[other] = distance;
  }
}

/** Rank of `other` among the input neighbours of `row`, from 1; ties in the order of the index. */
function inputRank(distances: Float64Array, row: number, other: number): number {
  const distance = distances[other];
  let rank = 1;
  for (let index = 0; index < distances.length; index++) {
    if (index !== row && (distances[index] < distance || (distances[index] === distance && index < other))) rank++;
  }
  return rank;
}
