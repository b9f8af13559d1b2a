/**
 * C[m, n] = Σ_r A[r, m] · B[r, n], A walked across its rows: the kernel gradient of a convolution, Aᵀ · dY over the same overlapping rows as
 * forward. The sum over r is cut into groups of a hundred-odd terms that are added to C one after another, which keeps float32 sums short and
 * their order the same however the tiles are divided among threads.
 */
import { FunctionWriter } from "../encoder/functionWriter.ts";
import type { Local } from "../encoder/functionWriter.ts";
import { forEachItem } from "./itemLoop.ts";
import type { GridDimension } from "./itemLoop.ts";
import { createTile } from "./tile.ts";

/** Strides in elements. */
export interface ColumnsGemmSpec {
  /** Separate products: strides of a, b, c. */
  readonly products: readonly GridDimension[];
  /** What is summed over, outer to inner: strides of a, b. */
  readonly terms: readonly { readonly length: number; readonly aStride: number; readonly bStride: number }[];
  readonly tileRows: number;
  /** Tiles beside each other in m. */
  readonly tiles: number;
  /** Columns of one panel, at most 8, and how many panels lie beside each other. */
  readonly columns: number;
  readonly panels: number;
  readonly bPanelStride: number;
  readonly cRowStride: number;
  readonly fma: boolean;
}

/** Terms in one float32 sum; short enough for the rounding, long enough that adding to C is cheap. */
export const columnsGemmGroupTerms = 128;
const UNROLL = 2;

/** Parameters: begin, end, a, b, c. An item is one tile of one panel of one product. */
export function writeColumnsGemm(name: string, spec: ColumnsGemmSpec): FunctionWriter {
  const { products, terms, tileRows, tiles, columns, panels, bPanelStride, cRowStride, fma } = spec;
  const w = new FunctionWriter(name, ["i32", "i32", "i32", "i32", "i32"]);
  const tile = createTile(w, { rows: tileRows, columns }, fma);
  const items: GridDimension[] = [
    ...products,
    { length: panels, strides: [0, bPanelStride, columns] },
    { length: tiles, strides: [tileRows, 0, tileRows * cRowStride] },
  ];
  const inner = terms.at(-1) ?? { length: 1, aStride: 0, bStride: 0 };
  const outer = terms.slice(0, -1);
  // The innermost outer dimension is cut into groups when the inner one is short; a long inner one is cut itself.
  const split = splitTerms(inner.length, outer.at(-1)?.length ?? 1);
  const [aBase, bBase] = [w.local("i32"), w.local("i32")];
  w.get(2).set(aBase).get(3).set(bBase);

  forEachItem(w, items, [aBase, bBase, 4], ([, , c]) => {
    tile.clear();
    tile.store(c, 4 * cRowStride, false);
  });

  const group = (innerCount: number, outerCount: number): void =>
    forEachItem(w, items, [aBase, bBase, 4], ([a, b, c]) => {
      tile.clear();
      const last = outer.at(-1);
      if (outerCount > 1 && last) {
        const [aRow, bRow] = [w.local("i32"), w.local("i32")];
        w.get(a).set(aRow).get(b).set(bRow);
        w.repeat(outerCount, () => {
          w.get(aRow).set(a).get(bRow).set(b);
          sum(a, b, innerCount);
          w.step(aRow, 4 * last.aStride).step(bRow, 4 * last.bStride);
        });
      } else sum(a, b, innerCount);
      tile.store(c, 4 * cRowStride, true);
    });
  const sum = (a: Local, b: Local, count: number): void => {
    const steps = (n: number): void => {
      for (let r = 0; r < n; r++) tile.multiplyAdd(a, (row) => 4 * (r * inner.aStride + row), b, 4 * r * inner.bStride);
      w.step(a, 4 * n * inner.aStride).step(b, 4 * n * inner.bStride);
    };
    w.repeat(Math.floor(count / UNROLL), () => steps(UNROLL));
    if (count % UNROLL > 0) steps(count % UNROLL);
  };
  const advance = (dimension: { readonly aStride: number; readonly bStride: number }, times: number): void => {
    w.step(aBase, 4 * dimension.aStride * times).step(bBase, 4 * dimension.bStride * times);
  };
  const along = (dimension: { readonly length: number; readonly aStride: number; readonly bStride: number }, size: number, body: (count: number) => void): void => {
    const whole = Math.floor(dimension.length / size);
    const rest = dimension.length % size;
    w.repeat(whole, () => {
      body(size);
      advance(dimension, size);
    });
    if (rest > 0) {
      body(rest);
      advance(dimension, rest);
    }
    advance(dimension, -dimension.length);
  };
  const overOuter = (depth: number): void => {
    if (depth < outer.length - 1) {
      along(outer[depth], 1, () => overOuter(depth + 1));
      return;
    }
    const last = outer.at(-1) ?? { length: 1, aStride: 0, bStride: 0 };
    if (split.outer > 1) along(last, split.outer, (count) => group(inner.length, count));
    else along(last, 1, () => along(inner, split.inner, (count) => group(count, 1)));
  };
  overOuter(0);
  return w;
}

function splitTerms(innerLength: number, outerLength: number): { readonly inner: number; readonly outer: number } {
  if (innerLength * 2 <= columnsGemmGroupTerms) return { inner: innerLength, outer: Math.min(outerLength, Math.floor(columnsGemmGroupTerms / innerLength)) };
  const parts = Math.ceil(innerLength / (1.25 * columnsGemmGroupTerms));
  return { inner: Math.ceil(innerLength / parts), outer: 1 };
}
