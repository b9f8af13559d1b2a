/** A MATLAB matrix whose numbers lie in one piece, columns first. */
import type { NumericArray } from "../array/numericArray.ts";
import { viewOf } from "../array/byteWindow.ts";
import { exactValue, fitsInt32 } from "../array/numberType.ts";
import { elementCount, readBox, rowMajorStrides, type ContiguousArray } from "../array/readBox.ts";

/** Where the numbers lie; loaded when they are first needed (unpacked data). */
export type MatrixPlace = Omit<ContiguousArray, "sizes">;

/** A matrix that can also give its few numbers as values, column by column and exact. */
export interface Matrix extends NumericArray {
  values(): Promise<readonly (number | string)[]>;
}

export function contiguousMatrix(name: string, shape: readonly number[], place: MatrixPlace, load: () => Promise<MatrixPlace> = async () => place): Matrix {
  const isInt32 = fitsInt32(place.type);
  return {
    name, shape, isInt32,
    async read(start, count) {
      const out = isInt32 ? new Int32Array(elementCount(count)) : new Float64Array(elementCount(count));
      await readBox({ ...(await load()), sizes: shape }, { start, count, outStrides: rowMajorStrides(count), out });
      return out;
    },
    async values() {
      const { bytes, offset, type } = await load();
      const count = elementCount(shape);
      const view = viewOf(await bytes.at(offset, count * type.byteCount));
      return Array.from({ length: count }, (_, i) => exactValue(view, i * type.byteCount, type));
    },
  };
}
