/**
 * Where a batch loader takes its rows from. A row is the input of one example, [rowLength] float32 numbers, and its labels, [labelsPerRow].
 */
import { EngineError } from "../engineError.ts";

/** The memory of one batch, filled again and again. */
export interface BatchBuffers {
  /** [capacity × rowLength] */
  readonly inputs: Float32Array;
  /** [capacity × labelsPerRow] */
  readonly labels: Int32Array | Float32Array;
}

export interface RowSource {
  readonly rowCount: number;
  readonly rowLength: number;
  readonly labelsPerRow: number;
  /** Whether `read` works elsewhere and may be called ahead; a source that is not `remote` works on the caller's thread. */
  readonly remote: boolean;
  createBuffers(capacity: number): BatchBuffers;
  /**
   * Fills the first `rows.length` places with these rows, in this order. Resolves with the buffers to use from now on, which are those given, or
   * stand for the same memory after it has travelled to a worker and back.
   * @throws {EngineError} `bad-file` when a file gives fewer bytes than its rows need
   */
  read(rows: Uint32Array, into: BatchBuffers): Promise<BatchBuffers> | BatchBuffers;
  dispose(): void;
}

/** Rows that lie in memory. */
export interface ArrayRows {
  /** [rowCount × rowLength] */
  readonly inputs: Float32Array;
  readonly rowLength: number;
  /** [rowCount × labelsPerRow] */
  readonly labels: Int32Array | Float32Array;
  /** Default 1. */
  readonly labelsPerRow?: number;
}

/** Labels of a source, which stay with the loader: a few numbers a row. */
export interface LabelTable {
  readonly rowCount: number;
  readonly labelsPerRow: number;
  createLabels(capacity: number): Int32Array | Float32Array;
  copyLabels(rows: Uint32Array, into: Int32Array | Float32Array): void;
}

/** @throws {EngineError} `bad-input` for labels that do not fill rows */
export function labelTable(labels: Int32Array | Float32Array, labelsPerRow: number): LabelTable {
  if (!Number.isInteger(labelsPerRow) || labelsPerRow < 1 || labels.length % labelsPerRow !== 0) {
    throw new EngineError("bad-input", `${labels.length} labels at ${labelsPerRow} a row.`, "Give the same whole number of labels for each row.");
  }
  return {
    rowCount: labels.length / labelsPerRow,
    labelsPerRow,
    createLabels: (capacity) => (labels instanceof Int32Array ? new Int32Array(capacity * labelsPerRow) : new Float32Array(capacity * labelsPerRow)),
    copyLabels(rows, into) {
      if (labelsPerRow === 1) for (let place = 0; place < rows.length; place++) into[place] = labels[rows[place]];
      else for (let place = 0; place < rows.length; place++) into.set(labels.subarray(rows[place] * labelsPerRow, (rows[place] + 1) * labelsPerRow), place * labelsPerRow);
    },
  };
}

/** @throws {EngineError} `bad-input` */
export function requireRowLength(rowLength: number): void {
  if (!Number.isInteger(rowLength) || rowLength < 1) throw new EngineError("bad-input", `Rows of ${rowLength} values.`, "Give the size of the network's input as rowLength.");
}

/** Reads rows of one place. */
export interface RowReader {
  readonly rowLength: number;
  /** Fills the first `rows.length` places. @throws {EngineError} `bad-file` */
  read(rows: Uint32Array, into: Float32Array): void;
  close(): void;
}

/** A source that reads on the thread of the caller. */
export function localSource(reader: RowReader, table: LabelTable): RowSource {
  return {
    rowCount: table.rowCount,
    rowLength: reader.rowLength,
    labelsPerRow: table.labelsPerRow,
    remote: false,
    createBuffers: (capacity) => ({ inputs: new Float32Array(capacity * reader.rowLength), labels: table.createLabels(capacity) }),
    read(rows, into) {
      reader.read(rows, into.inputs);
      table.copyLabels(rows, into.labels);
      return into;
    },
    dispose: () => reader.close(),
  };
}

/** Reads rows of an array. @throws {EngineError} `bad-input` for another number of values than rows have */
export function arrayReader(inputs: Float32Array, rowLength: number, rowCount: number): RowReader {
  requireRowLength(rowLength);
  if (inputs.length !== rowCount * rowLength) throw new EngineError("bad-input", `${inputs.length} input values for ${rowCount} rows of ${rowLength}.`, "Give inputs and labels of the same rows.");
  return {
    rowLength,
    read: (rows, into) => forEachRun(rows, (first, count, place) => into.set(inputs.subarray(first * rowLength, (first + count) * rowLength), place * rowLength)),
    close() {},
  };
}

/** Rows of typed arrays. @throws {EngineError} `bad-input` for arrays that do not fit each other */
export function arraySource({ inputs, rowLength, labels, labelsPerRow = 1 }: ArrayRows): RowSource {
  const table = labelTable(labels, labelsPerRow);
  return localSource(arrayReader(inputs, rowLength, table.rowCount), table);
}

/** Calls `visit` for each stretch of rows that follow each other. */
export function forEachRun(rows: Uint32Array, visit: (firstRow: number, count: number, place: number) => void): void {
  for (let place = 0; place < rows.length; ) {
    let count = 1;
    while (place + count < rows.length && rows[place + count] === rows[place] + count) count++;
    visit(rows[place], count, place);
    place += count;
  }
}
