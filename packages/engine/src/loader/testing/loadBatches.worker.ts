/** A worker of the browser tests: loads two epochs of a stored file, as the training worker would, and posts what it saw. */
import { createBatchLoader } from "../batchLoader.ts";
import { fileSource } from "../fileRows.ts";
import type { LoaderPosition } from "../batchLoader.ts";
import { openWorkerSource } from "../workerSource.ts";
import { digestOf } from "./digestOf.ts";
import { seededRandom } from "../../seededRandom.ts";

export interface LoadRequest {
  readonly fileName: string;
  readonly rowLength: number;
  readonly labels: Int32Array;
  readonly batchSize: number;
  /** In a worker of its own, or on the thread of this one. */
  readonly nested: boolean;
  readonly residentBytes?: number;
  /** Length of the pretended step, of which every millisecond keeps this thread busy. */
  readonly stepMs: number;
  readonly from?: LoaderPosition;
}

export interface LoadAnswer {
  /** By batch. */
  readonly digests: readonly number[];
  readonly positions: readonly LoaderPosition[];
  readonly waitedShare: number;
  readonly batchCount: number;
  readonly error?: string;
}

async function load({ fileName, rowLength, labels, batchSize, nested, residentBytes, stepMs, from }: LoadRequest): Promise<LoadAnswer> {
  const open = async () => {
    if (nested) return openWorkerSource({ place: { kind: "file", path: [fileName], rowLength, residentBytes }, labels });
    const folder = await navigator.storage.getDirectory();
    return fileSource(await (await folder.getFileHandle(fileName)).createSyncAccessHandle(), { fileName, rowLength, residentBytes, labels });
  };
  const loader = createBatchLoader({ source: await open(), batchSize, random: (epoch) => seededRandom(3)(`batches ${epoch}`), epochs: 2, from, nowMs: () => performance.now() });
  const digests: number[] = [];
  const positions: LoaderPosition[] = [];
  for (let batch = await loader.next(); batch !== null; batch = await loader.next()) {
    digests.push(digestOf(batch.inputs));
    positions.push(loader.position());
    const end = performance.now() + stepMs;
    while (performance.now() < end);
  }
  const waitedShare = loader.waitedShare();
  loader.dispose();
  return { digests, positions, waitedShare, batchCount: digests.length };
}

self.addEventListener("message", (event: MessageEvent<LoadRequest>) => {
  load(event.data).then(
    (answer) => self.postMessage(answer),
    (error: unknown) => self.postMessage({ digests: [], positions: [], waitedShare: 0, batchCount: 0, error: String(error) } satisfies LoadAnswer),
  );
});
