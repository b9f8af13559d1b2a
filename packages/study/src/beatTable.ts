/** Beats of many records laid end to end, with the label and record of each. */
import type { StudyRecord } from "./studyData.ts";

export interface BeatTable {
  /** Row-major [count × rowLength]. */
  readonly rows: Float32Array;
  readonly rowLength: number;
  readonly labels: Int32Array;
  /** Position of each beat's record in the list the table was made from. */
  readonly recordIndices: Int32Array;
  readonly count: number;
}

/** Gathers at most `maxBeatsPerRecord` beats of each record, spread evenly over the strip. */
export function gatherBeats(records: readonly StudyRecord[], beatLength: number, maxBeatsPerRecord = Infinity): BeatTable {
  const takes = records.map((record) => Math.min(record.beatCount, maxBeatsPerRecord));
  const count = takes.reduce((sum, take) => sum + take, 0);
  const rows = new Float32Array(count * beatLength);
  const labels = new Int32Array(count);
  const recordIndices = new Int32Array(count);
  let row = 0;
  records.forEach((record, recordIndex) => {
    const take = takes[recordIndex]!;
    for (let picked = 0; picked < take; picked++) {
      const beat = Math.floor((picked * record.beatCount) / take);
      rows.set(record.beats.subarray(beat * beatLength, (beat + 1) * beatLength), row * beatLength);
      labels[row] = record.classIndex;
      recordIndices[row] = recordIndex;
      row += 1;
    }
  });
  return { rows, rowLength: beatLength, labels, recordIndices, count };
}

/** Copies the named rows of a table into one batch. */
export function takeRows(table: BeatTable, order: readonly number[]): { readonly inputs: Float32Array; readonly labels: Int32Array } {
  const inputs = new Float32Array(order.length * table.rowLength);
  const labels = new Int32Array(order.length);
  order.forEach((source, target) => {
    inputs.set(table.rows.subarray(source * table.rowLength, (source + 1) * table.rowLength), target * table.rowLength);
    labels[target] = table.labels[source]!;
  });
  return { inputs, labels };
}

/** The same beats seen through a frozen part of the network: rows become its features. */
export function withRows(table: BeatTable, rows: Float32Array, rowLength: number): BeatTable {
  return { ...table, rows, rowLength };
}

/** Cuts an order into batches; a last batch of one row joins its neighbour, since batch statistics need more than one. */
export function batchesOf(order: readonly number[], batchSize: number): number[][] {
  const batches: number[][] = [];
  for (let start = 0; start < order.length; start += batchSize) batches.push(order.slice(start, start + batchSize));
  const last = batches.at(-1);
  if (batches.length > 1 && last !== undefined && last.length === 1) {
    batches.pop();
    batches.at(-1)!.push(...last);
  }
  return batches;
}
