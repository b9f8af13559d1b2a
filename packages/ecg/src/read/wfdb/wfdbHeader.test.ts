import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import { decodeText } from "../exactBytes.ts";
import { looksLikeWfdbHeader, parseWfdbHeader } from "./wfdbHeader.ts";

describe("parseWfdbHeader", () => {
  it("reads the header of MIT-BIH record 100 with its CR LF line ends", () => {
    const header = parseWfdbHeader(
      "100 2 360 650000\r\n100.dat 212 200 11 1024 995 -22131 0 MLII\r\n100.dat 212 200 11 1024 1011 20052 0 V5\r\n# 69 M 1085 1629 x1\r\n",
      "100.hea",
    );
    expect(header).toMatchObject({ recordName: "100", samplingRateHz: 360, frameCount: 650000, counterFrequencyHz: null, comments: [" 69 M 1085 1629 x1"] });
    expect(header.signals[1]).toEqual({
      fileName: "100.dat", format: 212, samplesPerFrame: 1, skewFrames: 0, byteOffset: 0, gainPerUnit: 200, baselineCount: 1024,
      unit: "mV", adcResolutionBits: 11, adcZeroCount: 1024, initialCount: 1011, checksum: 20052, blockSizeBytes: 0, description: "V5", line: 3,
    });
    expect(header.signals[0].checksum).toBe(65536 - 22131);
  });

  it("splits counter frequency and base counter from the rate", () => {
    const header = parseWfdbHeader("x 1 360/24.5(-7) 10 12:30:00 01/02/1999\nx.dat 16\n", "x.hea");
    expect(header).toMatchObject({ samplingRateHz: 360, counterFrequencyHz: 24.5, baseCounter: -7 });
  });

  it("reads samples per frame, skew, byte offset, baseline and unit", () => {
    const header = parseWfdbHeader("x 2 500 10\nx.mat 16x2:3+24 1000.0(-5)/mv 16 0 -20 -11799 0 ECG lead II\nx.mat 16+24 1.5e3/uV 12 7\n", "x.hea");
    expect(header.signals[0]).toMatchObject({
      format: 16, samplesPerFrame: 2, skewFrames: 3, byteOffset: 24, gainPerUnit: 1000, baselineCount: -5, unit: "mv", checksum: 53737, description: "ECG lead II",
    });
    expect(header.signals[1]).toMatchObject({ gainPerUnit: 1500, unit: "uV", baselineCount: 7, checksum: null, initialCount: null, description: "signal 1" });
  });

  it("fills in the defaults of the format", () => {
    const header = parseWfdbHeader("# comment first\nx 1\nx.dat 212 0\n", "x.hea");
    expect(header).toMatchObject({ samplingRateHz: 250, frameCount: null });
    expect(header.signals[0]).toMatchObject({ gainPerUnit: 200, baselineCount: 0, unit: "mV", adcResolutionBits: 12 });
  });

  it("reads the segments of a multi-segment record, gaps and layout included, with time and date", () => {
    const header = parseWfdbHeader("p/3 2 125 3750 16:57:09.000 26/10/2137\np_layout 0\n~ 3000\np_1 750\n# Location: micu\n", "p.hea");
    expect(header).toMatchObject({ recordName: "p", signalCount: 2, frameCount: 3750, signals: [], baseTime: "16:57:09.000", baseDate: "26/10/2137" });
    expect(header.segments).toEqual([{ recordName: "p_layout", frameCount: 0, line: 2 }, { recordName: "~", frameCount: 3000, line: 3 }, { recordName: "p_1", frameCount: 750, line: 4 }]);
  });

  it("reads units in Latin-1 as well as in UTF-8", () => {
    const text = "x 1 500 10\nx.dat 16 1/µV\n";
    for (const bytes of [new TextEncoder().encode(text), Uint8Array.from(text, (letter) => letter.charCodeAt(0))]) {
      expect(parseWfdbHeader(decodeText(bytes), "x.hea").signals[0]!.unit).toBe("µV");
    }
  });

  it.each([
    ["# comment\n\n100 2 360 650000\r\n100.dat 212 200 11 1024 995 -22131 0 MLII\r\n", true],
    ["x 1\nx 16\n", true],
    ["x 1 250/24000(3) 10 1:2:3 1/2/1999\nx.dat 99x2:3+24 200\n", true],
    ["p/2 2 125 2000\np1 1000\np2 1000\n", true],
    ["x 0 250 3\n", true],
    ["1 2 3 4\n5 16 7 8\n", false],
    ["lead,I,II\n1,2,3\n", false],
    ["hello world\n", false],
    ["<?xml version=\"1.0\"?>\n", false],
    ["0       X X X X\u0000", false],
  ])("recognises %j by its first two lines: %s", (text, expected) => {
    expect(looksLikeWfdbHeader(new TextEncoder().encode(text))).toBe(expected);
  });

  it.each([
    ["", "empty-file", undefined],
    [" \r\n", "empty-file", undefined],
    ["# only a comment\n", "malformed", undefined],
    ["p000878/36 2 125 100\n", "malformed", 1],
    ["x/2 2 125 100\nx_1 50\nx_2\n", "malformed", 3],
    ["x/2 2 125 100\nx_1 50\n../x_2 50\n", "malformed", 3],
    ["x 1 125 99999999999999999\nx.dat 16\n", "malformed", 1],
    ["hello world\n", "malformed", 1],
    ["x two 360\n", "malformed", 1],
    ["x 99999999 360\n", "malformed", 1],
    ["x 1 fast\nx.dat 16\n", "malformed", 1],
    ["x 1 0\nx.dat 16\n", "malformed", 1],
    ["x 1 1e308\nx.dat 16\n", "malformed", 1],
    ["x 1 250 10\nx.dat 16 1e308\n", "malformed", 2],
    ["x 1 250 10\nx.dat 16 1e-308\n", "malformed", 2],
    ["x 1 360 many\nx.dat 16\n", "malformed", 1],
    ["x 2 360 10\nx.dat 16\n", "malformed", 2],
    ["x 1 360 10\nx.dat\n", "malformed", 2],
    ["x 1 360 10\nx.dat sixteen\n", "malformed", 2],
    ["x 1 360 10\nx.dat 16x0\n", "malformed", 2],
    ["x 1 360 10\nx.dat 16 200(a)/mV\n", "malformed", 2],
    ["x 1 360 10\nx.dat 16 -200\n", "malformed", 2],
    ["x 1 360 10\nx.dat 16 200 11 1024 99.5\n", "malformed", 2],
  ])("refuses %j as %s and says where", (text, code, line) => {
    try {
      parseWfdbHeader(text, "folder/x.hea");
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
      expect(error).toMatchObject({ code, place: { file: "folder/x.hea" } });
      expect((error as FormatError).place.line).toBe(line);
      expect((error as FormatError).message).toContain("folder/x.hea");
      expect((error as FormatError).remedy.length).toBeGreaterThan(10);
      return;
    }
    expect.unreachable("the header was accepted");
  });
});
