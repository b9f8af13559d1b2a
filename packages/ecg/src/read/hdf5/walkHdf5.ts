/** Walks an HDF5 file from its root: numeric data sets as arrays, everything small as named values. */
import { FormatError } from "../../errors.ts";
import type { NamedValue } from "../array/namedFacts.ts";
import type { NumericArray } from "../array/numericArray.ts";
import { fitsInt32 } from "../array/numberType.ts";
import { elementCount, rowMajorStrides } from "../array/readBox.ts";
import { boxReader, readDataset, type Dataset, type NumberPart } from "./dataset.ts";
import type { Hdf5File } from "./hdf5File.ts";
import { readLinks } from "./links.ts";
import { readObjectHeader } from "./objectHeader.ts";
import { isLocal, MOST_LISTED_TEXTS, readAttributes, smallData, valuesOf, valuesOfAttribute, type Attribute } from "./values.ts";

export interface Hdf5Contents {
  readonly arrays: NumericArray[];
  readonly values: NamedValue[];
  /** Paths of groups and data sets: names may tell of a person too. */
  readonly paths: string[];
  readonly notes: string[];
}

const MOST_DEPTH = 16;
const MOST_OBJECTS = 20_000;
const MOST_VALUES = 50_000;
/** Arrays up to this many numbers are values, not signals. */
const MOST_VALUE_COUNT = 15;

/** How names and shapes are shown: as h5py does, or as MATLAB does (7.3 files: axes reversed, "." between names). */
export type Hdf5Dialect = "h5py" | "matlab";

interface Walk {
  readonly file: Hdf5File;
  readonly dialect: Hdf5Dialect;
  readonly contents: Hdf5Contents;
  readonly seen: Set<number>;
}

/** @throws FormatError. Objects of unsupported kinds are noted and passed over. */
export async function walkHdf5(file: Hdf5File, root: number, dialect: Hdf5Dialect): Promise<Hdf5Contents> {
  const contents: Hdf5Contents = { arrays: [], values: [], paths: [], notes: [] };
  await visit({ file, dialect, contents, seen: new Set() }, root, "", 0);
  return contents;
}

async function visit(walk: Walk, address: number, path: string, depth: number): Promise<void> {
  const { file, dialect, contents, seen } = walk;
  // An object may be linked from several places, and even from inside itself; it is read once.
  if (seen.has(address)) return;
  seen.add(address);
  if (seen.size > MOST_OBJECTS) throw new FormatError("too-large", { file: file.bytes.path, byteOffset: address }, `the file has more than ${MOST_OBJECTS} groups and data sets`, "Split the file, or keep all recordings in one data set.");
  if (depth > MOST_DEPTH) throw new FormatError("malformed", { file: file.bytes.path, byteOffset: address }, `groups are nested more than ${MOST_DEPTH} deep`, "Write the file again with fewer levels.");
  try {
    const messages = await readObjectHeader(file, address);
    const attributes = await readAttributes(file, messages);
    const matlabClass = await matlabClassOf(walk, attributes);
    for (const attribute of attributes) {
      if (dialect === "matlab" && attribute.name.startsWith("MATLAB_")) continue;
      for (const value of await valuesOfAttribute(file, path, attribute)) if (contents.values.length < MOST_VALUES) contents.values.push(value);
    }
    const dataset = await readDataset(file, address, messages);
    if (path !== "") contents.paths.push(path);
    if (dataset !== null) return await takeDataset(walk, dataset, path, depth, matlabClass);
    for (const link of await readLinks(file, messages)) {
      if (dialect === "matlab" && link.name.startsWith("#")) continue;
      if (link.address === null) contents.notes.push(`The link ${link.name} points outside its place and was not followed.`);
      else await visit(walk, link.address, path === "" ? link.name : `${path}${dialect === "matlab" ? "." : "/"}${link.name}`, depth + 1);
    }
  } catch (error) {
    if (!isLocal(error)) throw error;
    contents.notes.push(`${path || "The root group"} was left out: ${error.message}.`);
  }
}

async function matlabClassOf({ file, dialect }: Walk, attributes: readonly Attribute[]): Promise<string> {
  if (dialect !== "matlab") return "";
  if (attributes.some(({ name }) => name === "MATLAB_empty")) return "empty";
  const found = attributes.find(({ name }) => name === "MATLAB_class");
  const values = found === undefined ? [] : await valuesOfAttribute(file, "", found);
  return String(values[0]?.value ?? "");
}

async function takeDataset(walk: Walk, dataset: Dataset, path: string, depth: number, matlabClass: string): Promise<void> {
  const { file, dialect, contents } = walk;
  const { type, shape } = dataset;
  const count = elementCount(shape);
  if (count === 0 || matlabClass === "empty") return;
  if (type.kind === "reference") {
    const data = await smallData(dataset);
    if (data === null || depth >= MOST_DEPTH) return;
    for (let i = 0; i < count && data.left >= file.offsetBytes; i++) {
      const target = data.address();
      if (target !== null && target !== 0) await visit(walk, target, `${path}{${i + 1}}`, depth + 1);
    }
    return;
  }
  if (type.kind === "number" && matlabClass === "char") {
    const codes = arrayOf(dataset, path, dialect, { number: type.number, offset: 0 });
    if (count > 65_536) return;
    const rows = codes.shape[0]!;
    const read = await codes.read(shape.map(() => 0), codes.shape);
    for (let row = 0; row < rows; row++) {
      const text = String.fromCharCode(...read.subarray((row * count) / rows, ((row + 1) * count) / rows)).trim();
      if (text !== "") contents.values.push({ name: rows === 1 ? path : `${path}(${row + 1})`, value: text });
    }
    return;
  }
  if (type.kind === "number" && count > MOST_VALUE_COUNT) return void contents.arrays.push(arrayOf(dataset, path, dialect, { number: type.number, offset: 0 }));
  if (type.kind === "compound") {
    for (const member of type.members) {
      contents.paths.push(`${path}.${member.name}`);
      if (member.type.kind === "number" && count > MOST_VALUE_COUNT) contents.arrays.push(arrayOf(dataset, `${path}.${member.name}`, dialect, { number: member.type.number, offset: member.offset }));
    }
  }
  if (type.kind === "other") return void contents.notes.push(`The data set ${path} holds ${type.description} and was left out.`);
  if (type.kind !== "number" && count > MOST_LISTED_TEXTS) contents.notes.push(`Of the ${count} texts of ${path} the first ${MOST_LISTED_TEXTS} are listed.`);
  const data = await smallData(dataset);
  if (data === null) return void contents.notes.push(`The texts of ${path} are too many to be listed.`);
  for (const value of await valuesOf(file, path, type, count, data)) if (contents.values.length < MOST_VALUES) contents.values.push(value);
}

/** A data set, or a member of its records, as an array. */
function arrayOf(dataset: Dataset, name: string, dialect: Hdf5Dialect, part: NumberPart): NumericArray {
  const isInt32 = fitsInt32(part.number);
  const isReversed = dialect === "matlab";
  const inFile = <T>(list: readonly T[]): readonly T[] => (isReversed ? list.toReversed() : list);
  const read = boxReader(dataset, part);
  return {
    name, isInt32,
    shape: inFile(dataset.shape),
    async read(start, count) {
      const out = isInt32 ? new Int32Array(elementCount(count)) : new Float64Array(elementCount(count));
      await read({ start: inFile(start), count: inFile(count), outStrides: inFile(rowMajorStrides(count)), out });
      return out;
    },
  };
}
