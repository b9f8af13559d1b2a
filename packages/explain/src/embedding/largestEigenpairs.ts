/**
 * The largest eigenpairs of a positive semidefinite operator too large to decompose: Lanczos with full
 * reorthogonalisation (Golub and Van Loan, ch. 10). The start vector is fixed, so the result is the same on every run.
 */
import { type SymmetricEigen, tridiagonalEigen } from "./symmetricEigen.ts";

/** Relative residual at which an eigenpair counts as found (Kalium's choice: far below what a map can show). */
const RESIDUAL_TOLERANCE = 1e-9;

/**
 * @param size order of the operator
 * @param apply writes operator · input into output
 * @param wanted number of eigenpairs
 * @returns `wanted` values and row vectors [wanted × size], descending
 */
export function largestEigenpairs(size: number, apply: (input: Float64Array, output: Float64Array) => void, wanted: number): SymmetricEigen {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const offDiagonal: number[] = [];
  let scale = 0;
  let nextCheck = Math.min(size, 2 * wanted + 20);
  let direction = unitVector(orthogonalised(startVector(size, 0), basis));
  for (;;) {
    basis.push(direction);
    const image = new Float64Array(size);
    apply(direction, image);
    diagonal.push(dot(direction, image));
    const rest = orthogonalised(image, basis);
    let coupling = Math.sqrt(dot(rest, rest));
    scale = Math.max(scale, diagonal[diagonal.length - 1], coupling);
    const exhausted = basis.length === size;
    if (!exhausted && coupling <= scale * size * Number.EPSILON) {
      // An invariant subspace is found; go on in its complement, where further copies of a repeated eigenvalue lie.
      coupling = 0;
      direction = unitVector(orthogonalised(startVector(size, basis.length), basis));
    } else if (!exhausted) {
      direction = rest.map((value) => value / coupling);
    }
    offDiagonal.push(coupling);
    if (!exhausted && basis.length < nextCheck) continue;
    const ritz = tridiagonalEigen(Float64Array.from(diagonal), Float64Array.from(offDiagonal));
    const steps = basis.length;
    const converged = Array.from({ length: wanted }, (_, i) => Math.abs(coupling * ritz.vectors[i * steps + steps - 1])).every(
      (residual) => residual <= RESIDUAL_TOLERANCE * ritz.values[0],
    );
    if (exhausted || (converged && coupling > 0)) return { values: ritz.values.slice(0, wanted), vectors: combine(ritz.vectors, basis, wanted) };
    nextCheck = Math.min(size, Math.ceil(basis.length * 1.3));
  }
}

/** A fixed vector without structure (fractional parts of multiples of the golden ratio). */
function startVector(size: number, salt: number): Float64Array {
  return Float64Array.from({ length: size }, (_, index) => (((index + 1) * (salt + 1) * 0.6180339887498949) % 1) - 0.5);
}

function orthogonalised(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const result = vector.slice();
  // Twice is enough: the second pass removes what rounding left of the first (Kahan and Parlett).
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of basis) {
      const projection = dot(direction, result);
      for (let index = 0; index < result.length; index++) result[index] -= projection * direction[index];
    }
  }
  return result;
}

function unitVector(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index] * right[index];
  return sum;
}

function combine(ritzVectors: Float64Array, basis: readonly Float64Array[], wanted: number): Float64Array {
  const size = basis[0].length;
  const steps = basis.length;
  const vectors = new Float64Array(wanted * size);
  for (let i = 0; i < wanted; i++) {
    for (let step = 0; step < steps; step++) {
      const weight = ritzVectors[i * steps + step];
      for (let index = 0; index < size; index++) vectors[i * size + index] += weight * basis[step][index];
    }
  }
  return vectors;
}
