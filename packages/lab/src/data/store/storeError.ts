/** What can go wrong with the store, in words for the person. */
export type DataStoreErrorCode =
  | "disk-full"
  | "store-failed"
  | "damaged"
  | "no-store"
  /** The pass phrase is not the one under which the first part of the import was stored. */
  | "other-key"
  /** Another tab is writing. */
  | "busy-elsewhere"
  | "unknown-dataset";

const REMEDIES: Readonly<Record<DataStoreErrorCode, string>> = {
  "disk-full": "Free some disk space or erase stored data sets, then store again: what is already stored is kept and not stored twice.",
  "store-failed": "Try again; what was stored before is intact.",
  damaged: "Drop the original files again and store them under the same title, or erase the data set.",
  "no-store": "Open Kalium over https or localhost in a current browser; nothing was stored.",
  "other-key": "Use the pass phrase of the first part, or store under another title.",
  "busy-elsewhere": "Wait until the other tab is done, or close it.",
  "unknown-dataset": "List the stored data sets again; it may have been erased in another tab.",
};

/** The store could not do what was asked; what was stored before is intact. */
export class DataStoreError extends Error {
  override readonly name = "DataStoreError";
  readonly remedy: string;
  constructor(
    readonly code: DataStoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.remedy = REMEDIES[code];
  }
}

/** The store's own error for anything that writing threw. */
export function storeErrorFrom(cause: unknown, doing: string): DataStoreError {
  if (cause instanceof DataStoreError) return cause;
  const { name, message } = cause as { name?: string; message?: string };
  const isFull = name === "QuotaExceededError";
  return new DataStoreError(isFull ? "disk-full" : "store-failed", `${doing} failed: ${isFull ? "the space that the browser gives is used up" : (message ?? String(cause))}.`, { cause });
}
