/** Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations: unconditionally stable, exact to rounding. */

export interface SymmetricEigen {
  /** Descending. */
  readonly values: Float64Array;
  /** `vectors[k]` belongs to `values[k]`, of unit length; its sign is free. */
  readonly vectors: readonly Float64Array[];
}

/** Sweeps after which a matrix of up to 12 rows has long converged (quadratic convergence). */
const MAX_SWEEPS = 60;

/** @throws RangeError when the matrix is not square */
export function symmetricEigen(matrix: readonly ArrayLike<number>[]): SymmetricEigen {
  const n = matrix.length;
  if (matrix.some((row) => row.length !== n)) throw new RangeError("the matrix is not square");
  const a = matrix.map((row) => Float64Array.from(row));
  const v = a.map((_, i) => Float64Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i === j) diagonal += a[i]![i]! ** 2; else off += a[i]![j]! ** 2;
    if (off <= 1e-30 * diagonal || off === 0) break;
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return {
    values: Float64Array.from(order, (i) => a[i]![i]!),
    vectors: order.map((i) => Float64Array.from(v, (row) => row[i]!)),
  };
}

function rotate(a: Float64Array[], v: Float64Array[], p: number, q: number): void {
  const apq = a[p]![q]!;
  if (apq === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(1, theta));
  const c = 1 / Math.hypot(1, t);
  const s = t * c;
  for (let k = 0; k < a.length; k++) {
    const [akp, akq] = [a[k]![p]!, a[k]![q]!];
    a[k]![p] = c * akp - s * akq;
    a[k]![q] = s * akp + c * akq;
  }
  for (let k = 0; k < a.length; k++) {
    const [apk, aqk] = [a[p]![k]!, a[q]![k]!];
    a[p]![k] = c * apk - s * aqk;
    a[q]![k] = s * apk + c * aqk;
  }
  for (const row of v) {
    const [vp, vq] = [row[p]!, row[q]!];
    row[p] = c * vp - s * vq;
    row[q] = s * vp + c * vq;
  }
}
