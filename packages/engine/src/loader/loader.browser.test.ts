import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBatchLoader } from "./batchLoader.ts";
import { arraySource } from "./rowSource.ts";
import { digestOf } from "./testing/digestOf.ts";
import type { LoadAnswer, LoadRequest } from "./testing/loadBatches.worker.ts";
import { openWorkerSource } from "./workerSource.ts";
import { seededRandom } from "../seededRandom.ts";

/** Twelve leads of 1000 samples, as in the large step of the benches: 48 kB a row, 12 MB in all. */
const ROW_LENGTH = 12_000;
const ROWS = 250;
const BATCH = 32;
const FILE = "loader-test.f32";
const labels = Int32Array.from({ length: ROWS }, (_, row) => row % 2);
/** Whole numbers, so that sums are exact. */
const values = Float32Array.from({ length: ROWS * ROW_LENGTH }, (_, at) => (at * 7919) % 1009);

beforeAll(async () => {
  const folder = await navigator.storage.getDirectory();
  const stream = await (await folder.getFileHandle(FILE, { create: true })).createWritable();
  await stream.write(values);
  await stream.close();
});
afterAll(async () => (await navigator.storage.getDirectory()).removeEntry(FILE));

function loadInWorker(request: Partial<LoadRequest>): Promise<LoadAnswer> {
  const worker = new Worker(new URL("./testing/loadBatches.worker.ts", import.meta.url), { type: "module" });
  return new Promise<LoadAnswer>((resolve, reject) => {
    worker.addEventListener("message", (event: MessageEvent<LoadAnswer>) => resolve(event.data));
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.postMessage({ fileName: FILE, rowLength: ROW_LENGTH, labels, batchSize: BATCH, nested: true, stepMs: 0, ...request } satisfies LoadRequest);
  }).finally(() => worker.terminate());
}

async function expectedDigests(): Promise<number[]> {
  const loader = createBatchLoader({ source: arraySource({ inputs: values, rowLength: ROW_LENGTH, labels }), batchSize: BATCH, random: (epoch) => seededRandom(3)(`batches ${epoch}`), epochs: 2, nowMs: () => performance.now() });
  const digests: number[] = [];
  for (let batch = await loader.next(); batch !== null; batch = await loader.next()) digests.push(digestOf(batch.inputs));
  return digests;
}

describe("batches of a file in the origin private file system", () => {
  test.each([
    { nested: true, residentBytes: 0 },
    { nested: true, residentBytes: 6_000_000 },
    { nested: false, residentBytes: 0 },
    { nested: false, residentBytes: undefined },
  ])("are those of the same rows in memory, and of no other order (own reading thread: $nested, bytes kept: $residentBytes)", async ({ nested, residentBytes }) => {
    const answer = await loadInWorker({ nested, residentBytes });
    expect(answer.error).toBeUndefined();
    expect(answer.digests).toEqual(await expectedDigests());
    expect(new Set(answer.digests).size).toBe(16);
  });

  test("continue in the middle of an epoch", async () => {
    const whole = await loadInWorker({});
    const rest = await loadInWorker({ from: whole.positions[10] });
    expect(rest.digests).toEqual(whole.digests.slice(11));
  });

  test("are ready when the training asks: the share of time waiting, in the best of three runs, stays below a tenth for steps of 40 ms", async () => {
    // Other work on the machine can hold the reading thread up, never speed it up.
    const bestOf = async (request: Partial<LoadRequest>): Promise<number> => {
      const shares: number[] = [];
      for (let run = 0; run < 3; run++) shares.push((await loadInWorker({ stepMs: 40, ...request })).waitedShare);
      return Math.min(...shares);
    };
    const kept = await bestOf({});
    const read = await bestOf({ residentBytes: 0 });
    const readHere = await bestOf({ residentBytes: 0, nested: false });
    const text = [kept, read, readHere].map((share) => `${(100 * share).toFixed(1)} %`);
    console.log(`waited for 32 × 12 × 1000 with steps of 40 ms: ${text[0]} rows kept by the reading thread, ${text[1]} read there from the file, ${text[2]} read on the training's own thread`);
    expect(kept).toBeLessThan(0.1);
    expect(read).toBeLessThan(readHere);
  });

  test("come to the page without a copy: their memory is moved", async () => {
    const source = await openWorkerSource({ place: { kind: "file", path: [FILE], rowLength: ROW_LENGTH }, labels });
    const buffers = source.createBuffers(BATCH);
    const filled = await source.read(Uint32Array.of(5, 249), buffers);
    expect(buffers.inputs.buffer.byteLength).toBe(0);
    expect([...filled.inputs.subarray(0, 3)]).toEqual([...values.subarray(5 * ROW_LENGTH, 5 * ROW_LENGTH + 3)]);
    source.dispose();
  });

  test("of a file that is not there, or too short, are refused with a remedy", async () => {
    await expect(openWorkerSource({ place: { kind: "file", path: ["nothing", "here.f32"], rowLength: 3 }, labels })).rejects.toMatchObject({ code: "bad-file", message: '"nothing/here.f32" is not stored here. Import the recordings again.' });
    await expect(openWorkerSource({ place: { kind: "file", path: [FILE], rowLength: 2 * ROW_LENGTH }, labels })).rejects.toThrow(/has 12000000 bytes; 250 rows of 24000 from byte 0 on need 24000000/);
    expect((await loadInWorker({ fileName: "nothing.f32" })).error).toMatch(/is not stored here/);
  });

  test("of an array that moved to the worker are its rows", async () => {
    const moved = values.slice(0, 3 * ROW_LENGTH);
    const source = await openWorkerSource({ place: { kind: "array", inputs: moved, rowLength: ROW_LENGTH }, labels: labels.slice(0, 3) });
    expect(moved.length).toBe(0);
    const { inputs } = await source.read(Uint32Array.of(2), source.createBuffers(1));
    expect([...inputs.subarray(0, 3)]).toEqual([...values.subarray(2 * ROW_LENGTH, 2 * ROW_LENGTH + 3)]);
    source.dispose();
  });
});
