import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createPlanter } from "../../canaries/planter.ts";
import { canarySearch } from "../../canaries/searchCanaries.ts";

const planter = createPlanter(1);
const name = planter.name();
const date = planter.date();
const number = planter.number();
for (let i = 0; i < 40; i++) planter.any();
const search = canarySearch(planter.canaries);

const noise = (length: number, seed: number) => Buffer.from(Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 13) & 0xff));
const among = (bytes: Uint8Array) => Buffer.concat([noise(301, 7), bytes, noise(97, 3)]);
const found = (bytes: Uint8Array) => search(bytes, "x").map(({ canary }) => canary);
const zipMember = (content: Buffer) => {
  const packed = deflateRawSync(content);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt16LE(1, 26);
  return Buffer.concat([header, Buffer.from("a"), packed]);
};

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("the search for canaries", () => {
  it.each<[string, (text: string) => Uint8Array]>([
    ["UTF-8", (text) => Buffer.from(text)],
    ["UTF-16 LE", (text) => Buffer.from(text, "utf16le")],
    ["UTF-16 BE", utf16be],
    ["UTF-32", (text) => Buffer.from(Uint32Array.from(text, (letter) => letter.codePointAt(0)!).buffer)],
    ["Latin-1", (text) => Buffer.from(text, "latin1")],
    ["capitals", (text) => Buffer.from(text.toUpperCase().replace("Ü", "ü").replace("É", "é").replace("Ø", "ø").replace("Ñ", "ñ"))],
    ["hexadecimal", (text) => Buffer.from(Buffer.from(text).toString("hex"))],
    ["capital hexadecimal", (text) => Buffer.from(Buffer.from(text, "utf16le").toString("hex").toUpperCase())],
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
  ])("finds a leak in %s", (_, encode) => {
    for (const text of [name, date.iso, number]) expect(found(among(encode(text)))).toContain(text);
  });

  it("finds a part of a name, and a date in another form", () => {
    expect(found(Buffer.from(`PN ${name.split(" ")[1]}`))).not.toEqual([]);
    for (const form of [date.compact, date.dotted, date.spoken]) expect(found(Buffer.from(`born ${form}`))).not.toEqual([]);
  });

  it("finds nothing in bytes without a canary, compressed or not", () => {
    const clean = Buffer.concat([noise(5000, 1), deflateSync(noise(500, 2)), Buffer.from("no 12 P7HA-001 Kalium".repeat(50))]);
    expect(found(clean)).toEqual([]);
  });

  it("plants no value twice", () => {
    const values = planter.canaries.map(({ planted }) => planted);
    expect(new Set(values).size).toBe(values.length);
    expect(values.length).toBeGreaterThanOrEqual(43);
  });
});
