export type NotebookErrorCode =
  | "not-a-notebook"
  | "unprintable-cell"
  | "syntax"
  | "import-not-allowed"
  | "unsupported-cell"
  | "reserved-name"
  | "duplicate-name"
  | "unknown-name";

/** Where in which notebook. */
export interface NotebookPlace {
  /** Name or title of the notebook. */
  readonly notebook: string;
  readonly cellId?: number;
  /** One-based line within the cell's source. */
  readonly line?: number;
}

/** A notebook cannot be read, compiled or mounted. The message says where and why, `remedy` what to do. */
export class NotebookError extends Error {
  override readonly name = "NotebookError";
  constructor(
    readonly code: NotebookErrorCode,
    readonly place: NotebookPlace,
    reason: string,
    readonly remedy: string,
  ) {
    super(`${placeText(place)}: ${reason}`);
  }
}

function placeText({ notebook, cellId, line }: NotebookPlace): string {
  const cell = cellId === undefined ? "" : `, cell ${cellId}`;
  return `${notebook}${cell}${line === undefined ? "" : `, line ${line}`}`;
}
