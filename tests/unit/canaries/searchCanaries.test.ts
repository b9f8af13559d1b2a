import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { leakEncodings } from "../../canaries/leakEncodings.ts";
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
describe("the search for canaries", () => {
  it.each(leakEncodings)("finds a leak in %s", (_, encode) => {
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
