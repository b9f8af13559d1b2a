/** The worker that imports is ended at random moments, on the browser's own file system; what is found afterwards must be sound. */
import { afterEach, expect, test } from "vitest";
import type { ImportOrder } from "../testing/importing.worker.ts";
import { contentsOf, contentsOfStore } from "../testing/storeContents.ts";
import { syntheticRecording } from "../testing/syntheticRecordings.ts";
import { createDatasetStore, tidyStore } from "./datasetStore.ts";
import { openOpfsRoot } from "./opfsFolder.ts";

const ROUNDS = 200;
const COUNT = 24;
/** Number between 0 and 1 that differs from round to round, the same in every run. */
const uniform = (round: number) => (round * 0.6180339887498949) % 1;

const settings = { packBytes: 6000, chunkBytes: 2000, verification: "sizes", newKey: () => "unused", now: () => "now" } as const;
const expected = Array.from({ length: COUNT }, (_, number) => contentsOf(syntheticRecording(number, 500)));

afterEach(async () => {
  await createDatasetStore(await openOpfsRoot(), settings).erase(null);
});

/** Starts a worker and ends it `afterMs` after it began to import. Answers whether it had finished by then. */
function importAndEnd(order: ImportOrder, afterMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("../testing/importing.worker.ts", import.meta.url), { type: "module" });
    const end = (isDone: boolean) => {
      worker.terminate();
      resolve(isDone);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (typeof data === "object") reject(new Error(`${data.code}: ${data.message}`));
      else if (data === "done") end(true);
      else setTimeout(() => end(false), afterMs);
    };
    worker.postMessage(order);
  });
}

/** Null, or what is wrong with the store: each data set must be a prefix of what was given, or all of it when it is whole. */
async function faultInStore(least: number): Promise<{ readonly fault: string | null; readonly stored: number }> {
  const root = await openOpfsRoot();
  await tidyStore(root, "sizes");
  const contents = await contentsOfStore(createDatasetStore(root, settings)).catch((error: Error) => error);
  if (contents instanceof Error) return { fault: contents.message, stored: 0 };
  if (contents.length > 1) return { fault: `${contents.length} data sets of one title`, stored: 0 };
  const recordings = contents[0]?.recordings ?? [];
  const stored = recordings.length;
  if (!recordings.every((recording, index) => recording === expected[index])) return { fault: "a recording is not what was given", stored };
  if (contents[0]?.state === "whole" && stored !== COUNT) return { fault: `whole with ${stored} recordings`, stored };
  return { fault: stored < least ? `${least} recordings were stored, ${stored} are left` : null, stored };
}

/** Ends imports until `rounds` were ended or, with `untilFault`, something was found wrong. */
async function endImports(rounds: number, writesInPlace: boolean, untilFault: boolean): Promise<{ readonly faults: readonly string[]; readonly finished: number }> {
  const faults: string[] = [];
  let [stored, ended, finished] = [0, 0, 0];
  for (let round = 0; ended < rounds && !(untilFault && faults.length > 0); round++) {
    const isDone = await importAndEnd({ title: "ended", count: COUNT, packBytes: settings.packBytes, writesInPlace, slow: true }, 80 * uniform(round));
    if (!isDone) ended += 1;
    const found = await faultInStore(stored);
    if (found.fault !== null) faults.push(`round ${round}: ${found.fault}`);
    stored = found.stored;
    if (isDone || stored === COUNT) {
      finished += 1;
      stored = 0;
      await createDatasetStore(await openOpfsRoot(), settings).erase(null);
    }
  }
  return { faults, finished };
}

test(`an import whose worker is ended at ${ROUNDS} random moments is always sound, and is finished in the end`, async () => {
  const { faults, finished } = await endImports(ROUNDS, false, false);
  expect(faults).toEqual([]);
  expect(finished).toBeGreaterThan(2);
});

test("a store that writes its manifest in place is found out", async () => {
  expect((await endImports(ROUNDS, true, true)).faults).toHaveLength(1);
});
