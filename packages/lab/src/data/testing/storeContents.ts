/** For tests only: everything that a store holds, sample by sample, as plain text to be compared. */
import type { DeidentifiedRecording } from "@kalium/ecg";
import type { DatasetStore } from "../store/datasetStore.ts";

export interface DatasetContents {
  readonly title: string;
  readonly state: "whole" | "interrupted";
  /** In the order in which they were stored. */
  readonly recordings: readonly string[];
}

/** What a recording must come back as. */
export function contentsOf(recording: DeidentifiedRecording): string {
  return JSON.stringify([recording.id, recording.facts.potassiumMmolPerL, recording.facts.personId, recording.annotations.map(({ sampleIndex }) => sampleIndex), recording.signals.map(({ samples }) => Array.from(samples, String).join())]);
}

export async function contentsOfStore(store: DatasetStore): Promise<readonly DatasetContents[]> {
  const contents: DatasetContents[] = [];
  for (const { key, title, state } of await store.list()) {
    const recordings: string[] = [];
    for (const row of await store.rows(key)) {
      const opened = await store.recording(key, row.key);
      const samples = await opened.readSamples(0, 0, opened.groups[0]!.frameCount);
      recordings.push(JSON.stringify([opened.id, opened.facts.potassiumMmolPerL, opened.facts.personId, opened.annotations.map(({ sampleIndex }) => sampleIndex), samples.map((lead) => Array.from(lead, String).join())]));
    }
    contents.push({ title, state, recordings });
  }
  return contents.sort((a, b) => (a.title + a.state < b.title + b.state ? -1 : 1));
}
