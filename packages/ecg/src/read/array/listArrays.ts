/** What the page needs to ask which array of a file holds the ECG. */
import { FormatError } from "../../errors.ts";
import { HEAD_BYTE_COUNT } from "../../open/formatReader.ts";
import { hdf5Reader } from "../hdf5/hdf5Reader.ts";
import { mat5Version } from "../mat/mat5.ts";
import { matReader, readMat } from "../mat/matReader.ts";
import { parquetReader } from "../parquet/parquetReader.ts";
import type { SourceFile } from "../sourceFile.ts";
import { withLeadGroups } from "./leadGroups.ts";
import { axesOf, type NumericArray } from "./numericArray.ts";

/** An array that can hold ECGs. */
export interface ListedArray {
  readonly name: string;
  /** Size of each axis; of a Parquet list column the number of rows only. */
  readonly shape: readonly number[];
}

/**
 * Arrays of a MATLAB, HDF5 or Parquet file that can hold an ECG, for the question behind a "needs-answer".
 * @throws FormatError "unknown-format" for other files, and everything that opening throws.
 */
export async function listArrays(file: SourceFile): Promise<readonly ListedArray[]> {
  const head = await file.bytes(0, HEAD_BYTE_COUNT);
  const listed = (arrays: readonly NumericArray[]): readonly ListedArray[] => withLeadGroups(arrays).filter(({ shape }) => axesOf(shape) !== null).map(({ name, shape }) => ({ name, shape }));
  if (hdf5Reader.recognises(head, file)) {
    return listed((await (await import("../hdf5/openHdf5.ts")).readHdf5(file, mat5Version(head) === 2 ? "matlab" : "h5py")).contents.arrays);
  }
  if (matReader.recognises(head, file)) return listed((await readMat(file, head)).contents.arrays);
  if (parquetReader.recognises(head, file)) return (await import("../parquet/openParquet.ts")).listParquetArrays(file);
  throw new FormatError("unknown-format", { file: file.path }, "the file is no MATLAB, HDF5 or Parquet file", "Open it as another format.");
}
