/** The worker's side of a `workerSource`: opens one place and fills batches from it. */
import { EngineError } from "../engineError.ts";
import { fileReader } from "./fileRows.ts";
import type { SyncReadHandle } from "./fileRows.ts";
import type { RowAnswer, RowChannel, RowPlace, RowRequest } from "./rowProtocol.ts";
import { arrayReader } from "./rowSource.ts";
import type { RowReader } from "./rowSource.ts";

/** Answers the requests of one channel. @param openFile opens a file for reading by its path */
export function serveRows(channel: RowChannel, openFile: (path: readonly string[]) => Promise<SyncReadHandle>): void {
  let reader: RowReader | null = null;

  const open = async (place: RowPlace): Promise<RowReader> => {
    if (place.kind === "array") return arrayReader(place.inputs, place.rowLength, place.rowCount);
    const handle = await openFile(place.path);
    try {
      return fileReader(handle, { ...place, fileName: place.path.join("/") });
    } catch (error) {
      handle.close();
      throw error;
    }
  };
  const answer = async (request: RowRequest): Promise<RowAnswer> => {
    if (request.kind === "open") {
      reader = await open(request.place);
      return { id: request.id, inputs: null };
    }
    reader!.read(request.rows, request.inputs);
    return { id: request.id, inputs: request.inputs };
  };

  channel.addEventListener("message", ({ data }: MessageEvent<RowRequest>) => {
    answer(data)
      .catch((error: unknown): RowAnswer => ({ id: data.id, error: describeError(error) }))
      .then((result) => channel.postMessage(result, "inputs" in result && result.inputs !== null ? [result.inputs.buffer as ArrayBuffer] : []));
  });
}

function describeError(error: unknown): Extract<RowAnswer, { error: unknown }>["error"] {
  if (error instanceof EngineError) return { code: error.code, problem: error.message.slice(0, -error.remedy.length - 1), remedy: error.remedy };
  return { code: "bad-file", problem: `The rows could not be read: ${error instanceof Error ? error.message : String(error)}.`, remedy: "Close other windows that use this data, or import the recordings again." };
}
