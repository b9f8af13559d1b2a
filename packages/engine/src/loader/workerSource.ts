/**
 * Rows that another thread reads: an array that moves there, or a file of the origin private file system. Batches are filled while this thread computes; their
 * memory goes there and comes back without being copied.
 */
import { EngineError } from "../engineError.ts";
import type { RowAnswer, RowChannel, RowPlace, RowRequest } from "./rowProtocol.ts";
import { labelTable } from "./rowSource.ts";
import type { RowSource } from "./rowSource.ts";

export interface WorkerSourceOptions {
  /** An array is moved to the worker and is empty here afterwards, unless its memory is shared. */
  readonly place:
    | { readonly kind: "array"; readonly inputs: Float32Array; readonly rowLength: number }
    | { readonly kind: "file"; readonly path: readonly string[]; readonly rowLength: number; /** As in `FileRowLayout`. */ readonly byteOffset?: number; readonly residentBytes?: number };
  /** [rowCount × labelsPerRow]; they stay on this thread. */
  readonly labels: Int32Array | Float32Array;
  /** Default 1. */
  readonly labelsPerRow?: number;
  /** Default: a worker of its own. */
  readonly connect?: () => RowConnection;
}

/** A way to the serving side, and its end. */
export interface RowConnection {
  readonly channel: RowChannel;
  /** Calls back when the other side is gone. */
  readonly onFailure: (listener: (problem: string) => void) => void;
  readonly close: () => void;
}

function connectWorker(): RowConnection {
  const worker = new Worker(new URL("./row.worker.ts", import.meta.url), { type: "module" });
  return {
    channel: worker,
    onFailure: (listener) => worker.addEventListener("error", (event) => listener(event.message || "it could not start")),
    close: () => worker.terminate(),
  };
}

type RowRequestBody = RowRequest extends infer Request ? (Request extends RowRequest ? Omit<Request, "id"> : never) : never;

/**
 * Opens rows in a worker.
 * @throws {EngineError} `bad-file` for a file that is missing, in use or too short, `bad-input` for arrays that do not fit
 */
export async function openWorkerSource({ place, labels, labelsPerRow = 1, connect = connectWorker }: WorkerSourceOptions): Promise<RowSource> {
  const table = labelTable(labels, labelsPerRow);
  const { rowLength } = place;
  const { channel, onFailure, close } = connect();
  const waiting = new Map<number, { readonly resolve: (inputs: Float32Array | null) => void; readonly reject: (error: EngineError) => void }>();
  let lastId = 0;
  let failure: EngineError | null = null;

  const failAll = (error: EngineError): void => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  onFailure((problem) => failAll(new EngineError("bad-file", `The worker that reads rows failed: ${problem}.`, "Open the data again.")));
  channel.addEventListener("message", ({ data }: MessageEvent<RowAnswer>) => {
    const asker = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) asker?.reject(new EngineError(data.error.code, data.error.problem, data.error.remedy));
    else asker?.resolve(data.inputs);
  });
  const ask = (body: RowRequestBody, transfer: Transferable[]): Promise<Float32Array | null> =>
    new Promise((resolve, reject) => {
      if (failure !== null) return reject(failure);
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      channel.postMessage({ id, ...body }, transfer);
    });
  const movable = (array: Float32Array): Transferable[] => (array.buffer instanceof ArrayBuffer ? [array.buffer] : []);

  try {
    const whole: RowPlace = { ...place, rowCount: table.rowCount };
    await ask({ kind: "open", place: whole }, whole.kind === "array" ? movable(whole.inputs) : []);
  } catch (error) {
    close();
    throw error;
  }
  return {
    rowCount: table.rowCount,
    rowLength,
    labelsPerRow,
    remote: true,
    createBuffers: (capacity) => ({ inputs: new Float32Array(capacity * rowLength), labels: table.createLabels(capacity) }),
    async read(rows, into) {
      table.copyLabels(rows, into.labels);
      // A part of an array would take all of it along.
      const asked = rows.slice();
      const inputs = await ask({ kind: "read", rows: asked, inputs: into.inputs }, [asked.buffer, ...movable(into.inputs)]);
      return { inputs: inputs!, labels: into.labels };
    },
    dispose() {
      failAll(new EngineError("aborted", "The source was disposed of.", "Open it again."));
      close();
    },
  };
}
