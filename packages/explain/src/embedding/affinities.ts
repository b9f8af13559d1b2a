/** Joint probabilities of t-SNE: one Gaussian per row, its width set by the perplexity, then symmetrised. */
import { ExplainError } from "../explainError.ts";
import type { Neighbours } from "./nearestNeighbours.ts";

/** Symmetric joint probabilities in compressed rows, adding up to 1. */
export interface Affinities {
  readonly rowCount: number;
  /** [rowCount + 1] start of each row in `columns` and `values`. */
  readonly rowStarts: Int32Array;
  /** Column indices, ascending in each row. */
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** β = 1/(2σ²) of each row. */
  readonly betas: Float64Array;
  /** Rows whose entropy cannot reach log(perplexity), such as rows with more exact duplicates than that. */
  readonly unreachedRowCount: number;
}

/** Entropy error at which the bisection ends, in nats (Kalium's choice; the test vectors need more than the usual 1e-5). */
const ENTROPY_TOLERANCE = 1e-10;
const MAXIMUM_BISECTIONS = 200;

/**
 * Joint probabilities p_ij = (p_j|i + p_i|j)/2n, where p_j|i ∝ exp(−β_i·d²_ij) over the neighbours of i and β_i is
 * found by bisection so that the entropy of row i is log(perplexity). van der Maaten and Hinton 2008
 * (JMLR 9:2579), limited to neighbours as in van der Maaten 2014 (JMLR 15:3221).
 * @throws ExplainError perplexity not below the number of neighbours
 */
export function affinities(neighbours: Neighbours, perplexity: number): Affinities {
  const { rowCount, neighbourCount, squaredDistances } = neighbours;
  if (!(perplexity >= 1) || perplexity >= neighbourCount + 1e-12) {
    throw new ExplainError(
      "bad-option",
      "affinities perplexity",
      `${perplexity} cannot be reached with ${neighbourCount} neighbours per row`,
      "choose a perplexity from 1 to a third of the number of rows",
    );
  }
  const conditional = new Float64Array(rowCount * neighbourCount);
  const betas = new Float64Array(rowCount);
  let unreachedRowCount = 0;
  for (let row = 0; row < rowCount; row++) {
    const range = [row * neighbourCount, (row + 1) * neighbourCount] as const;
    const fit = fitRow(squaredDistances.subarray(...range), Math.log(perplexity), conditional.subarray(...range));
    betas[row] = fit.beta;
    if (!fit.reached) unreachedRowCount++;
  }
  return { rowCount, ...symmetrise(neighbours, conditional), betas, unreachedRowCount };
}

/** Writes p_j|i of one row and returns its β. */
export function fitRow(squaredDistances: Float64Array, targetEntropy: number, probabilities: Float64Array): { readonly beta: number; readonly reached: boolean } {
  const nearest = squaredDistances.reduce((least, distance) => Math.min(least, distance), Infinity);
  const farthest = squaredDistances.reduce((most, distance) => Math.max(most, distance), 0);
  if (farthest === nearest) {
    // Every width gives the same flat row.
    probabilities.fill(1 / probabilities.length);
    return { beta: 0, reached: Math.abs(Math.log(probabilities.length) - targetEntropy) <= ENTROPY_TOLERANCE };
  }
  let low = 0;
  let high = Infinity;
  // Starting at the spread of the row keeps the search independent of the unit of distance.
  let beta = 1 / (farthest - nearest);
  let reached = false;
  for (let step = 0; step < MAXIMUM_BISECTIONS; step++) {
    const error = gaussianRow(squaredDistances, nearest, beta, probabilities) - targetEntropy;
    reached = Math.abs(error) <= ENTROPY_TOLERANCE;
    if (reached) break;
    if (error > 0) low = beta;
    else high = beta;
    beta = high === Infinity ? beta * 2 : (low + high) / 2;
    // Beyond this width every neighbour but the nearest has underflowed, and the entropy no longer moves.
    if (beta * (farthest - nearest) > 1e12 || beta === low || beta === high) break;
  }
  return { beta, reached };
}

/** Writes the normalised Gaussian and returns its entropy in nats. */
function gaussianRow(squaredDistances: Float64Array, nearest: number, beta: number, probabilities: Float64Array): number {
  let sum = 0;
  let weighted = 0;
  for (let index = 0; index < squaredDistances.length; index++) {
    // Distances are taken from the nearest neighbour, so that an outlier's row does not underflow to zero.
    const distance = squaredDistances[index] - nearest;
    const weight = Math.exp(-beta * distance);
    probabilities[index] = weight;
    sum += weight;
    weighted += weight * distance;
  }
  for (let index = 0; index < probabilities.length; index++) probabilities[index] /= sum;
  return Math.log(sum) + (beta * weighted) / sum;
}

/** Adds the transposed conditional probabilities and divides by 2n, by merging two sorted lists per row. */
function symmetrise(neighbours: Neighbours, conditional: Float64Array): Pick<Affinities, "rowStarts" | "columns" | "values"> {
  const { rowCount, neighbourCount, indices } = neighbours;
  const transposed = transpose(neighbours, conditional);
  const rowStarts = new Int32Array(rowCount + 1);
  const columns = new Int32Array(2 * indices.length);
  const values = new Float64Array(2 * indices.length);
  const order = new Int32Array(neighbourCount);
  let filled = 0;
  for (let row = 0; row < rowCount; row++) {
    const start = row * neighbourCount;
    for (let k = 0; k < neighbourCount; k++) order[k] = start + k;
    order.sort((left, right) => indices[left] - indices[right]);
    let incoming = transposed.starts[row];
    const incomingEnd = transposed.starts[row + 1];
    for (let k = 0; k < neighbourCount || incoming < incomingEnd; ) {
      const outgoingColumn = k < neighbourCount ? indices[order[k]] : Infinity;
      const incomingColumn = incoming < incomingEnd ? transposed.rows[incoming] : Infinity;
      columns[filled] = Math.min(outgoingColumn, incomingColumn);
      const outgoing = outgoingColumn <= incomingColumn ? conditional[order[k++]] : 0;
      const received = incomingColumn <= outgoingColumn ? transposed.values[incoming++] : 0;
      values[filled++] = (outgoing + received) / (2 * rowCount);
    }
    rowStarts[row + 1] = filled;
  }
  return { rowStarts, columns: columns.slice(0, filled), values: values.slice(0, filled) };
}

function transpose({ rowCount, neighbourCount, indices }: Neighbours, conditional: Float64Array) {
  const starts = new Int32Array(rowCount + 1);
  for (const column of indices) starts[column + 1]++;
  for (let row = 0; row < rowCount; row++) starts[row + 1] += starts[row];
  const next = starts.slice(0, rowCount);
  const rows = new Int32Array(indices.length);
  const values = new Float64Array(indices.length);
  for (let index = 0; index < indices.length; index++) {
    const slot = next[indices[index]]++;
    rows[slot] = Math.floor(index / neighbourCount);
    values[slot] = conditional[index];
  }
  return { starts, rows, values };
}
