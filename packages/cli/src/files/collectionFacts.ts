/** What the tables of a public collection say about its recordings. */
import { FormatError, recogniseDataset, type DatasetFacts, type OpenedRecording, type RecognisedDataset, type SourceFile } from "@kalium/ecg";
import { UsageError } from "../usageError.ts";

/**
 * The collection that the files are, or null. @throws UsageError when one of its tables cannot be read: going on would take
 * every recording for another person.
 */
export async function recogniseCollection(files: readonly SourceFile[]): Promise<RecognisedDataset | null> {
  try {
    return await recogniseDataset(files);
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(`A table beside the recordings cannot be read (${error.code}). Repair it or take it away.`);
    throw error;
  }
}

/** The recording with the facts of the tables, where they know it, in place of its own. */
export function withCollectionFacts(opened: OpenedRecording, known: DatasetFacts | null): OpenedRecording {
  if (known === null) return opened;
  const { facts } = opened;
  return {
    ...opened,
    facts: { ...facts, personId: known.personId ?? facts.personId, startTimeMs: known.timeMs ?? facts.startTimeMs, sex: known.sex ?? facts.sex, ageYears: known.ageYears ?? facts.ageYears },
  };
}
