import { describe, expect, it } from "vitest";
import { hasSharedData, listShared, readShared, readSharedText } from "../../testing/sharedData.ts";
import { readWfdbAnnotations } from "./wfdbAnnotations.ts";

const word = (code: number, interval: number) => [interval & 0xff, (code << 2) | (interval >> 8)];

describe("readWfdbAnnotations", () => {
  it("reads SKIP in both directions, SUB, CHN, NUM and AUX", () => {
    const bytes = Uint8Array.from([
      ...word(28, 18), ...word(63, 3), 0x28, 0x4e, 0x00, 0x00, // "+" with aux "(N" and one padding byte
      ...word(59, 0), 0x01, 0x00, 0x00, 0x00, ...word(1, 5), // skip of 65536, then N
      ...word(62, 2), ...word(60, 7), ...word(61, 0x3ff),
      ...word(59, 0), 0xff, 0xff, 0xfe, 0xff, ...word(5, 10), // skip of −2, then V keeps channel and number, not subtype
      0, 0,
    ]);
    expect(readWfdbAnnotations(bytes, "x.atr")).toEqual([
      { sampleIndex: 18, symbol: "+", aux: "(N", subtype: 0, channel: 0, number: 0 },
      { sampleIndex: 65559, symbol: "N", aux: "", subtype: -1, channel: 2, number: 7 },
      { sampleIndex: 65567, symbol: "V", aux: "", subtype: 0, channel: 2, number: 7 },
    ]);
  });

  it("applies a stated time resolution and defined mnemonics, and leaves the definitions out", () => {
    const note = (text: string) => [...word(22, 0), ...word(63, text.length), ...new TextEncoder().encode(text), ...(text.length % 2 ? [0] : [])];
    const bytes = Uint8Array.from([
      ...note("## time resolution: 720"),
      ...note("## annotation type definitions"),
      ...note("42 ~x a mark of our own"),
      ...note("## end of definitions"),
      ...word(42, 720),
      ...word(43, 3),
      0, 0,
    ]);
    const annotations = readWfdbAnnotations(bytes, "x.atr", { samplingRateHz: 360 });
    expect(annotations.map(({ sampleIndex, symbol }) => [sampleIndex, symbol])).toEqual([[360, "~x"], [362, "[43]"]]);
  });

  it("refuses an empty file, a missing closing mark, a cut SKIP or AUX, and a modifier without annotation", () => {
    const codeOf = (bytes: number[]) => {
      try {
        readWfdbAnnotations(Uint8Array.from(bytes), "x.atr");
      } catch (error) {
        return (error as { code: string }).code;
      }
      return "accepted";
    };
    expect(codeOf([])).toBe("empty-file");
    expect(codeOf([...word(1, 5)])).toBe("truncated");
    expect(codeOf([...word(1, 5), 0])).toBe("truncated");
    expect(codeOf([...word(1, 5), ...word(59, 0), 0, 0])).toBe("truncated");
    expect(codeOf([...word(1, 5), ...word(63, 9), 65])).toBe("truncated");
    expect(codeOf([...word(62, 1), 0, 0])).toBe("malformed");
    expect(codeOf([...word(59, 0), 0xff, 0xff, 0, 0, ...word(1, 5), 0, 0])).toBe("malformed");
    expect(codeOf([0, 0])).toBe("accepted");
  });

  it.skipIf(!hasSharedData).each([
    ["wfdb-samples/100.atr", "ann-1"],
    ["wfdb-samples/12726.anI", "ann-2"],
    ["wfdb-samples/1003.atr", "ann-3"],
  ])("reads %s as the WFDB tools do (%s)", (path, expectedName) => {
    const own = readWfdbAnnotations(readShared(path), path);
    const lines = readSharedText(`wfdb-samples/expected/${expectedName}`).split(/\r?\n/).filter((line) => line.trim() !== "");
    const expected = lines.map((line) => {
      const fields = /^\s*(?:\[.*?\]|\S+)\s+(\d+)\s+(\S+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)(?:\t(.*))?$/.exec(line);
      if (!fields) throw new Error(`cannot read expected line ${JSON.stringify(line)}`);
      return [Number(fields[1]), fields[2], Number(fields[3]), Number(fields[4]), Number(fields[5]), (fields[6] ?? "").trim()];
    });
    expect(expected.length).toBeGreaterThan(20);
    expect(own.map((a) => [a.sampleIndex, a.symbol, a.subtype, a.channel, a.number, a.aux.trim()])).toEqual(expected);
  });

  it.skipIf(!hasSharedData)("finds the published counts in every QTDB and MIT-BIH file", () => {
    const counts: Record<string, number> = {
      "mitdb/100.atr": 2274, "mitdb/105.atr": 2691, "mitdb/108.atr": 1824, "mitdb/119.atr": 2094, "mitdb/200.atr": 2792, "mitdb/203.atr": 3108,
      "mitdb/208.atr": 3040, "mitdb/217.atr": 2280, "qtdb/sel100.q1c": 240, "qtdb/sel102.q1c": 595, "qtdb/sel123.q1c": 298, "qtdb/sel16265.q1c": 240,
      "qtdb/sel803.q1c": 240, "qtdb/sele0107.q1c": 312, "qtdb/sel100.atr": 1134, "qtdb/sel102.atr": 1088, "qtdb/sele0107.atr": 823,
    };
    for (const [path, count] of Object.entries(counts)) expect([path, readWfdbAnnotations(readShared(path), path).length]).toEqual([path, count]);
  });

  it.skipIf(!hasSharedData)("reads the lead-named annotation files of LUDB, with the published totals and first waves of record 1", () => {
    const perSymbol: Record<string, number> = {};
    for (const file of listShared("ludb/data")) {
      if (/\.(hea|dat)$/.test(file.path)) continue;
      for (const { symbol } of readWfdbAnnotations(readShared(file.path), file.path)) perSymbol[symbol] = (perSymbol[symbol] ?? 0) + 1;
    }
    expect(perSymbol).toMatchObject({ N: 10892, t: 9783, p: 8280, "(": 28901, ")": 28955 });
    const first = readWfdbAnnotations(readShared("ludb/data/1.ii"), "1.ii").slice(0, 6);
    expect(first.map(({ sampleIndex, symbol }) => [sampleIndex, symbol])).toEqual([[644, "("], [662, "N"], [682, ")"], [776, "("], [843, "t"], [878, ")"]]);
  });
});
