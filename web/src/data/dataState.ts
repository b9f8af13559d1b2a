/** What the data page knows, and nothing of how it is drawn. */
import type {
  DataFlowStep, DataProgress, DataRoom, DeidentificationReport, FileQuestion, PairingOutcome, RecordingRow, RejectedRow, ResultTableCandidate, StorageFacts,
  StoredDataset, TextForReview,
} from "@kalium/lab";

/** What a person says about a text table or an array. */
export type AnswerOptions = Parameters<DataRoom["answer"]>[1];

/** Something that went wrong or is done, said once. */
export interface PageMessage {
  readonly kind: "done" | "failed";
  readonly text: string;
}

export interface RunningJob {
  /** What is being done, for the person. */
  readonly label: string;
  readonly progress: DataProgress | null;
  readonly perSecond: number | null;
  readonly stopping: boolean;
}

/** A recording in the viewer: one that is open, or one of a stored data set. */
export interface ViewedRecording {
  readonly row: RecordingRow;
  readonly datasetKey: string | null;
}

export interface DataState {
  readonly rows: readonly RecordingRow[];
  readonly rejected: readonly RejectedRow[];
  readonly questions: readonly FileQuestion[];
  readonly tables: readonly ResultTableCandidate[];
  /** Name of the public collection that was recognised. */
  readonly dataset: string | null;
  readonly openFlow: readonly DataFlowStep[];
  readonly selected: ReadonlySet<string>;
  readonly viewed: ViewedRecording | null;
  readonly pairing: PairingOutcome | null;
  /** Minutes by which the ECG clock may be wrong, as said when pairing. */
  readonly clockUncertaintyMinutes: number;
  readonly texts: readonly TextForReview[] | null;
  readonly keptTexts: ReadonlySet<string>;
  readonly kept: { readonly dataset: StoredDataset; readonly report: DeidentificationReport; readonly rejected: readonly RejectedRow[] } | null;
  readonly datasets: readonly StoredDataset[] | null;
  readonly storage: StorageFacts | null;
  /** Why nothing can be stored or listed here; "" when it can. */
  readonly storeProblem: string;
  readonly openDataset: { readonly key: string; readonly rows: readonly RecordingRow[] } | null;
  readonly job: RunningJob | null;
  readonly message: PageMessage | null;
}

export const EMPTY_STATE: DataState = {
  rows: [], rejected: [], questions: [], tables: [], dataset: null, openFlow: [], selected: new Set(), viewed: null, pairing: null, clockUncertaintyMinutes: 0, texts: null,
  keptTexts: new Set(), kept: null, datasets: null, storage: null, storeProblem: "", openDataset: null, job: null, message: null,
};

/** What is open and gone when the tab closes; the rest of the state is about the store. */
export const NOTHING_OPEN = { rows: [], rejected: [], questions: [], tables: [], dataset: null, openFlow: [], selected: new Set<string>(), pairing: null, clockUncertaintyMinutes: 0, texts: null, keptTexts: new Set<string>() } satisfies Partial<DataState>;
