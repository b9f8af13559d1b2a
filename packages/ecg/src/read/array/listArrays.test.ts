import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sourceFileFromBytes } from "../sourceFile.ts";
import { listArrays } from "./listArrays.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/", import.meta.url);
const list = async (path: string) => (await listArrays(sourceFileFromBytes(path, new Uint8Array(readFileSync(new URL(path, GOLDEN)))))).map(({ name, shape }) => `${name} ${shape.join("×")}`);

it("lists the arrays that can hold an ECG, whatever the container", async () => {
  expect(await list("mat/v4_tiny.mat")).toEqual(["val 2×32", "b 1×20"]);
  expect(await list("mat/v5_tiny_packed.mat")).toEqual(["val 2×32", "S.d 1×20"]);
  expect((await list("hdf5/v73.mat")).sort()).toEqual(["ECG.data 3×300", "list{1} 1×300", "val 3×300"]);
  expect(await list("hdf5/code15.h5")).toEqual(["tracings 5×128×12"]);
  expect(await list("parquet/stated.parquet")).toEqual(["I, II 2×700", "I 1×700", "II 1×700"]);
  expect(await list("parquet/records_snappy.parquet")).toEqual(["I, II 6×2", "I 6", "II 6"]);
});
