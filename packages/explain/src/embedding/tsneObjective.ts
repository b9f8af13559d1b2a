/** Kullback–Leibler divergence of a t-SNE map and its gradient. */
import type { Affinities } from "./affinities.ts";
import { exactRepulsion, type Repulsion } from "./repulsion.ts";

/** The objective at one set of positions. */
export interface TsneObjective {
  /** Σ p·ln(p/q) in nats, over the stored affinities. */
  readonly klDivergence: number;
  /** [rowCount × 2] ∂KL/∂y, with its factor 4. */
  readonly gradient: Float64Array;
  /** Z = Σ_{i≠j} 1/(1 + d²). */
  readonly normaliser: number;
}

/** Evaluates KL and its gradient; exact unless another repulsion is given. This is the judge for maps made by any tool. */
export function tsneObjective(p: Affinities, positions: Float64Array, repulsion: Repulsion = exactRepulsion): TsneObjective {
  const gradient = new Float64Array(positions.length);
  const normaliser = writeGradient(p, positions, 1, repulsion, new Float64Array(positions.length), gradient);
  return { klDivergence: klDivergence(p, positions, normaliser), gradient, normaliser };
}

/** Overwrites `gradient` with 4·(exaggeration·attraction − repulsion/Z) and returns Z; `forces` is scratch. */
export function writeGradient(
  p: Affinities,
  positions: Float64Array,
  exaggeration: number,
  repulsion: Repulsion,
  forces: Float64Array,
  gradient: Float64Array,
): number {
  const normaliser = repulsion(positions, forces);
  const { rowStarts, columns, values } = p;
  for (let row = 0; row < p.rowCount; row++) {
    const x = positions[2 * row];
    const y = positions[2 * row + 1];
    let attractX = 0;
    let attractY = 0;
    for (let entry = rowStarts[row], end = rowStarts[row + 1]; entry < end; entry++) {
      const column = 2 * columns[entry];
      const dx = x - positions[column];
      const dy = y - positions[column + 1];
      const pull = values[entry] / (1 + dx * dx + dy * dy);
      attractX += pull * dx;
      attractY += pull * dy;
    }
    gradient[2 * row] = 4 * (exaggeration * attractX - forces[2 * row] / normaliser);
    gradient[2 * row + 1] = 4 * (exaggeration * attractY - forces[2 * row + 1] / normaliser);
  }
  return normaliser;
}

/** Σ p·ln(p/q) for a known normaliser. */
export function klDivergence(p: Affinities, positions: Float64Array, normaliser: number): number {
  let divergence = 0;
  for (let row = 0; row < p.rowCount; row++) {
    for (let entry = p.rowStarts[row]; entry < p.rowStarts[row + 1]; entry++) {
      const probability = p.values[entry];
      // Zero times log zero is zero: affinities of far neighbours underflow.
      if (probability === 0) continue;
      const dx = positions[2 * row] - positions[2 * p.columns[entry]];
      const dy = positions[2 * row + 1] - positions[2 * p.columns[entry] + 1];
      divergence += probability * Math.log(probability * normaliser * (1 + dx * dx + dy * dy));
    }
  }
  return divergence;
}
