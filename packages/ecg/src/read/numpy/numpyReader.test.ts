import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { ArrayLayout } from "../../open/formatReader.ts";
import { makeFile } from "../../testing/sharedData.ts";
import { zipToBytes } from "../zip/writeZip.ts";
import { describeNumpy, numpyReader } from "./numpyReader.ts";

interface Case {
  readonly name: string;
  readonly base64: string;
  readonly shape: readonly number[];
  readonly leadAxis: "first" | "last";
  readonly numbers: readonly (readonly (readonly number[])[])[];
}
/** Files that numpy wrote; see makeNumpyGolden.py. */
const cases = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/numpy/numpy.json", import.meta.url), "utf8")) as readonly Case[];
const bytesOf = ({ base64 }: Case): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));

function layout(leadNames: readonly string[], leadAxis: "first" | "last" = "first", arrayName: string | null = null): ArrayLayout {
  return { arrayName, samplingRateHz: 500, unit: "mV", gainPerUnit: 1000, leadNames, leadAxis };
}

async function errorOf(bytes: Uint8Array, array?: ArrayLayout): Promise<string> {
  return numpyReader
    .open(makeFile("x.npy", bytes), [], array === undefined ? {} : { array })
    .then(() => "none", (error: unknown) => (error instanceof FormatError ? `${error.code} ${error.message} ${error.remedy}` : `untyped ${String(error)}`));
}

/** An NPY 1.0 file with the header text as given. */
function makeNpy(header: string, data: Uint8Array): Uint8Array {
  return new Uint8Array([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length & 255, header.length >> 8, ...new TextEncoder().encode(header), ...data]);
}

describe("numpyReader", () => {
  it.each(cases.map((one) => [one.name, one] as const))("reads what numpy wrote, whole and by range: %s", async (_name, one) => {
    const file = makeFile("folder/x.npy", bytesOf(one));
    expect(numpyReader.recognises(bytesOf(one).subarray(0, 4096), file)).toBe(true);
    const leadNames = one.numbers[0]!.map((_, index) => `L${index}`);
    const opened = await numpyReader.open(file, [], { array: layout(leadNames, one.leadAxis, one.name.endsWith("NPZ") ? "ecg" : null) });
    expect(opened.length).toBe(one.numbers.length);
    for (const [record, recording] of opened.entries()) {
      const { frameCount, signals } = recording.groups[0]!;
      expect(signals.map(({ name, unit, samplingRateHz, gainPerUnit }) => [name, unit, samplingRateHz, gainPerUnit])).toEqual(leadNames.map((name) => [name, "mV", 500, 1000]));
      expect((await recording.readSamples(0, 0, frameCount)).map((samples) => [...samples])).toEqual(one.numbers[record]);
      expect((await recording.readSamples(0, 5, 17)).map((samples) => [...samples])).toEqual(one.numbers[record]!.map((lead) => lead.slice(5, 17)));
    }
  });

  it("keeps whole numbers as Int32Array and fractions as Float64Array", async () => {
    const open = async (name: string): Promise<string> => {
      const one = cases.find((each) => each.name === name)!;
      const [recording] = await numpyReader.open(makeFile("x.npy", bytesOf(one)), [], { array: layout(["a", "b", "c"].slice(0, one.numbers[0]!.length)) });
      return (await recording!.readSamples(0, 0, 3))[0]!.constructor.name;
    };
    expect(await Promise.all(["<i2", ">i8", "<u4", "<f2", "beyond 32 bits"].map(open))).toEqual(["Int32Array", "Int32Array", "Int32Array", "Float64Array", "Float64Array"]);
  });

  it("asks for rate, unit and leads, with names, shapes and a guess", async () => {
    const npz = bytesOf(cases.find(({ name }) => name === "deflated NPZ")!);
    expect(await errorOf(npz)).toContain("needs-answer");
    expect(await describeNumpy(makeFile("x.npz", npz))).toEqual({
      arrays: [{ name: "ecg", shape: [3, 40] }, { name: "one", shape: [] }],
      guess: { arrayName: "ecg", samplingRateHz: NaN, unit: "", gainPerUnit: NaN, leadNames: ["lead 1", "lead 2", "lead 3"], leadAxis: "first" },
    });
    expect(await errorOf(npz, layout(["a", "b"]))).toContain("needs-answer x.npy: the array has 3 leads");
    expect(await errorOf(npz, { ...layout(["a", "b", "c"]), samplingRateHz: NaN })).toContain("sampling rate");
    expect(await errorOf(npz, layout(["a"], "first", "labels"))).toContain("no-records");
  });

  it("refuses shapes larger than the file, objects and headers that are no plain dictionary, before taking room", async () => {
    const data = new Uint8Array(80);
    const header = (shape: string, descr = "<i2", order = "False"): Uint8Array => makeNpy(`{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`, data);
    expect(await errorOf(header("(41,)"), layout(["a"]))).toContain("truncated");
    expect(await errorOf(header("(999999999999, 999999999999, 999999999999)"), layout(["a"]))).toContain("truncated");
    expect(await errorOf(header("(40,)"), layout(["a"]))).toBe("none");
    expect(await errorOf(header("(40,)", "|O"), layout(["a"]))).toContain("unsupported");
    expect(await errorOf(header("(40,)", "<c8"), layout(["a"]))).toContain("unsupported");
    expect(await errorOf(header("(-1,)"), layout(["a"]))).toContain("malformed");
    expect(await errorOf(header("__import__('os')"), layout(["a"]))).toContain("malformed");
    expect(await errorOf(header("(40,)", "<i2", "Maybe"), layout(["a"]))).toContain("malformed");
    expect(await errorOf(header("(20, 2, 1)"), layout(["a"], "last"))).toContain("needs-answer");
    for (let cut = 6; cut < 90; cut++) expect(await errorOf(header("(40,)").subarray(0, cut), layout(["a"]))).toMatch(/^(truncated|malformed)/);
  });

  it("lists the names of all arrays, also of those that are no numbers", async () => {
    const npz = makeFile("x.npz", bytesOf(cases.find(({ name }) => name === "stored NPZ")!));
    const [opened] = await numpyReader.open(npz, [], { array: layout(["a", "b", "c"], "first", "ecg") });
    expect(opened!.id).toBe("x_ecg");
    expect(opened!.facts.texts.map(({ value }) => value)).toEqual(["ecg", "labels", "one"]);
  });

  it("refuses facts of ours that do not fit the arrays", async () => {
    const json = new TextEncoder().encode('{"version":1,"signals":[]}');
    const npz = await zipToBytes([{ name: "kalium.npy", bytes: makeNpy(`{'descr': '|u1', 'fortran_order': False, 'shape': (${json.length},), }\n`, json) }]);
    expect(await errorOf(npz)).toContain("malformed");
  });
});
