import { describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { startSchedule } from "../schedules.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { CheckpointError } from "./checkpointError.ts";
import { crc32 } from "./crc32.ts";
import { readCheckpoint } from "./readCheckpoint.ts";
import { checkpointPieces, writeCheckpoint } from "./writeCheckpoint.ts";

/** Written by tests/golden/engine/checkpoint_file.py (numpy 1.24.2) from the table in checkpointFormat.ts. */
const NUMPY_FILE =
  "iUtMQw0KGgoBAAAAAAQAAGgEAAAAAAAAV4ixjf6d4j57InRlbnNvcnMiOiBbeyJncm91cCI6ICJ3ZWlnaHRzIiwgIm5hbWUiOiAiY29udi5rZXJuZWwiLCAic2hhcGUiOiBbMiwgM10sICJvZmZzZXQiOiAxMDU2LCAiY3JjMzIiOiAzMzY0MDQ5MzYyfSwgeyJncm91cCI6ICJ3ZWlnaHRzIiwgIm5hbWUiOiAiYmlhcyIsICJzaGFwZSI6IFszXSwgIm9mZnNldCI6IDEwODgsICJjcmMzMiI6IDMwOTEwMzkxNjF9LCB7Imdyb3VwIjogIm9wdGltaXplciIsICJuYW1lIjogIm1vbWVudDEvYmlhcyIsICJzaGFwZSI6IFsxXSwgIm9mZnNldCI6IDExMDQsICJjcmMzMiI6IDk5MzAwMjc2OH0sIHsiZ3JvdXAiOiAib3RoZXIvYmVzdCIsICJuYW1lIjogImJpYXMiLCAic2hhcGUiOiBbMl0sICJvZmZzZXQiOiAxMTIwLCAiY3JjMzIiOiAzMTQ0OTc2ODIxfV0sICJzdGF0ZSI6IHsiZ3JhcGhIYXNoIjogImFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWIiLCAiZ3JhcGhOYW1lIjogIlx1MDBiNS1uZXQiLCAidHJhaW5lck9wdGlvbnMiOiB7Imxvc3MiOiAiYmluYXJ5Q3Jvc3NFbnRyb3B5IiwgIm9wdGltaXplciI6IHsia2luZCI6ICJhZGFtIiwgImxlYXJuaW5nUmF0ZSI6IDAuMDAxfX0sICJsZWFybmluZ1JhdGUiOiAwLjAwMDUsICJzY2hlZHVsZSI6IHsiYmVzdCI6IHsiJG51bWJlciI6ICJJbmZpbml0eSJ9LCAiYmFkIjogMC4xfSwgInJhbmRvbSI6IHsic2VlZCI6IDcsICJkcmF3biI6IHsiYXVnbWVudCI6IDN9fSwgInBvc2l0aW9uIjogeyJlcG9jaCI6IDIsICJiYXRjaGVzVGFrZW4iOiAxLCAiYmF0Y2hTaXplIjogNCwgIm9yZGVyQ3JjMzIiOiA0Mjk0OTY3Mjk1fSwgIm5vdGVzIjogW3siJG51bWJlciI6ICItMCJ9LCB7IiRudW1iZXIiOiAiTmFOIn0sIG51bGxdLCAic3RlcENvdW50IjogOSwgIm90aGVyV2VpZ2h0cyI6IFsiYmVzdCIsICJlbXB0eSJdfX0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgAAAAACVJEj4lSZI+t23bPiVJEj9u2zY/AAAAAAAAAAAAAMA/AAAAgAAAgH8AAAAAygIAAAAAAAAAAAAAAAAAAAAAAEAAAEBA";
const numpyBytes = (): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(NUMPY_FILE), (character) => character.charCodeAt(0));

const sample: Checkpoint = {
  graphHash: "0f".repeat(32),
  graphName: "sample",
  weights: { kernel: { shape: [2, 3], data: Float32Array.of(0.1, -0, Number.NaN, Infinity, 1e-45, 3) }, bias: { shape: [1], data: Float32Array.of(2) } },
  optimizer: { stepCount: 12, slots: { "moment1/kernel": { shape: [2, 3], data: new Float32Array(6).fill(1 / 3) }, "moment2/kernel": { shape: [2, 3], data: new Float32Array(6) } } },
  trainerOptions: { loss: { kind: "huber", delta: 0.3 }, optimizer: { kind: "adamW", learningRate: 1e-3 }, frozenPrefixes: ["stem"], clipNorm: 1 },
  learningRate: 0.1 + 0.2,
  schedule: { rule: { kind: "plateau", factor: 0.5, patience: 2, mostReductions: Infinity }, state: startSchedule({ kind: "plateau", factor: 0.5, patience: 2 }, 0.1) },
  random: { seed: 2 ** 53 - 1, drawn: { dropout: 5 } },
  position: { epoch: 3, batchesTaken: 7, batchSize: 32, orderCrc32: 0xffffffff },
  otherWeights: { best: { kernel: { shape: [], data: Float32Array.of(-1.25) } }, none: {} },
  notes: { losses: [0.7, Number.NaN, -0], text: "µ — 𝛼", nothing: null },
};

/** The check sums of prefix and header made right again after a change, as a careless or hostile writer could. */
function sealed(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(file.buffer);
  view.setUint32(24, crc32(file.subarray(32, 32 + view.getUint32(12, true))), true);
  view.setUint32(28, crc32(file.subarray(0, 28)), true);
  return file;
}

function faultOf(file: Uint8Array, expected?: { readonly graphHash: string }): CheckpointError {
  try {
    readCheckpoint(file, expected);
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return error as CheckpointError;
  }
  throw new Error("The file was read.");
}

/** The sample file with text of its header replaced by text of the same length. */
function withHeaderText(from: string, to: string): Uint8Array<ArrayBuffer> {
  const file = writeCheckpoint(sample);
  const length = new DataView(file.buffer).getUint32(12, true);
  const text = new TextDecoder().decode(file.subarray(32, 32 + length));
  expect(text).toContain(from);
  file.set(new TextEncoder().encode(text.replace(from, to.padEnd(from.length))), 32);
  return sealed(file);
}

describe("a checkpoint file", () => {
  test("that numpy wrote from the table of the format is read", () => {
    const read = readCheckpoint(numpyBytes(), { graphHash: "ab".repeat(32) });
    expect(read.weights).toEqual({ "conv.kernel": { shape: [2, 3], data: Float32Array.from([0, 1, 2, 3, 4, 5], (value) => value / Math.fround(7)) }, bias: { shape: [3], data: Float32Array.of(1.5, -0, Infinity) } });
    expect(read.optimizer).toEqual({ stepCount: 9, slots: { "moment1/bias": { shape: [1], data: Float32Array.of(1e-42) } } });
    expect(read.otherWeights).toEqual({ best: { bias: { shape: [2], data: Float32Array.of(2, 3) } }, empty: {} });
    expect(read.graphName).toBe("µ-net");
    expect(read.learningRate).toBe(0.0005);
    expect(read.schedule).toEqual({ best: Infinity, bad: 0.1 });
    expect(read.notes).toEqual([-0, Number.NaN, null]);
    expect(read.position).toEqual({ epoch: 2, batchesTaken: 1, batchSize: 4, orderCrc32: 4294967295 });
    expect(read.random).toEqual({ seed: 7, drawn: { augment: 3 } });
  });

  test("gives back what was written, bit for bit, NaN and −0 too", () => {
    expect(readCheckpoint(writeCheckpoint(sample))).toEqual(sample);
    expect(writeCheckpoint(readCheckpoint(writeCheckpoint(sample)))).toEqual(writeCheckpoint(sample));
  });

  test("is read from the middle of a buffer, aligned or not", () => {
    const file = writeCheckpoint(sample);
    for (const shift of [1, 4]) {
      const shifted = new Uint8Array(file.length + shift + 2).fill(7);
      shifted.set(file, shift);
      expect(readCheckpoint(shifted.subarray(shift, shift + file.length))).toEqual(sample);
    }
  });

  test("holds each tensor at a multiple of sixteen bytes, where its header says", () => {
    const file = writeCheckpoint(sample);
    const length = new DataView(file.buffer).getUint32(12, true);
    const { tensors } = JSON.parse(new TextDecoder().decode(file.subarray(32, 32 + length))) as { tensors: { name: string; offset: number }[] };
    expect(tensors.map(({ offset }) => offset % 16)).toEqual([0, 0, 0, 0, 0]);
    expect(new DataView(file.buffer).getFloat32(tensors.find(({ name }) => name === "bias")!.offset, true)).toBe(2);
  });

  test("copies no tensor into its pieces", () => {
    const pieces = checkpointPieces(sample);
    expect(pieces.some((piece) => piece.buffer === sample.weights.kernel.data.buffer)).toBe(true);
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBe(writeCheckpoint(sample).length);
  });

  test("is refused after the change of any one byte", () => {
    const file = writeCheckpoint(sample);
    for (let at = 0; at < file.length; at++) {
      file[at] ^= 1 << at % 8;
      expect(() => readCheckpoint(file), `byte ${at}`).toThrow(CheckpointError);
      file[at] ^= 1 << at % 8;
    }
    expect(readCheckpoint(file)).toEqual(sample);
  });

  test("is refused at every length but its own, with the place where it ends", () => {
    const file = writeCheckpoint(sample);
    for (let length = 0; length < file.length; length++) expect(["not-a-checkpoint", "wrong-length"]).toContain(faultOf(file.subarray(0, length)).fault);
    const cut = faultOf(file.subarray(0, file.length - 3));
    expect(cut).toMatchObject({ fault: "wrong-length", code: "bad-file", byteOffset: file.length - 3 });
    expect(cut.message).toMatch(/checkpoint before it/);
    expect(faultOf(Uint8Array.from([...file, 0])).fault).toBe("wrong-length");
  });

  test("names the damaged tensor", () => {
    const file = writeCheckpoint(sample);
    file[file.length - 1] ^= 1;
    const { fault, message, byteOffset } = faultOf(file);
    expect(fault).toBe("damaged");
    expect(message).toMatch(/"kernel" of other\/best .*byte \d+/);
    expect(byteOffset).toBe(file.length - 4);
  });

  test("of another version says which, and that the Kalium of that version continues it", () => {
    const file = writeCheckpoint(sample);
    new DataView(file.buffer).setUint32(8, 2, true);
    const { fault, message } = faultOf(sealed(file));
    expect(fault).toBe("other-version");
    expect(message).toMatch(/version 2; this Kalium reads version 1.*Continue it with the Kalium that wrote it/);
  });

  test("of another network is refused before its tensors are looked at", () => {
    const { fault, code, message } = faultOf(writeCheckpoint(sample), { graphHash: "1".repeat(64) });
    expect([fault, code]).toEqual(["other-graph", "weights-mismatch"]);
    expect(message).toMatch(/"sample"/);
  });

  test.each<[string, Uint8Array]>([
    ["a safetensors file", new Uint8Array(64)],
    ["a file whose line ends were translated", Uint8Array.from([0x89, 0x4b, 0x4c, 0x43, 0x0a, 0x1a, 0x0a, ...new Uint8Array(60)])],
  ])("is not taken from %s", (_title, file) => expect(faultOf(file).fault).toBe("not-a-checkpoint"));

  test.each<[string, string, string]>([
    ["a header that is not JSON", '{"state"', '"{state"'],
    ["an offset that runs out of the file", '"shape":[2,3]', '"shape":[9,9]'],
    ["a negative side", '"shape":[2,3]', '"shape":[-6]'],
    ["a missing step count", '"stepCount"', '"stopCount"'],
    ["a number without meaning", '"$number":"NaN"', '"$number":"Nun"'],
  ])("with right check sums but %s is refused", (_title, from, to) => expect(faultOf(withHeaderText(from, to)).fault).toBe("damaged"));

  test.each<[string, unknown, RegExp]>([
    ["an array of numbers", { a: [new Float32Array(2)] }, /checkpoint\.state\.notes\.a\[0\] is an object of a class of its own, Float32Array/],
    ["a function", { f: () => 1 }, /notes\.f is a function/],
    ["a hole", [undefined], /notes\[0\] is undefined/],
    ["the reserved field", { $number: "1" }, /reserved/],
  ])("is not written with %s in its notes", (_title, notes, message) => {
    expect(() => writeCheckpoint({ ...sample, notes })).toThrow(EngineError);
    expect(() => writeCheckpoint({ ...sample, notes })).toThrow(message);
  });

  test("is not written with a tensor that is not of its shape", () => {
    expect(() => writeCheckpoint({ ...sample, weights: { a: { shape: [3], data: new Float32Array(2) } } })).toThrow(/"a" of weights is \[3\] with 2 values/);
  });
});
