import type { FormatReader } from "./formatReader.ts";
import { aecgReader } from "../read/aecg/aecgReader.ts";
import { museReader } from "../read/muse/museReader.ts";
import { sierraReader } from "../read/sierra/sierraReader.ts";
import { wfdbReader } from "../read/wfdb/wfdbReader.ts";
import { edfReader } from "../read/edf/edfReader.ts";
import { numpyReader } from "../read/numpy/numpyReader.ts";
import { dicomReader } from "../read/dicom/dicomReader.ts";
import { scpReader } from "../read/scp/scpReader.ts";
import { matReader } from "../read/mat/matReader.ts";
import { parquetReader } from "../read/parquet/parquetReader.ts";
import { hdf5Reader } from "../read/hdf5/hdf5Reader.ts";
import { tableReader } from "../read/table/tableReader.ts";
import { ishneReader } from "../read/ishne/ishneReader.ts";

/** Every reader, the ones with an unmistakable signature first and the guessing ones (text tables) last. */
export const formatReaders: readonly FormatReader[] = [
  wfdbReader,
  edfReader,
  ishneReader,
  dicomReader,
  scpReader,
  numpyReader,
  hdf5Reader,
  parquetReader,
  matReader,
  aecgReader,
  museReader,
  sierraReader,
  tableReader,
];
