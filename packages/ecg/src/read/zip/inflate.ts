/**
 * Unpacking with a bound. A few kilobytes can be made to unpack to gigabytes; nothing here ever holds more than the caller
 * allows, and no room is taken before there is something to put in it.
 */
import type { FormatErrorPlace } from "../../errors.ts";
import { damaged, tooLarge } from "./packedDataErrors.ts";

/** Container of the deflated bytes: RFC 1950, RFC 1952 or none (RFC 1951). */
export type InflateFormat = "zlib" | "gzip" | "raw";

const STREAM_FORMAT: Readonly<Record<InflateFormat, CompressionFormat>> = { zlib: "deflate", gzip: "gzip", raw: "deflate-raw" };

/** Up to here the plain decoder is quicker than starting a stream [measured: 0.25 ms per stream in Node 20]. */
const SMALL_BYTE_COUNT = 4096;
/** Deflate packs at most 1032:1, so one piece unpacks to 4 MB at most before the bound is looked at again. */
const PIECE_BYTE_COUNT = 4096;

let atOnce: typeof import("./inflateAtOnce.ts") | null = null;

/**
 * Unpacks `bytes`.
 * @throws FormatError "too-large" as soon as more than `maxBytes` come out; "malformed" for damaged or unfinished data;
 * "checksum" where the checksum of the container does not match.
 */
export async function inflateBounded(bytes: Uint8Array, format: InflateFormat, maxBytes: number, place: FormatErrorPlace = { file: "packed data" }): Promise<Uint8Array> {
  if (bytes.length <= SMALL_BYTE_COUNT) {
    // Fetched with the first small element: most recordings hold nothing packed.
    atOnce ??= await import("./inflateAtOnce.ts");
    return atOnce.inflateAtOnce(bytes, format, maxBytes, place);
  }
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of inflatePieces(piecesOf(bytes), format, place)) {
    total += part.length;
    if (total > maxBytes) throw tooLarge(maxBytes, place);
    parts.push(part);
  }
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTE_COUNT) yield bytes.subarray(from, from + PIECE_BYTE_COUNT);
}

/**
 * Unpacks a stream of packed pieces (4 kB each at most, see {@link PIECE_BYTE_COUNT}); the caller counts and stops when it
 * has enough: leaving the loop ends the decoder.
 * @throws FormatError "malformed"; errors of the packed stream itself pass through.
 */
export async function* inflatePieces(packed: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, format: InflateFormat, place: FormatErrorPlace): AsyncGenerator<Uint8Array> {
  const decoder = new DecompressionStream(STREAM_FORMAT[format]);
  const writer = decoder.writable.getWriter();
  let sourceFault: { readonly error: unknown } | null = null;
  const feed = async (): Promise<void> => {
    try {
      for await (const piece of packed) {
        const writing = writer.ready.then(() => writer.write(piece as Uint8Array<ArrayBuffer>));
        if (!(await writing.then(() => true, () => false))) return;
      }
    } catch (error) {
      sourceFault = { error };
      return writer.abort(error);
    }
    return writer.close();
  };
  const feeding = feed().catch(() => undefined);
  const reader = decoder.readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
    await feeding;
    if (sourceFault !== null) throw (sourceFault as { readonly error: unknown }).error;
    throw damaged(place);
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
