/** Codes of everything that can be wrong with a request for a map. */
export type ExplainErrorCode =
  | "wrong-size"
  | "not-finite"
  | "too-few-rows"
  | "no-spread"
  | "bad-option"
  | "unknown-node"
  | "unknown-class"
  | "unsupported-node"
  | "diverged";

/**
 * A map could not be made. `message` says where and why; `remedy` says what the person can do.
 * Nothing in this package answers a bad request with a map of noise.
 */
export class ExplainError extends Error {
  override readonly name = "ExplainError";
  constructor(
    readonly code: ExplainErrorCode,
    /** The function and argument at fault, as the caller knows them. */
    readonly place: string,
    reason: string,
    readonly remedy: string,
  ) {
    super(`${place}: ${reason}`);
  }
}

/** Throws unless `actual` equals `expected`. */
export function requireLength(place: string, actual: number, expected: number): void {
  if (actual !== expected) {
    throw new ExplainError("wrong-size", place, `holds ${actual} values, expected ${expected}`, "pass the counts that belong to this array");
  }
}

/** Throws at the first value of a row-major matrix that is NaN or infinite. */
export function requireFinite(place: string, matrix: ArrayLike<number>, columnCount: number): void {
  for (let index = 0; index < matrix.length; index++) {
    if (!Number.isFinite(matrix[index])) {
      const row = Math.floor(index / columnCount);
      throw new ExplainError(
        "not-finite",
        place,
        `row ${row}, column ${index % columnCount} is ${matrix[index]}`,
        "leave that row out, or look for a lead without signal or a training that diverged",
      );
    }
  }
}

/** Throws unless `value` is a whole number of at least `minimum`. */
export function requireCount(place: string, value: number, minimum: number): void {
  if (!Number.isInteger(value) || value < minimum) {
    throw new ExplainError("bad-option", place, `is ${value}, expected a whole number of at least ${minimum}`, `choose ${minimum} or more`);
  }
}
