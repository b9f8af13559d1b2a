/** What a loader and the worker that reads for it say to each other. The memory of a batch travels with the messages and is never copied. */
import type { EngineErrorCode } from "../engineError.ts";

/** Rows that a worker is to hold: an array, which moves there, or a file of the origin private file system. */
export type RowPlace =
  | { readonly kind: "array"; readonly inputs: Float32Array; readonly rowLength: number; readonly rowCount: number }
  | { readonly kind: "file"; readonly path: readonly string[]; readonly rowLength: number; readonly rowCount: number; readonly byteOffset?: number; readonly residentBytes?: number };

export type RowRequest =
  | { readonly id: number; readonly kind: "open"; readonly place: RowPlace }
  | { readonly id: number; readonly kind: "read"; readonly rows: Uint32Array; readonly inputs: Float32Array };

export type RowAnswer =
  | { readonly id: number; readonly inputs: Float32Array | null }
  | { readonly id: number; readonly error: { readonly code: EngineErrorCode; readonly problem: string; readonly remedy: string } };

/** A worker, its inside, or a port. */
export interface RowChannel {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}
