import { describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { seededRandom } from "../seededRandom.ts";
import { batchBounds, createBatchLoader } from "./batchLoader.ts";
import type { Batch, BatchLoader, BatchLoaderOptions, LoaderPosition } from "./batchLoader.ts";
import { groupedOrder, sequentialOrder } from "./epochOrder.ts";
import { arraySource } from "./rowSource.ts";
import type { RowSource } from "./rowSource.ts";

const ROWS = 23;
/** Row r is [10 r, 10 r + 1, 10 r + 2] with the labels [r, −r]. */
const source = (): RowSource =>
  arraySource({ inputs: Float32Array.from({ length: 3 * ROWS }, (_, at) => 10 * Math.floor(at / 3) + (at % 3)), rowLength: 3, labels: Float32Array.from({ length: 2 * ROWS }, (_, at) => (at % 2 === 0 ? 1 : -1) * Math.floor(at / 2)), labelsPerRow: 2 });

const randomOf = (seed: number, stream = "batches") => (epoch: number) => seededRandom(seed)(`${stream} ${epoch}`);

const loaderOf = (options: Partial<BatchLoaderOptions> = {}): BatchLoader => createBatchLoader({ source: source(), batchSize: 5, random: randomOf(9), nowMs: () => 0, ...options });

type Seen = Pick<Batch, "epoch" | "batchIndex" | "batchesInEpoch"> & { readonly rows: number[]; readonly inputs: number[] };
const copyOf = ({ rows, inputs, epoch, batchIndex, batchesInEpoch }: Batch): Seen => ({ epoch, batchIndex, batchesInEpoch, rows: [...rows], inputs: [...inputs] });

async function takeAll(loader: BatchLoader, limit = Infinity): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let batch = seen.length < limit ? await loader.next() : null; batch !== null; batch = seen.length < limit ? await loader.next() : null) seen.push(copyOf(batch));
  return seen;
}

/** A source of another thread that answers when told to, and counts what it is asked for. */
function manualSource(): RowSource & { readonly asked: number[][]; readonly answer: (count?: number) => void; readonly refuse: (error: Error) => void } {
  const base = source();
  const asked: number[][] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  return {
    ...base,
    remote: true,
    asked,
    answer: (count = 1) => waiting.splice(0, count).forEach(({ resolve }) => resolve()),
    refuse: (error) => waiting.splice(0, 1).forEach(({ reject }) => reject(error)),
    read(rows, into) {
      asked.push([...rows]);
      return new Promise((resolve, reject) => waiting.push({ resolve: () => resolve(base.read(rows, into)), reject }));
    },
  };
}

describe("a batch loader", () => {
  test("gives each row once an epoch, with its own inputs and labels", async () => {
    const loader = loaderOf({ epochs: 2 });
    const rows: number[][] = [[], []];
    for (let batch = await loader.next(); batch !== null; batch = await loader.next()) {
      rows[batch.epoch].push(...batch.rows);
      batch.rows.forEach((row, place) => {
        expect([...batch.inputs.subarray(3 * place, 3 * place + 3)]).toEqual([10 * row, 10 * row + 1, 10 * row + 2]);
        expect([...batch.labels.subarray(2 * place, 2 * place + 2)]).toEqual([row, row === 0 ? -0 : -row]);
      });
      expect([batch.inputs.length, batch.labels.length]).toEqual([3 * batch.rowCount, 2 * batch.rowCount]);
    }
    for (const order of rows) expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, row) => row));
    expect(rows[0]).not.toEqual(rows[1]);
    expect(await loader.next()).toBeNull();
  });

  test("gives the same batches for the same seed, and others for another seed or stream name", async () => {
    const first = await takeAll(loaderOf({ epochs: 2 }));
    expect(await takeAll(loaderOf({ epochs: 2 }))).toEqual(first);
    expect(await takeAll(loaderOf({ epochs: 2, random: randomOf(10) }))).not.toEqual(first);
    expect(await takeAll(loaderOf({ epochs: 2, random: randomOf(9, "other") }))).not.toEqual(first);
  });

  test.each([2, 3, 4])("continues from the position after any batch with the same ones, with %i buffers", async (buffers) => {
    const options = { epochs: 3, buffers, order: groupedOrder(Array.from({ length: ROWS }, (_, row) => row % 6), "apart") };
    const whole = await takeAll(loaderOf(options));
    expect(whole).toHaveLength(15);
    for (let taken = 0; taken <= whole.length; taken++) {
      const stopped = loaderOf(options);
      await takeAll(stopped, taken);
      const from = JSON.parse(JSON.stringify(stopped.position())) as LoaderPosition;
      stopped.dispose();
      expect(await takeAll(loaderOf({ ...options, from })), `after ${taken}`).toEqual(whole.slice(taken));
    }
  });

  test("begins at the start of an epoch that is named", async () => {
    const whole = await takeAll(loaderOf({ epochs: 3 }));
    expect(await takeAll(loaderOf({ epochs: 3, from: { epoch: 1 } }))).toEqual(whole.slice(5));
    expect(await takeAll(loaderOf({ epochs: 3, from: { epoch: 3 } }))).toEqual([]);
  });

  test.each<[string, Partial<BatchLoaderOptions>]>([
    ["another seed", { random: randomOf(10) }],
    ["other data", { source: arraySource({ inputs: new Float32Array(24), rowLength: 1, labels: new Int32Array(24) }) }],
    ["another order", { order: sequentialOrder }],
    ["another batch size", { batchSize: 4 }],
  ])("refuses to continue with %s", async (_title, change) => {
    const loader = loaderOf();
    await loader.next();
    const from = loader.position();
    expect(() => loaderOf({ ...change, from })).toThrow(EngineError);
    expect(() => loaderOf({ from: { ...from, batchesTaken: 6 } })).toThrow(/6 of 5 batches/);
  });

  test.each([
    ["keep", [5, 5, 5, 5, 3]],
    ["drop", [5, 5, 5, 5]],
    ["join", [5, 5, 5, 5, 3]],
  ] as const)("with last batch %s gives batches of %j rows", async (lastBatch, sizes) => {
    expect((await takeAll(loaderOf({ epochs: 1, lastBatch }))).map(({ rows }) => rows.length)).toEqual(sizes);
  });

  test("joins a last row that is alone to the batch before", async () => {
    expect((await takeAll(loaderOf({ epochs: 1, batchSize: 11, lastBatch: "join" }))).map(({ rows }) => rows.length)).toEqual([11, 12]);
    expect(batchBounds(1, 4, "join")).toEqual([0, 1]);
    expect(batchBounds(8, 4, "drop")).toEqual([0, 4, 8]);
    expect(batchBounds(9, 4, "drop")).toEqual([0, 4, 8]);
  });

  test("ends an epoch after maxBatchesPerEpoch", async () => {
    expect((await takeAll(loaderOf({ epochs: 2, maxBatchesPerEpoch: 2 }))).map(({ epoch, batchIndex, batchesInEpoch }) => [epoch, batchIndex, batchesInEpoch])).toEqual([[0, 0, 2], [0, 1, 2], [1, 0, 2], [1, 1, 2]]);
  });

  test("uses the memory of two batches again and again", async () => {
    const loader = loaderOf({ epochs: 3 });
    const memories = new Set<ArrayBufferLike>();
    for (let batch = await loader.next(); batch !== null; batch = await loader.next()) memories.add(batch.inputs.buffer);
    expect(memories.size).toBe(2);
  });

  test("leaves a batch as it is until the next is asked for, even while reading ahead", async () => {
    const loader = loaderOf();
    for (let turn = 0; turn < 12; turn++) {
      const batch = (await loader.next())!;
      const before = [...batch.inputs];
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect([...batch.inputs]).toEqual(before);
    }
    loader.dispose();
  });

  test("asks another thread for the batch after next before the caller is done with this one", async () => {
    const manual = manualSource();
    const loader = loaderOf({ source: manual, buffers: 3 });
    const first = loader.next();
    expect(manual.asked).toHaveLength(3);
    manual.answer(3);
    await first;
    expect(manual.asked).toHaveLength(3);
    await loader.next();
    expect(manual.asked).toHaveLength(4);
    loader.dispose();
  });

  test("states the share of time that the caller waited", async () => {
    let nowMs = 1000;
    const manual = manualSource();
    const loader = loaderOf({ source: manual, nowMs: () => nowMs });
    expect(loader.waitedShare()).toBe(0);
    const first = loader.next();
    nowMs += 30;
    manual.answer(2);
    await first;
    expect(loader.waitedShare()).toBe(1);
    nowMs += 70;
    expect(loader.waitedShare()).toBeCloseTo(0.3, 12);
    await loader.next();
    nowMs += 100;
    expect(loader.waitedShare()).toBeCloseTo(0.15, 12);
    loader.dispose();
  });

  test("counts what a source on the caller's own thread takes inside next as waiting", async () => {
    let nowMs = 0;
    const base = source();
    const slow: RowSource = { ...base, read: (rows, into) => ((nowMs += 10), base.read(rows, into)) };
    const loader = loaderOf({ source: slow, nowMs: () => nowMs });
    await loader.next();
    expect(loader.waitedShare()).toBe(1);
    loader.dispose();
  });

  test("stops a wait at once when its signal does, and stays stopped", async () => {
    const stopper = new AbortController();
    const loader = loaderOf({ source: manualSource(), signal: stopper.signal });
    const waiting = loader.next();
    stopper.abort();
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });
    await expect(loader.next()).rejects.toMatchObject({ code: "aborted" });
    await expect(loaderOf({ signal: AbortSignal.abort() }).next()).rejects.toMatchObject({ code: "aborted" });
  });

  test("stops when it is disposed of", async () => {
    const loader = loaderOf();
    await loader.next();
    loader.dispose();
    await expect(loader.next()).rejects.toThrow(/disposed of/);
  });

  test("hands an error of its source to the batch it belongs to, and to every later one", async () => {
    const manual = manualSource();
    const loader = loaderOf({ source: manual });
    const first = loader.next();
    manual.answer();
    manual.refuse(new Error("the disk is gone"));
    await first;
    await expect(loader.next()).rejects.toMatchObject({ code: "bad-file", message: expect.stringMatching(/the disk is gone/) as string });
    await expect(loader.next()).rejects.toThrow(/the disk is gone/);
  });

  test.each<[string, Partial<BatchLoaderOptions>, RegExp]>([
    ["a batch size of 0", { batchSize: 0 }, /Batch size 0/],
    ["one buffer", { buffers: 1 }, /at least 2/],
    ["an order that names a row that is not there", { order: () => [0, 23] }, /row 23 of 23/],
    ["an order with a negative row", { order: () => [-1] }, /row 4294967295 of 23/],
    ["an epoch without a batch", { batchSize: 24, lastBatch: "drop" }, /no batch of 24/],
  ])("refuses %s", (_title, options, message) => {
    expect(() => loaderOf(options)).toThrow(EngineError);
    expect(() => loaderOf(options)).toThrow(message);
  });

  test("refuses arrays that do not fit each other", () => {
    expect(() => arraySource({ inputs: new Float32Array(7), rowLength: 3, labels: new Int32Array(2) })).toThrow(/7 input values for 2 rows of 3/);
    expect(() => arraySource({ inputs: new Float32Array(6), rowLength: 3, labels: new Int32Array(3), labelsPerRow: 2 })).toThrow(/3 labels at 2 a row/);
    expect(() => arraySource({ inputs: new Float32Array(0), rowLength: 0, labels: new Int32Array(0) })).toThrow(/Rows of 0 values/);
  });
});
