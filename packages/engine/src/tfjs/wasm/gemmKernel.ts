/**
 * Matrix product kernels, the one arithmetic core of every convolution and dense layer:
 * C[m, n] (+)= Σ_k A[m, k] · B[k, n], n contiguous in B and C, any stride between the rows of all three.
 *
 * A channels-last convolution reads A as overlapping rows (row stride = stride · channels), so nothing is gathered.
 * `gemmRows` walks A along its rows (forward and input gradient); `gemmColumns` walks it across (kernel gradient, Aᵀ·dY).
 * Tiles of up to 6 rows × 8 columns stay in registers. Strides are in bytes.
 */
import { scalarLanes, vectorLanes } from "./lanes.ts";
import type { Lanes } from "./lanes.ts";
import { FunctionWriter } from "./moduleEncoder.ts";
import type { Local } from "./moduleEncoder.ts";

const TILE_ROWS = [6, 4, 2, 1] as const;
const ROW_UNROLL = 4;

/** Columns at once: two vectors, one vector, one number. */
const PANELS: readonly { readonly lanes: Lanes; readonly vectors: number }[] = [
  { lanes: vectorLanes, vectors: 2 },
  { lanes: vectorLanes, vectors: 1 },
  { lanes: scalarLanes, vectors: 1 },
];

/**
 * Parameters, all i32: batch, a, aBatchStride, aStride, b, bStride, c, cBatchStride, cStride, rows, columns, depth,
 * accumulate (0 or 1), bias (address of `columns` floats, or 0). `aStride` separates the rows of A in
 * `gemmRows`, and its depth steps in `gemmColumns`.
 */
export function writeGemm(name: string, walk: "rows" | "columns"): FunctionWriter {
  const w = new FunctionWriter(name, Array.from({ length: 14 }, () => "i32" as const));
  const [batch, a, aBatchStride, aStride, b, bStride, c, cBatchStride, cStride, rows, columns, depth, accumulate, bias] = Array.from({ length: 14 }, (_, index) => index);
  const [sample, aSample, cSample, rowsLeft, aTile, cTile, k, bRow, cRow] = Array.from({ length: 9 }, () => w.local("i32"));
  const aRows = Array.from({ length: TILE_ROWS[0] }, () => w.local("i32"));

  for (const { lanes, vectors } of PANELS) {
    const width = vectors * lanes.width;
    const laneBytes = 4 * lanes.width;
    const biases = Array.from({ length: vectors }, () => w.local(lanes.type));
    const bValues = Array.from({ length: vectors }, () => w.local(lanes.type));
    const aValue = w.local(lanes.type);
    const sums = Array.from({ length: TILE_ROWS[0] * vectors }, () => w.local(lanes.type));

    w.countDown(columns, width, () => {
      w.get(bias).when(
        () => biases.forEach((local, index) => {
          w.get(bias);
          lanes.load(w, index * laneBytes);
          w.set(local);
        }),
        () => biases.forEach((local) => {
          lanes.constant(w, 0);
          w.set(local);
        }),
      );
      w.get(batch).set(sample).get(a).set(aSample).get(c).set(cSample);
      w.countDown(sample, 1, () => {
        w.get(rows).set(rowsLeft).get(aSample).set(aTile).get(cSample).set(cTile);
        for (const tileRows of TILE_ROWS) w.countDown(rowsLeft, tileRows, () => writeTile(tileRows));
        w.increase(aSample, aBatchStride).increase(cSample, cBatchStride);
      });
      w.step(b, 4 * width).step(c, 4 * width);
      w.get(bias).when(() => w.step(bias, 4 * width));
    });

    function writeTile(tileRows: number): void {
      for (let row = 0; row < tileRows; row++) biases.forEach((local, vector) => w.get(local).set(sums[row * vectors + vector]));
      w.get(b).set(bRow).get(depth).set(k);
      w.get(aTile).set(aRows[0]);
      if (walk === "rows") {
        for (let row = 1; row < tileRows; row++) w.get(aRows[row - 1]).get(aStride).op("i32.add").set(aRows[row]);
        w.countDown(k, ROW_UNROLL, () => {
          for (let step = 0; step < ROW_UNROLL; step++) writeDepthStep(tileRows, (row) => [aRows[row], 4 * step]);
          for (let row = 0; row < tileRows; row++) w.step(aRows[row], 4 * ROW_UNROLL);
        });
        w.countDown(k, 1, () => {
          writeDepthStep(tileRows, (row) => [aRows[row], 0]);
          for (let row = 0; row < tileRows; row++) w.step(aRows[row], 4);
        });
      } else {
        w.countDown(k, 1, () => {
          writeDepthStep(tileRows, (row) => [aRows[0], 4 * row]);
          w.increase(aRows[0], aStride);
        });
      }
      writeStore(tileRows);
      if (walk === "rows") {
        for (let row = 0; row < tileRows; row++) w.increase(aTile, aStride);
      } else {
        w.step(aTile, 4 * tileRows);
      }
    }

    function writeDepthStep(tileRows: number, addressOf: (row: number) => readonly [Local, number]): void {
      bValues.forEach((local, vector) => {
        w.get(bRow);
        lanes.load(w, vector * laneBytes);
        w.set(local);
      });
      for (let row = 0; row < tileRows; row++) {
        const [pointer, offset] = addressOf(row);
        w.get(pointer);
        lanes.loadSplat(w, offset);
        w.set(aValue);
        bValues.forEach((local, vector) => {
          const sum = sums[row * vectors + vector];
          w.get(sum).get(aValue).get(local);
          lanes.multiply(w);
          lanes.add(w);
          w.set(sum);
        });
      }
      w.increase(bRow, bStride);
    }

    function writeStore(tileRows: number): void {
      const eachSum = (act: (sum: Local, offset: number) => void): void => {
        w.get(cTile).set(cRow);
        for (let row = 0; row < tileRows; row++) {
          for (let vector = 0; vector < vectors; vector++) act(sums[row * vectors + vector], vector * laneBytes);
          w.increase(cRow, cStride);
        }
      };
      w.get(accumulate).when(() => eachSum((sum, offset) => {
        w.get(sum).get(cRow);
        lanes.load(w, offset);
        lanes.add(w);
        w.set(sum);
      }));
      eachSum((sum, offset) => {
        w.get(cRow).get(sum);
        lanes.store(w, offset);
      });
      w.get(cRow).set(cTile);
    }
  }
  return w;
}
