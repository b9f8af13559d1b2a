/** Headers of Parquet pages. */
import type { ByteWindow } from "../array/byteWindow.ts";
import { FormatError } from "../../errors.ts";
import { damaged, numberField, readThriftStruct, structField } from "./thrift.ts";

/** What is needed of a page to unpack it. */
export interface PagePlace {
  readonly kind: "data" | "data-v2" | "dictionary" | "other";
  readonly from: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly valueCount: number;
  /** Rows that begin in the page, where the header says so (version 2). */
  readonly rowCount: number | null;
  readonly encoding: number;
  /** Bytes of the levels before the values, version 2 only. */
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly isPacked: boolean;
  readonly crc: number | null;
  /** Where the next page begins. */
  readonly next: number;
}

/** A page header holds small statistics at most; a longer one is none. */
const MOST_HEADER_BYTES = 65_536;
const FIRST_HEADER_BYTES = 256;
const MOST_RATIO = 100;
const SMALL_PAGE_BYTES = 65_536;
const MOST_PAGE_BYTES = 2 ** 28;
const KINDS = ["data", "other", "dictionary", "data-v2"] as const;

/** @throws FormatError "malformed", "too-large". */
export async function readPageHeader(bytes: ByteWindow, from: number, end: number): Promise<PagePlace> {
  let parsed: ReturnType<typeof readThriftStruct> | null = null;
  for (let room = FIRST_HEADER_BYTES; parsed === null; room *= 16) {
    const count = Math.min(room, end - from);
    try {
      parsed = readThriftStruct({ path: bytes.path, bytes: await bytes.at(from, count), from });
    } catch (error) {
      if (count === end - from || room >= MOST_HEADER_BYTES) throw error;
    }
  }
  const [header, headerBytes] = parsed;
  const kind = KINDS[numberField(header, 1, -1)] ?? "other";
  const size = numberField(header, 2, -1);
  const packedBytes = numberField(header, 3, -1);
  const start = from + headerBytes;
  if (size < 0 || packedBytes < 0 || start + packedBytes > end) throw damaged({ path: bytes.path, from }, 0, `a page of ${packedBytes} bytes in a column chunk that ends at byte ${end}`);
  if (size > Math.min(MOST_PAGE_BYTES, Math.max(SMALL_PAGE_BYTES, MOST_RATIO * packedBytes))) {
    throw new FormatError("too-large", { file: bytes.path, byteOffset: from }, `a page of ${packedBytes} bytes declares ${size} unpacked ones`, "Write the file again; if it stays so, it is made to harm and should be left out.");
  }
  const own = structField(header, kind === "dictionary" ? 7 : kind === "data" ? 5 : 8);
  if (own === null && kind !== "other") throw damaged({ path: bytes.path, from }, 0, "a page without its description");
  const version2 = kind === "data-v2";
  const whole = (id: number): number => {
    const value = own === null ? 0 : numberField(own, id, 0);
    if (value < 0) throw damaged({ path: bytes.path, from }, 0, "a page with a negative count");
    return value;
  };
  const definitionBytes = version2 ? whole(5) : 0;
  const repetitionBytes = version2 ? whole(6) : 0;
  if (definitionBytes + repetitionBytes > Math.min(size, packedBytes)) throw damaged({ path: bytes.path, from }, 0, "levels longer than their page");
  const crc = header.get(4);
  return {
    kind, from: start, packedBytes, bytes: size, valueCount: whole(1), rowCount: version2 ? whole(3) : null, encoding: whole(version2 ? 4 : 2),
    definitionBytes, repetitionBytes, isPacked: own?.get(7) !== false || !version2, crc: typeof crc === "number" ? crc >>> 0 : null, next: start + packedBytes,
  };
}
