/** A stored data set as recordings in millivolts, one in memory at a time. */
import { toRecording, type Recording } from "@kalium/ecg";
import type { RecordingStream } from "@kalium/study";
import type { DatasetStore } from "./store/datasetStore.ts";
import { DataStoreError } from "./store/storeError.ts";

export interface StoredStream {
  readonly title: string;
  readonly recordings: RecordingStream;
}

/** @throws DataStoreError "unknown-dataset". Recordings without potassium come without leads: nobody needs their samples. */
export async function streamStored(store: DatasetStore, datasetKey: string): Promise<StoredStream> {
  const dataset = (await store.list()).find(({ key }) => key === datasetKey);
  if (dataset === undefined) throw new DataStoreError("unknown-dataset", "There is no such data set any more.");
  const rows = await store.rows(datasetKey);
  return {
    title: dataset.title,
    recordings: {
      length: rows.length,
      async *[Symbol.asyncIterator]() {
        for (const row of rows) {
          const person = row.person ?? row.id;
          const timeS = row.startTimeMs === null ? null : row.startTimeMs / 1000;
          if (row.potassium === null) {
            yield { id: row.id, personId: person, samplingRateHz: row.samplingRateHz, sampleCount: 0, leads: [], annotations: [], potassiumMmolPerL: null, timeS, simulated: row.simulated } satisfies Recording;
          } else yield { ...(await toRecording(await store.recording(datasetKey, row.key), { personId: person })), timeS };
        }
      },
    },
  };
}
