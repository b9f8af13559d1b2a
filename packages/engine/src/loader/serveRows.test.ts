import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { createBatchLoader } from "./batchLoader.ts";
import { fileSource } from "./fileRows.ts";
import type { SyncReadHandle } from "./fileRows.ts";
import { arraySource } from "./rowSource.ts";
import { serveRows } from "./serveRows.ts";
import { openWorkerSource } from "./workerSource.ts";
import type { RowConnection } from "./workerSource.ts";
import { seededRandom } from "../seededRandom.ts";

const ROWS = 50;
const ROW_LENGTH = 7;
const HEADER_BYTES = 16;
const values = Float32Array.from({ length: ROWS * ROW_LENGTH }, (_, at) => Math.sin(at));
const labels = Int32Array.from({ length: ROWS }, (_, row) => row % 3);

const folder = mkdtempSync(join(tmpdir(), "kalium-rows-"));
const path = join(folder, "rows.f32");
writeFileSync(path, new Uint8Array([...new Uint8Array(HEADER_BYTES).fill(255), ...new Uint8Array(values.buffer)]));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of Node in the shape of a sync access handle, which counts its calls. */
function nodeHandle(name: string): SyncReadHandle & { reads: number; closed: boolean; readonly descriptor: number } {
  const descriptor = openSync(name, "r+");
  const handle = {
    descriptor,
    reads: 0,
    closed: false,
    read(into: Uint8Array, { at }: { readonly at: number }) {
      handle.reads += 1;
      return readSync(descriptor, into, 0, into.length, at);
    },
    getSize: () => fstatSync(descriptor).size,
    close() {
      handle.closed = true;
      closeSync(descriptor);
    },
  };
  return handle;
}

/** The serving side behind a port of this process; ports hold memory apart as workers do. */
function portConnection(openFile: (path: readonly string[]) => Promise<SyncReadHandle>): RowConnection {
  const { port1, port2 } = new MessageChannel();
  serveRows(port2 as never, openFile);
  for (const port of [port1, port2]) port.start();
  return { channel: port1 as never, onFailure: () => {}, close: () => port1.close() };
}

/** Nothing is kept in memory unless a test says so. */
const layout = { fileName: "rows.f32", rowLength: ROW_LENGTH, byteOffset: HEADER_BYTES, residentBytes: 0, labels };
const place = { kind: "file", path: ["rows.f32"], rowLength: ROW_LENGTH, byteOffset: HEADER_BYTES, residentBytes: 0 } as const;
const fromPort = (file = path) => openWorkerSource({ place, labels, connect: () => portConnection(async () => nodeHandle(file)) });

async function takeAll(source: Parameters<typeof createBatchLoader>[0]["source"]): Promise<{ inputs: number[]; labels: number[] }[]> {
  const loader = createBatchLoader({ source, batchSize: 8, random: (epoch) => seededRandom(5)(`batches ${epoch}`), epochs: 2, nowMs: () => 0 });
  const seen: { inputs: number[]; labels: number[] }[] = [];
  for (let batch = await loader.next(); batch !== null; batch = await loader.next()) seen.push({ inputs: [...batch.inputs], labels: [...batch.labels] });
  loader.dispose();
  return seen;
}

describe("rows", () => {
  test("of a file, of a file behind a port and of an array that moved there are those of the array here", async () => {
    const expected = await takeAll(arraySource({ inputs: values, rowLength: ROW_LENGTH, labels }));
    expect(expected).toHaveLength(14);
    expect(await takeAll(fileSource(nodeHandle(path), layout))).toEqual(expected);
    expect(await takeAll(await fromPort())).toEqual(expected);
    const moved = values.slice();
    const source = await openWorkerSource({ place: { kind: "array", inputs: moved, rowLength: ROW_LENGTH }, labels, connect: () => portConnection(() => Promise.reject(new Error("no file"))) });
    expect(moved.length).toBe(0);
    expect(await takeAll(source)).toEqual(expected);
  });

  test("behind a port fill the same memory again and again", async () => {
    const source = await fromPort();
    const first = source.createBuffers(4);
    const filled = await source.read(Uint32Array.of(3, 1), first);
    // The memory travelled: what was here is empty, what came back is whole.
    expect(first.inputs.length).toBe(0);
    expect(filled.inputs.length).toBe(4 * ROW_LENGTH);
    expect([...filled.inputs.subarray(0, ROW_LENGTH)]).toEqual([...values.subarray(3 * ROW_LENGTH, 4 * ROW_LENGTH)]);
    source.dispose();
  });

  test("that follow each other in a file are read in one call", async () => {
    const handle = nodeHandle(path);
    const source = fileSource(handle, layout);
    const into = source.createBuffers(6);
    await source.read(Uint32Array.of(4, 5, 6, 20, 2, 3), into);
    expect(handle.reads).toBe(3);
    expect([...into.inputs.subarray(4 * ROW_LENGTH, 5 * ROW_LENGTH)]).toEqual([...values.subarray(2 * ROW_LENGTH, 3 * ROW_LENGTH)]);
    source.dispose();
    expect(handle.closed).toBe(true);
  });

  test.each([
    { kept: "all", residentBytes: undefined, readsToOpen: 1, readsOfRows: 0 },
    { kept: "the first five", residentBytes: 5 * 4 * ROW_LENGTH + 27, readsToOpen: 1, readsOfRows: 2 },
    { kept: "none", residentBytes: 0, readsToOpen: 0, readsOfRows: 3 },
  ])("of which $kept stay in memory are read $readsOfRows times and are the same", async ({ residentBytes, readsToOpen, readsOfRows }) => {
    const handle = nodeHandle(path);
    const source = fileSource(handle, { ...layout, residentBytes });
    expect(handle.reads).toBe(readsToOpen);
    const rows = Uint32Array.of(3, 4, 49, 4, 5);
    const { inputs } = await source.read(rows, source.createBuffers(5));
    expect(handle.reads - readsToOpen).toBe(readsOfRows);
    rows.forEach((row, at) => expect([...inputs.subarray(at * ROW_LENGTH, (at + 1) * ROW_LENGTH)]).toEqual([...values.subarray(row * ROW_LENGTH, (row + 1) * ROW_LENGTH)]));
    source.dispose();
  });

  test("of a file that is too short are refused when it is opened, with the numbers, and the file is closed", async () => {
    const short = join(folder, "short.f32");
    writeFileSync(short, new Uint8Array(100));
    expect(() => fileSource(nodeHandle(short), layout)).toThrow(/"rows.f32" has 100 bytes; 50 rows of 7 from byte 16 on need 1416\. Import/);
    const handle = nodeHandle(short);
    const opening = openWorkerSource({ place, labels, connect: () => portConnection(async () => handle) });
    await expect(opening).rejects.toMatchObject({ code: "bad-file", remedy: "Import the recordings again." });
    expect(handle.closed).toBe(true);
  });

  test("of a file that is cut while it is open end the loader with the place", async () => {
    const cut = join(folder, "cut.f32");
    writeFileSync(cut, new Uint8Array(HEADER_BYTES + values.byteLength));
    for (const remote of [false, true]) {
      const handle = nodeHandle(cut);
      const source = remote ? await openWorkerSource({ place, labels, connect: () => portConnection(async () => handle) }) : fileSource(handle, layout);
      const loader = createBatchLoader({ source, batchSize: 50, random: (epoch) => seededRandom(1)(`batches ${epoch}`), nowMs: () => 0 });
      await loader.next();
      ftruncateSync(handle.descriptor, 300);
      await expect(loader.next().then(() => loader.next()).then(() => loader.next())).rejects.toThrow(/gave \d+ of \d+ bytes at byte \d+/);
      ftruncateSync(handle.descriptor, HEADER_BYTES + values.byteLength);
      loader.dispose();
    }
  });

  test("of a file that cannot be opened, or after the source is disposed of, give typed errors", async () => {
    const missing = openWorkerSource({ place, labels, connect: () => portConnection(() => Promise.reject(new Error("locked"))) });
    await expect(missing).rejects.toThrow(EngineError);
    await expect(missing).rejects.toThrow(/locked\. Close other windows/);
    const source = await fromPort();
    source.dispose();
    await expect(source.read(Uint32Array.of(0), source.createBuffers(1))).rejects.toMatchObject({ code: "aborted" });
  });

  test("of a worker that fails end every wait", async () => {
    let fail: (problem: string) => void = () => {};
    const source = await openWorkerSource({ place, labels, connect: () => ({ ...portConnection(async () => nodeHandle(path)), onFailure: (listener) => (fail = listener) }) });
    const waiting = source.read(Uint32Array.of(0), source.createBuffers(1));
    fail("out of memory");
    await expect(waiting).rejects.toThrow(/worker that reads rows failed: out of memory/);
    await expect(source.read(Uint32Array.of(0), source.createBuffers(1))).rejects.toThrow(/out of memory/);
    source.dispose();
  });
});
