/** Which encoding an XML file is in, and its bytes as UTF-8. */
import { FormatError } from "../../errors.ts";
import { decodeWindows1252 } from "./xmlText.ts";

/** Longest XML declaration that is looked at. */
const DECLARATION_BYTES = 200;

/** What the first bytes say: how many of them are a byte order mark, and the encoding that they prove, if any. */
function provenEncoding(bytes: Uint8Array): { readonly markBytes: number; readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | null } {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { markBytes: 3, encoding: "utf-8" };
  if (a === 0xff && b === 0xfe) return { markBytes: 2, encoding: "utf-16le" };
  if (a === 0xfe && b === 0xff) return { markBytes: 2, encoding: "utf-16be" };
  if (a !== 0 && a !== undefined && b === 0) return { markBytes: 0, encoding: "utf-16le" };
  if (a === 0 && b !== 0) return { markBytes: 0, encoding: "utf-16be" };
  return { markBytes: 0, encoding: null };
}

/** Encoding by byte order mark, else by the zero bytes of UTF-16, else as declared; "utf-8" when nothing says otherwise. */
export function xmlEncodingOf(bytes: Uint8Array): string {
  const proven = provenEncoding(bytes).encoding;
  if (proven !== null) return proven;
  let head = "";
  for (const byte of bytes.subarray(0, DECLARATION_BYTES)) head += String.fromCharCode(byte);
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(head)?.[1]?.toLowerCase() ?? "utf-8";
  // Text that was read here byte by byte cannot be UTF-16, whatever it declares: string writers that keep the declaration do this.
  return /^(utf-?16|ucs-?2|iso-10646-ucs-2)/.test(declared) ? "utf-8" : declared;
}

/**
 * The bytes of the document as UTF-8 without byte order mark: a part of `bytes` where they are UTF-8 already.
 * @throws FormatError "unsupported" for an encoding that the platform cannot decode.
 */
export function toUtf8(bytes: Uint8Array, file: string): Uint8Array {
  const encoding = xmlEncodingOf(bytes);
  const body = bytes.subarray(provenEncoding(bytes).markBytes);
  if (encoding === "utf-8" || encoding === "us-ascii" || encoding === "ascii") return body;
  if (/^(iso-?8859-1|latin-?1|l1|windows-1252|cp-?1252)$/.test(encoding)) return new TextEncoder().encode(decodeWindows1252(body));
  return new TextEncoder().encode(decoderOf(encoding, file).decode(body));
}

function decoderOf(encoding: string, file: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { ignoreBOM: true });
  } catch {
    throw new FormatError("unsupported", { file, line: 1 }, `the text encoding "${encoding}" cannot be decoded`, "Save the file as UTF-8.");
  }
}

/** Name of the root element from the first bytes of a file, without its prefix; null when they are not the start of XML. Never throws. */
export function sniffXmlRoot(head: Uint8Array): string | null {
  const { markBytes, encoding } = provenEncoding(head);
  let at = markBytes;
  while (at < head.length && at < markBytes + 64 && (head[at]! <= 0x20)) at++;
  if (head[at] !== 0x3c) return null;
  const text = new TextDecoder(encoding ?? "windows-1252").decode(head.subarray(markBytes));
  for (let from = 0; ;) {
    const open = text.indexOf("<", from);
    if (open < 0) return null;
    const close = text.startsWith("<!--", open) ? "-->" : text.startsWith("<?", open) ? "?>" : text.startsWith("<!", open) ? ">" : null;
    if (close === null) return /^(?:[\w.-]+:)?([A-Za-z_][\w.-]*)/.exec(text.slice(open + 1, open + 129))?.[1] ?? null;
    const end = text.indexOf(close, open);
    if (end < 0) return null;
    from = end + close.length;
  }
}
