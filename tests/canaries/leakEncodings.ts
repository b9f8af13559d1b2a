/** Ways in which a careless writer could let a text through. */
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";

export const leakEncodings: readonly (readonly [string, (text: string) => Uint8Array])[] = [
  ["UTF-8", (text) => Buffer.from(text)],
  ["UTF-16 LE", (text) => Buffer.from(text, "utf16le")],
  ["UTF-16 BE", (text) => Buffer.from(text, "utf16le").swap16()],
  ["UTF-32", (text) => Buffer.from(Uint32Array.from(text, (letter) => letter.codePointAt(0)!).buffer)],
  ["Latin-1", (text) => Buffer.from(text, "latin1")],
  ["ASCII capitals", (text) => Buffer.from(text.replace(/[a-z]/g, (letter) => letter.toUpperCase()))],
  ["hexadecimal", (text) => Buffer.from(Buffer.from(text).toString("hex"))],
  ["capital hexadecimal of UTF-16", (text) => Buffer.from(Buffer.from(text, "utf16le").toString("hex").toUpperCase())],
  ["base64", (text) => Buffer.from(Buffer.from(text).toString("base64"))],
  ["base64, one byte on", (text) => Buffer.from(Buffer.from(`a${text}bc`).toString("base64"))],
  ["base64, two bytes on", (text) => Buffer.from(Buffer.from(`ab${text}c`).toString("base64"))],
  ["base64 of UTF-16", (text) => Buffer.from(Buffer.from(`a${text}`, "utf16le").toString("base64"))],
  ["base64 of Latin-1, in short lines", (text) => Buffer.from(Buffer.from(`ab${text}`, "latin1").toString("base64").replace(/(.{5})/g, "$1\r\n"))],
  ["zlib", (text) => deflateSync(Buffer.from(`x${text}`))],
  ["gzip of UTF-16", (text) => gzipSync(Buffer.from(`x${text}`, "utf16le"))],
  ["a ZIP member", (text) => zipMember(Buffer.from(text))],
  ["gzip in base64", (text) => Buffer.from(gzipSync(Buffer.from(text)).toString("base64"))],
  ["zlib in a ZIP member", (text) => zipMember(deflateSync(Buffer.from(text)))],
];

function zipMember(content: Buffer): Uint8Array {
  const packed = deflateRawSync(content);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt16LE(1, 26);
  return Buffer.concat([header, Buffer.from("a"), packed]);
}
