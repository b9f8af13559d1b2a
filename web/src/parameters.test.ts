import { expect, it } from "vitest";
import { readParameters } from "./parameters.ts";

it("has seed 1 and no executor when the address says nothing", () => {
  expect(readParameters("", null)).toEqual({ parameters: { seed: 1, executor: null }, asked: { by: "nobody" }, problems: [] });
});

it("reads seed and executor from the address, which rules over Settings", () => {
  expect(readParameters("?name=x&seed=7&executor=wasm", "tfjs:webgl")).toMatchObject({ parameters: { seed: 7, executor: "wasm" }, asked: { by: "address", name: "wasm" } });
  expect(readParameters("?executor=auto", "tfjs:webgl").parameters.executor).toBeNull();
});

it("takes the executor of Settings when the address names none", () => {
  expect(readParameters("?seed=0", "webgpu")).toEqual({ parameters: { seed: 0, executor: "webgpu" }, asked: { by: "settings", name: "webgpu" }, problems: [] });
});

it.each(["-1", "1.5", "x", "", "4294967296", "1e3"])("says that seed %j is not one, and which is used", (seed) => {
  const { parameters, problems } = readParameters(`?seed=${seed}`, null);
  expect(parameters.seed).toBe(1);
  expect(problems).toEqual([expect.stringContaining(`“${seed}”`)]);
});

it.each([
  ["?executor=gpu", null, /“gpu” in the address is none of webgpu, wasm, /],
  ["", "tfjs:opencl", /“tfjs:opencl” kept in Settings is none of webgpu, wasm, /],
  ["?executor=toString", null, /“toString”/],
])("says that there is no such executor (%s, %s), and lets the lab choose", (search, stored, problem) => {
  const { parameters, asked, problems } = readParameters(search, stored);
  expect({ executor: parameters.executor, asked }).toEqual({ executor: null, asked: { by: "nobody" } });
  expect(problems).toEqual([expect.stringMatching(problem)]);
});
