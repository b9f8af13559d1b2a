import { describe, expect, it } from "vitest";
import { openRecordings } from "../../open/readRecording.ts";
import { hasSharedData, listShared, makeFile } from "../../testing/sharedData.ts";
import { fileNameOf, type SourceFile } from "../sourceFile.ts";
import { listAnnotators, readAnnotationFile } from "./annotators.ts";
import { readWfdbAnnotations } from "./wfdbAnnotations.ts";

const MARK = Uint8Array.of(3, 1 << 2, 0, 0);
const record = (): SourceFile[] => [makeFile("d/s.hea", "s 1 250 3\ns.dat 16 10/mV\n"), makeFile("d/s.dat", Uint8Array.of(1, 0, 2, 0, 3, 0))];

describe("listAnnotators", () => {
  it("finds every annotation file by content, atr first, and nothing that holds something else", async () => {
    const files = [
      ...record(), makeFile("d/s.q1c", MARK), makeFile("d/s.atr", MARK), makeFile("d/s.pu10", MARK), makeFile("d/s.pu2", MARK), makeFile("e/s.man", MARK), makeFile("d/other.man", MARK),
      makeFile("d/s.xws", MARK), makeFile("d/s.txt", "text"), makeFile("d/s.note", "a text without closing mark"), makeFile("d/s.scp", Uint8Array.of(...MARK, 7, 7)), makeFile("d/s.none", Uint8Array.of(0, 0)), makeFile("d/s", MARK),
    ];
    expect((await listAnnotators(files[0]!, files)).map(({ name }) => name)).toEqual(["atr", "pu2", "pu10", "q1c"]);
  });

  it("makes the default of a record: atr, else the only one there is, else none with a note", async () => {
    const open = async (...annotators: string[]) => {
      const files = [...record(), ...annotators.map((name, k) => makeFile(`d/s.${name}`, Uint8Array.of(k + 1, 1 << 2, 0, 0)))];
      const [opened] = await openRecordings(files[0]!, files);
      return { first: opened!.annotations[0]?.sampleIndex ?? null, notes: opened!.notes, files: opened!.files.map(fileNameOf) };
    };
    expect(await open()).toEqual({ first: null, notes: [], files: ["s.hea", "s.dat"] });
    expect(await open("qrs", "atr", "man")).toEqual({ first: 2, notes: [], files: ["s.hea", "s.dat", "s.atr"] });
    expect(await open("qrs")).toEqual({ first: 1, notes: [], files: ["s.hea", "s.dat", "s.qrs"] });
    const several = await open("i", "ii");
    expect(several).toMatchObject({ first: null, files: ["s.hea", "s.dat"] });
    expect(several.notes[0]).toContain("i, ii");
  });

  it.skipIf(!hasSharedData)("finds the twelve leads of LUDB and all passes of QTDB", async () => {
    const namesOf = async (folder: string, name: string) => {
      const files = listShared(folder);
      return (await listAnnotators(files.find(({ path }) => path === `${folder}/${name}.hea`)!, files)).map((annotator) => annotator.name);
    };
    expect((await namesOf("ludb/data", "1")).sort()).toEqual(["avf", "avl", "avr", "i", "ii", "iii", "v1", "v2", "v3", "v4", "v5", "v6"]);
    expect(await namesOf("qtdb", "sel100")).toEqual(["atr", "man", "pu", "pu0", "pu1", "q1c", "q2c", "qt1", "qt2"]);
  });
});

/** One annotation in AHA form, by the layout in annot(5) and in the WFDB library: no file of this form is at hand. */
const aha = (letter: string, time: number, serial: number, subtype = 0, aux = "") => [
  0, letter.charCodeAt(0), (time >> 16) & 0xff, time >> 24, time & 0xff, (time >> 8) & 0xff, serial & 0xff, serial >> 8, subtype & 0xff, 1,
  ...Array.from({ length: 6 }, (_, k) => aux.charCodeAt(k) || 0),
];

describe("AHA annotation files (synthetic)", () => {
  it("are recognised by content, mapped to WFDB mnemonics, with times beyond 16 bits, subtypes and texts", async () => {
    const bytes = Uint8Array.from([
      ...aha("N", 100, 1), ...aha("V", 70_000, 2, 3), ...aha("U", 70_001, 3), ...aha("U", 70_002, 4, 2), ...aha("O", 70_003, 5, 0, "note"), ...aha("P", 70_004, 6, 0, "sixsix"),
      ...aha("[", 70_005, 7), ...aha("]", 70_006, 8), ...aha("F", 70_007, 9), ...aha("E", 70_008, 10), ...aha("R", 70_009, 11), ...aha("Q", 70_010, 12),
    ]);
    const { form, annotations } = await readAnnotationFile(makeFile("1001.atr", bytes));
    expect(form).toBe("AHA");
    expect(annotations.map(({ sampleIndex, symbol, subtype, aux }) => [sampleIndex, symbol, subtype, aux])).toEqual([
      [100, "N", 0, ""], [70_000, "V", 3, ""], [70_001, "~", -1, ""], [70_002, "~", 2, ""], [70_003, '"', 0, "note"], [70_004, "/", 0, "sixsix"],
      [70_005, "[", 0, ""], [70_006, "]", 0, ""], [70_007, "F", 0, ""], [70_008, "E", 0, ""], [70_009, "r", 0, ""], [70_010, "Q", 0, ""],
    ]);
    expect(readWfdbAnnotations(Uint8Array.from([...bytes, 0xff, 0]), "1001.atr").length).toBe(12);
  });

  it("are refused where they are cut, hold another letter, or a time before the start", () => {
    const codeOf = (bytes: number[]) => {
      try {
        readWfdbAnnotations(Uint8Array.from(bytes), "1001.atr");
      } catch (error) {
        return (error as { code: string }).code;
      }
      return "accepted";
    };
    expect(codeOf([...aha("N", 1, 1), ...aha("N", 2, 2).slice(0, 9)])).toBe("truncated");
    expect(codeOf([...aha("N", 1, 1), ...aha("Z", 2, 2)])).toBe("malformed");
    expect(codeOf([...aha("N", 1, 1), ...aha("N", -2, 2)])).toBe("malformed");
  });
});
