import { expect, it } from "vitest";
import { readParameters } from "./parameters.ts";

it("has seed 1 and no executor when the address says nothing", () => {
  expect(readParameters("", null)).toEqual({ parameters: { seed: 1, executor: null }, problems: [] });
});

it("reads seed and executor from the address, which rules over Settings", () => {
  expect(readParameters("?name=x&seed=7&executor=tfjs:wasm", "tfjs:webgl").parameters).toEqual({ seed: 7, executor: "tfjs:wasm" });
  expect(readParameters("?executor=auto", "tfjs:webgl").parameters.executor).toBeNull();
});

it("takes the executor of Settings when the address names none", () => {
  expect(readParameters("?seed=0", "tfjs:webgl").parameters).toEqual({ seed: 0, executor: "tfjs:webgl" });
});

it.each(["-1", "1.5", "x", "", "4294967296", "1e3"])("says that seed %j is not one, and which is used", (seed) => {
  const { parameters, problems } = readParameters(`?seed=${seed}`, null);
  expect(parameters.seed).toBe(1);
  expect(problems).toEqual([expect.stringContaining(`“${seed}”`)]);
});
