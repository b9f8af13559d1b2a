/** Principal components of a data matrix, without scaling the columns. */
import { ExplainError, requireCount, requireFinite, requireLength } from "../explainError.ts";
import { largestEigenpairs } from "./largestEigenpairs.ts";
import { symmetricEigen, type SymmetricEigen } from "./symmetricEigen.ts";

/** Scores and directions of the leading components. */
export interface PrincipalComponents {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Components returned: fewer than asked for when the rest of the variance is rounding. */
  readonly componentCount: number;
  /** [rowCount × componentCount]: centred rows in the new axes. */
  readonly scores: Float64Array;
  /** [componentCount × columnCount], orthonormal rows. The largest loading of each is positive. */
  readonly components: Float64Array;
  /** Variance along each component, divisor n − 1, descending. */
  readonly variances: Float64Array;
  /** Sum of the variances of all columns, divisor n − 1. */
  readonly totalVariance: number;
  readonly columnMeans: Float64Array;
}

/** Up to this order the whole eigensystem is solved; above it only the leading part is (Kalium's choice, measured). */
const FULL_DECOMPOSITION_LIMIT = 400;

/**
 * Leading principal components through the smaller of the column covariance and the row Gram matrix. The sign of each
 * component is fixed by making its largest loading positive, so the same data give the same picture.
 * Accuracy: a component whose variance is r times the largest is known to about 1e-16/r, as with any covariance method.
 * @param matrix row-major [rowCount × columnCount], all finite
 * @throws ExplainError NaN, fewer than 2 rows, no spread at all
 */
export function principalComponents(
  matrix: Float64Array | Float32Array,
  rowCount: number,
  columnCount: number,
  componentCount: number,
): PrincipalComponents {
  requireCount("principalComponents rowCount", rowCount, 2);
  requireCount("principalComponents columnCount", columnCount, 1);
  requireCount("principalComponents componentCount", componentCount, 1);
  requireLength("principalComponents matrix", matrix.length, rowCount * columnCount);
  requireFinite("principalComponents matrix", matrix, columnCount);
  const { centred, columnMeans, unit } = centre(matrix, rowCount, columnCount);
  const byColumns = columnCount <= rowCount;
  const order = byColumns ? columnCount : rowCount;
  const wanted = Math.min(componentCount, order);
  const eigen =
    order <= FULL_DECOMPOSITION_LIMIT
      ? symmetricEigen(byColumns ? columnProducts(centred, rowCount, columnCount) : rowProducts(centred, rowCount, columnCount), order)
      : largestEigenpairs(order, productOperator(centred, rowCount, columnCount, byColumns), wanted);
  const rank = Array.from(eigen.values.slice(0, wanted)).filter((value) => value > eigen.values[0] * order * Number.EPSILON).length;
  const components = byColumns ? eigen.vectors.slice(0, rank * columnCount) : loadings(eigen, centred, rowCount, columnCount, rank);
  fixSigns(components, rank, columnCount);
  const divisor = (rowCount - 1) / unit ** 2;
  let squares = 0;
  for (const value of centred) squares += value * value;
  const scores = project(centred, components, rowCount, columnCount, rank).map((score) => score * unit);
  return {
    rowCount,
    columnCount,
    componentCount: rank,
    scores,
    components,
    variances: Float64Array.from(eigen.values.subarray(0, rank), (value) => value / divisor),
    totalVariance: squares / divisor,
    columnMeans,
  };
}

/** Centred rows in units of the largest deviation, so that squaring neither overflows nor vanishes. */
function centre(matrix: Float64Array | Float32Array, rowCount: number, columnCount: number) {
  const columnMeans = new Float64Array(columnCount);
  for (let index = 0; index < matrix.length; index++) columnMeans[index % columnCount] += matrix[index] / rowCount;
  const centred = Float64Array.from(matrix, (value, index) => value - columnMeans[index % columnCount]);
  const unit = centred.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const magnitude = columnMeans.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (unit <= magnitude * 8 * Number.EPSILON) {
    throw new ExplainError("no-spread", "principalComponents matrix", "all rows are the same", "check that the beats or features really differ");
  }
  for (let index = 0; index < centred.length; index++) centred[index] /= unit;
  return { centred, columnMeans, unit };
}

function columnProducts(centred: Float64Array, rowCount: number, columnCount: number): Float64Array {
  const products = new Float64Array(columnCount * columnCount);
  for (let row = 0; row < rowCount; row++) {
    const start = row * columnCount;
    for (let i = 0; i < columnCount; i++) {
      const value = centred[start + i];
      if (value === 0) continue;
      for (let j = i; j < columnCount; j++) products[i * columnCount + j] += value * centred[start + j];
    }
  }
  return mirrorUpper(products, columnCount);
}

function rowProducts(centred: Float64Array, rowCount: number, columnCount: number): Float64Array {
  const products = new Float64Array(rowCount * rowCount);
  for (let i = 0; i < rowCount; i++) {
    for (let j = i; j < rowCount; j++) {
      let sum = 0;
      for (let column = 0; column < columnCount; column++) sum += centred[i * columnCount + column] * centred[j * columnCount + column];
      products[i * rowCount + j] = sum;
    }
  }
  return mirrorUpper(products, rowCount);
}

function mirrorUpper(square: Float64Array, order: number): Float64Array {
  for (let i = 0; i < order; i++) for (let j = 0; j < i; j++) square[i * order + j] = square[j * order + i];
  return square;
}

/** XᵀX or XXᵀ as an operator that never forms the matrix. */
function productOperator(centred: Float64Array, rowCount: number, columnCount: number, byColumns: boolean) {
  const inner = new Float64Array(byColumns ? rowCount : columnCount);
  return (input: Float64Array, output: Float64Array): void => {
    if (byColumns) {
      timesColumns(centred, rowCount, columnCount, input, inner);
      timesRows(centred, rowCount, columnCount, inner, output);
    } else {
      timesRows(centred, rowCount, columnCount, input, inner);
      timesColumns(centred, rowCount, columnCount, inner, output);
    }
  };
}

/** output[row] = Σ_column X·input[column] */
function timesColumns(centred: Float64Array, rowCount: number, columnCount: number, input: Float64Array, output: Float64Array): void {
  for (let row = 0; row < rowCount; row++) {
    let sum = 0;
    const start = row * columnCount;
    for (let column = 0; column < columnCount; column++) sum += centred[start + column] * input[column];
    output[row] = sum;
  }
}

/** output[column] = Σ_row X·input[row] */
function timesRows(centred: Float64Array, rowCount: number, columnCount: number, input: Float64Array, output: Float64Array): void {
  output.fill(0);
  for (let row = 0; row < rowCount; row++) {
    const weight = input[row];
    const start = row * columnCount;
    for (let column = 0; column < columnCount; column++) output[column] += weight * centred[start + column];
  }
}

/** Column directions from the eigenvectors of the row Gram matrix: Xᵀu/σ. */
function loadings(eigen: SymmetricEigen, centred: Float64Array, rowCount: number, columnCount: number, rank: number): Float64Array {
  const components = new Float64Array(rank * columnCount);
  for (let component = 0; component < rank; component++) {
    const direction = components.subarray(component * columnCount, (component + 1) * columnCount);
    timesRows(centred, rowCount, columnCount, eigen.vectors.subarray(component * rowCount, (component + 1) * rowCount), direction);
    const length = Math.sqrt(eigen.values[component]);
    for (let column = 0; column < columnCount; column++) direction[column] /= length;
  }
  return components;
}

function fixSigns(components: Float64Array, rank: number, columnCount: number): void {
  for (let component = 0; component < rank; component++) {
    const direction = components.subarray(component * columnCount, (component + 1) * columnCount);
    let largest = 0;
    for (const loading of direction) if (Math.abs(loading) > Math.abs(largest) * (1 + 1e-9)) largest = loading;
    if (largest < 0) for (let column = 0; column < columnCount; column++) direction[column] = -direction[column];
  }
}

function project(centred: Float64Array, components: Float64Array, rowCount: number, columnCount: number, rank: number): Float64Array {
  const scores = new Float64Array(rowCount * rank);
  for (let row = 0; row < rowCount; row++) {
    for (let component = 0; component < rank; component++) {
      let sum = 0;
      for (let column = 0; column < columnCount; column++) sum += centred[row * columnCount + column] * components[component * columnCount + column];
      scores[row * rank + component] = sum;
    }
  }
  return scores;
}
