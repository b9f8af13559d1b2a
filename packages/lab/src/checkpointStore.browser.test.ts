import { afterEach, expect, test } from "vitest";
import { openCheckpointClient } from "./checkpointClient.ts";
import { loadStudyCheckpoint, openStudyCheckpoint } from "./studyCheckpoint.ts";
import { writeSafetensors } from "@kalium/engine";

const client = openCheckpointClient();
const job = (jobKey: string, detail: string) => ({ jobKey, title: "Test", savedAt: "2026-01-01T00:00:00Z", detail });
const bytes = (...values: number[]) => Uint8Array.from(values);

afterEach(() => client.erase());

async function folderOf(jobKey: string): Promise<FileSystemDirectoryHandle> {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle("kalium-checkpoints");
  return root.getDirectoryHandle(jobKey);
}

async function writeDirectly(jobKey: string, name: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
  const writable = await (await (await folderOf(jobKey)).getFileHandle(name, { create: true })).createWritable();
  await writable.write(content);
  await writable.close();
}

async function namesIn(jobKey: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (await folderOf(jobKey)).keys()) names.push(name);
  return names.sort();
}

test("what was saved is loaded again, and nothing else is kept", async () => {
  await client.save(job("a", "one"), { first: bytes(1, 2, 3) }, ["first"]);
  await client.save(job("a", "two"), { second: bytes(4) }, ["second"]);
  const loaded = await client.load("a");
  expect(loaded?.manifest.detail).toBe("two");
  expect(loaded?.files).toEqual({ second: bytes(4) });
  expect(await namesIn("a")).toEqual(["manifest.json", "second"]);
});

test("saves asked for at the same time do not lose each other's files", async () => {
  await Promise.all([1, 2, 3, 4].map((value) => client.save(job("a", `${value}`), { [`f${value}`]: bytes(value) }, ["f1", "f2", "f3", "f4"])));
  expect(Object.keys((await client.load("a"))!.files).sort()).toEqual(["f1", "f2", "f3", "f4"]);
});

test("a file whose bytes do not match the manifest is passed over", async () => {
  await client.save(job("a", "x"), { good: bytes(1), bad: bytes(2) }, ["good", "bad"]);
  await writeDirectly("a", "bad", bytes(9));
  expect((await client.load("a"))!.files).toEqual({ good: bytes(1) });
});

test("a temporary file left by a crash is removed and never loaded", async () => {
  await client.save(job("a", "x"), { good: bytes(1) }, ["good"]);
  await writeDirectly("a", "next.tmp", bytes(7));
  expect((await client.load("a"))!.files).toEqual({ good: bytes(1) });
  expect(await namesIn("a")).toEqual(["good", "manifest.json"]);
});

test("a manifest that is not whole counts as no checkpoint", async () => {
  await client.save(job("a", "x"), { good: bytes(1) }, ["good"]);
  await writeDirectly("a", "manifest.json", new TextEncoder().encode('{"format":"kalium-ch'));
  expect(await client.load("a")).toBeNull();
});

test("stored jobs are listed with their size, and erased one by one", async () => {
  await client.save(job("a", "x"), { f: bytes(1, 2) }, ["f"]);
  await client.save(job("b", "y"), { f: bytes(1, 2, 3) }, ["f"]);
  expect((await client.list()).map(({ jobKey, byteLength }) => [jobKey, byteLength]).sort()).toEqual([["a", 2], ["b", 3]]);
  await client.erase("a");
  expect((await client.list()).map(({ jobKey }) => jobKey)).toEqual(["b"]);
});

test("a study keeps the last two epochs of a fold, and falls back to the earlier one when the newer is damaged", async () => {
  const checkpoint = openStudyCheckpoint(client, "study", "Test", () => "2026-01-01T00:00:00Z", []);
  for (const epoch of [1, 2, 3]) await checkpoint.saveEpoch(0, epoch, bytes(epoch), `epoch ${epoch}`);
  expect(await namesIn("study")).toEqual(["fold-0-epoch-2", "fold-0-epoch-3", "manifest.json"]);
  expect((await loadStudyCheckpoint(client, "study"))!.saved.epochStates.get(0)).toEqual({ epoch: 3, bytes: bytes(3) });
  await writeDirectly("study", "fold-0-epoch-3", bytes(0));
  expect((await loadStudyCheckpoint(client, "study"))!.saved.epochStates.get(0)).toEqual({ epoch: 2, bytes: bytes(2) });
});

test("a finished fold and a finished person come back as they were", async () => {
  const weights = { w: { shape: [2], data: Float32Array.of(1, 2) } };
  const checkpoint = openStudyCheckpoint(client, "study", "Test", () => "2026-01-01T00:00:00Z", []);
  const fold = { weights, bestEpoch: 3, history: [], beatAccuracy: { train: 1, validation: 0.5, test: null }, testScores: null, waitedShare: 0 };
  const person = { personId: "p/1 ü", foldIndex: 0, trajectories: [], personalWeights: weights };
  await checkpoint.saveEpoch(0, 1, writeSafetensors(weights), "epoch 1");
  await checkpoint.saveFold(0, fold, "fold");
  await checkpoint.savePerson(person, "person");
  const { saved } = (await loadStudyCheckpoint(client, "study"))!;
  expect(saved.finishedFolds.get(0)).toEqual(fold);
  expect(saved.finishedPeople.get("p/1 ü")).toEqual(person);
  expect(saved.epochStates.size).toBe(0);
});
