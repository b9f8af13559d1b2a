/** Exact k nearest neighbours by Euclidean distance. */
import { ExplainError, requireCount, requireLength } from "../explainError.ts";

/** The neighbours of every row, nearest first; equal distances in the order of the row index. */
export interface Neighbours {
  readonly rowCount: number;
  readonly neighbourCount: number;
  /** [rowCount × neighbourCount] row indices. */
  readonly indices: Int32Array;
  /** [rowCount × neighbourCount] squared distances. */
  readonly squaredDistances: Float64Array;
}

/**
 * Neighbours of every row among the other rows. A row is left out of its own list by its index, not by a zero distance,
 * so that exact duplicates stay neighbours of each other.
 * @param points row-major [rowCount × columnCount], finite
 */
export function nearestNeighbours(points: Float64Array, rowCount: number, columnCount: number, neighbourCount: number): Neighbours {
  const search = neighbourSearch(points, rowCount, columnCount, neighbourCount);
  search.searchRows(0, rowCount);
  return search.neighbours;
}

/** The same search in pieces, so that a long one can give way to other work between them. */
export interface NeighbourSearch {
  readonly neighbours: Neighbours;
  /** Fills the lists of the rows [start, end). */
  searchRows(start: number, end: number): void;
}

/** Prepares `nearestNeighbours` for a search in pieces. */
export function neighbourSearch(points: Float64Array, rowCount: number, columnCount: number, neighbourCount: number): NeighbourSearch {
  requireLength("nearestNeighbours points", points.length, rowCount * columnCount);
  requireCount("nearestNeighbours neighbourCount", neighbourCount, 1);
  if (neighbourCount >= rowCount) {
    throw new ExplainError("too-few-rows", "nearestNeighbours", `${neighbourCount} neighbours asked of ${rowCount} rows`, "ask for fewer neighbours or bring more rows");
  }
  const indices = new Int32Array(rowCount * neighbourCount);
  const squaredDistances = new Float64Array(rowCount * neighbourCount);
  return {
    neighbours: { rowCount, neighbourCount, indices, squaredDistances },
    searchRows(start, end) {
      for (let row = start; row < end; row++) {
        const heapStart = row * neighbourCount;
        const heapIndices = indices.subarray(heapStart, heapStart + neighbourCount);
        const heapDistances = squaredDistances.subarray(heapStart, heapStart + neighbourCount);
        collectNearest(points, rowCount, columnCount, row, heapIndices, heapDistances);
      }
    },
  };
}

/** Keeps the nearest rows in a max-heap, then unwinds it into ascending order. */
function collectNearest(points: Float64Array, rowCount: number, columnCount: number, row: number, indices: Int32Array, distances: Float64Array): void {
  const capacity = indices.length;
  const own = row * columnCount;
  let size = 0;
  for (let other = 0; other < rowCount; other++) {
    if (other === row) continue;
    const start = other * columnCount;
    let distance = 0;
    for (let column = 0; column < columnCount; column++) {
      const difference = points[own + column] - points[start + column];
      distance += difference * difference;
    }
    if (size < capacity) {
      siftUp(indices, distances, size++, other, distance);
    } else if (distance < distances[0]) {
      // Later rows of equal distance never displace earlier ones, since rows arrive in ascending order.
      siftDown(indices, distances, size, other, distance);
    }
  }
  for (let last = size - 1; last > 0; last--) {
    const index = indices[last];
    const distance = distances[last];
    indices[last] = indices[0];
    distances[last] = distances[0];
    siftDown(indices, distances, last, index, distance);
  }
}

/** True when (distance, index) a comes after b. */
function isFarther(distanceA: number, indexA: number, distanceB: number, indexB: number): boolean {
  return distanceA > distanceB || (distanceA === distanceB && indexA > indexB);
}

function siftUp(indices: Int32Array, distances: Float64Array, position: number, index: number, distance: number): void {
  while (position > 0) {
    const parent = (position - 1) >> 1;
    if (!isFarther(distance, index, distances[parent], indices[parent])) break;
    indices[position] = indices[parent];
    distances[position] = distances[parent];
    position = parent;
  }
  indices[position] = index;
  distances[position] = distance;
}

/** Places an entry at the root of a heap of `size` and restores the order. */
function siftDown(indices: Int32Array, distances: Float64Array, size: number, index: number, distance: number): void {
  let position = 0;
  for (;;) {
    let child = 2 * position + 1;
    if (child >= size) break;
    if (child + 1 < size && isFarther(distances[child + 1], indices[child + 1], distances[child], indices[child])) child++;
    if (!isFarther(distances[child], indices[child], distance, index)) break;
    indices[position] = indices[child];
    distances[position] = distances[child];
    position = child;
  }
  indices[position] = index;
  distances[position] = distance;
}

/** Rank of the neighbour whose median distance is the unit of length (Kalium's choice, embedding of any input scale). */
export const SCALE_NEIGHBOUR_RANK = 30;

/**
 * Unit of length of a data set: the median over rows of the distance to the 30th neighbour (or the last one kept). When
 * more than half of the rows have that many duplicates it is the median of the non-zero distances, and zero
 * only when no kept neighbour lies apart.
 */
export function neighbourScale(neighbours: Neighbours): number {
  const { rowCount, neighbourCount, squaredDistances } = neighbours;
  const rank = Math.min(SCALE_NEIGHBOUR_RANK, neighbourCount) - 1;
  const ranked = Float64Array.from({ length: rowCount }, (_, row) => squaredDistances[row * neighbourCount + rank]).sort();
  const median = ranked[rowCount >> 1];
  if (median > 0) return Math.sqrt(median);
  const apart = squaredDistances.filter((distance) => distance > 0).sort();
  return apart.length === 0 ? 0 : Math.sqrt(apart[apart.length >> 1]);
}
