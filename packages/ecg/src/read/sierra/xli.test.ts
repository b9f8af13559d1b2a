import { describe, expect, it } from "vitest";
import { packXli } from "./packXli.testing.ts";
import { decodeXli, restoreLimbLeads } from "./xli.ts";

describe("decodeXli", () => {
  it("unpacks leads of every kind: flat, steep, noisy, and longer than its table of strings", () => {
    let state = 7;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    for (const length of [3, 4, 100, 5500, 40_000]) {
      const leads = [
        new Int32Array(length),
        Int32Array.from({ length }, (_, i) => Math.round(3000 * Math.sin(i / 9))),
        Int32Array.from({ length }, () => Math.round(random() * 4000 - 2000)),
        Int32Array.from({ length }, (_, i) => (i % 50 === 0 ? 8000 : 0)),
      ];
      const packed = packXli(leads);
      expect(decodeXli(packed, 4, length)).toEqual(leads);
      expect(decodeXli(packed, 2, length)).toEqual(leads.slice(0, 2));
    }
  });

  it("refuses to unpack more than was declared, and says where data are missing", () => {
    const packed = packXli([new Int32Array(100), Int32Array.from({ length: 100 }, (_, i) => i * i)]);
    expect(decodeXli(packed, 2, 99)).toMatchObject({ code: "too-large", offset: 0 });
    expect(decodeXli(packed, 2, 101)).toMatchObject({ code: "truncated" });
    expect(decodeXli(packed, 3, 100)).toMatchObject({ code: "truncated", offset: packed.length });
    for (let cut = 0; cut < packed.length; cut++) expect(decodeXli(packed.subarray(0, cut), 2, 100)).toMatchObject({ code: "truncated" });
    const giant = packed.slice();
    new DataView(giant.buffer).setInt32(0, 2 ** 31 - 1, true);
    expect(decodeXli(giant, 2, 100)).toMatchObject({ code: "truncated", offset: 0 });
    new DataView(giant.buffer).setInt32(0, -1, true);
    expect(decodeXli(giant, 2, 100)).toMatchObject({ code: "truncated", offset: 0 });
  });
});

describe("restoreLimbLeads", () => {
  it("adds what I and II do not explain, halves cut toward zero", () => {
    const names = ["I", "II", "III", "aVR", "aVL", "aVF", "V1"];
    const leads = [[3, -3], [4, -4], [0, 0], [0, 1], [0, 0], [1, 0], [9, 9]].map((values) => Int32Array.from(values));
    expect(restoreLimbLeads(names, leads)).toBe(true);
    expect(leads.map((lead) => [...lead])).toEqual([[3, -3], [4, -4], [1, -1], [-3, 2], [1, -1], [1, -2], [9, 9]]);
  });

  it("leaves leads alone that are not those of a standard set", () => {
    const leads = [Int32Array.of(1), Int32Array.of(2)];
    expect(restoreLimbLeads(["X", "Y"], leads)).toBe(true);
    expect(restoreLimbLeads(["II", "III"], leads)).toBe(false);
    expect(restoreLimbLeads(["Channel 1", "Channel 2"], leads)).toBe(false);
    expect(leads).toEqual([Int32Array.of(1), Int32Array.of(2)]);
  });
});
