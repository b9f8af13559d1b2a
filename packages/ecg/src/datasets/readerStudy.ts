/**
 * The public 300-ECG potassium reader study (Lin et al. 2020, doi:10.2196/15931): one table of class labels by `hash_id`, one CSV a
 * recording. It has no licence and is never part of Kalium; a person who fetched it opens it from the own disk.
 */
import { stemOf, type SourceFile } from "../read/sourceFile.ts";
import { readNamedRows, type FolderTable } from "./folderTables.ts";
import { knownFacts, type DatasetFacts, type RecognisedDataset } from "./recognisedDataset.ts";

const LABEL = /^LABEL\[K: (.+)\]$/;

export async function recogniseReaderStudy(_files: readonly SourceFile[], tables: readonly FolderTable[]): Promise<RecognisedDataset | null> {
  const table = tables.find((candidate) => candidate.has("hash_id") && candidate.columns.some((column) => LABEL.test(column)));
  if (table === undefined) return null;
  const classes = table.columns.flatMap((column) => {
    const match = LABEL.exec(column);
    return match === null ? [] : [{ column, name: match[1]!.trim() }];
  });
  const byHash = new Map<string, DatasetFacts>();
  const repeated = new Set<string>();
  for await (const at of readNamedRows(table.file)) {
    const hash = at("hash_id");
    const own = classes.find(({ column }) => Number(at(column)) === 1);
    if (byHash.has(hash)) repeated.add(hash);
    byHash.set(hash, knownFacts({ personId: hash, recordId: hash, potassiumClass: own?.name ?? null }));
  }
  return {
    name: "ECG potassium reader study",
    notes: [
      "The study states potassium as one of five classes, not as a value.",
      "The collection has no licence: use it on this computer only, and do not pass it on.",
      "Limb leads disagree by a few units in places; that is so in the source.",
      ...(repeated.size === 0 ? [] : [`${repeated.size === 1 ? "One recording appears" : `${repeated.size} recordings appear`} twice in the table and counts once: ${[...repeated].map((hash) => `${hash.slice(0, 8)}…`).join(", ")}.`]),
    ],
    tablePaths: tables.map((candidate) => candidate.file.path),
    results: null,
    factsOf: (path, recordingId) => byHash.get(recordingId) ?? byHash.get(stemOf(path)) ?? null,
    openOptionsOf: () => null,
  };
}
