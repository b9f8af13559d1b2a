import { afterEach, describe, expect, test, vi } from "vitest";
import { chooseExecutor, listExecutors } from "./chooseExecutor.ts";
import { EngineError } from "./engineError.ts";
import { isSoftwareAdapter } from "./tfjs/probeBackend.ts";

/** A navigator whose GPU offers this adapter. */
const withAdapter = (info: object): void => {
  vi.stubGlobal("navigator", { gpu: { requestAdapter: () => Promise.resolve({ info }) } });
};
afterEach(() => vi.unstubAllGlobals());

describe("the choice of an executor", () => {
  test("falls on WebAssembly in Node and says what was passed over", async () => {
    const { info } = await chooseExecutor();
    expect(info.name).toBe("wasm");
    expect(info.adapter).toContain("SIMD");
    expect(info.reason).toMatch(/WebAssembly.*webgpu is not available\.$/);
  });

  test("passes over a software GPU, and says so", async () => {
    withAdapter({ vendor: "google", architecture: "swiftshader" });
    const { info } = await chooseExecutor();
    expect(info.name).toBe("wasm");
    expect(info.reason).toContain("software adapter (google swiftshader)");
  });

  test("lists all of them with availability and a sentence", async () => {
    withAdapter({ vendor: "somebody", architecture: "real-1" });
    const list = await listExecutors();
    expect(list.map(({ name, available, automatic }) => [name, available, automatic])).toEqual([
      ["webgpu", true, true],
      ["wasm", true, true],
      ["tfjs:webgl", false, false],
      ["tfjs:wasm", true, true],
      ["tfjs:cpu", true, true],
      ["tfjs:webgpu", true, false],
    ]);
    for (const { reason } of list) expect(reason).toMatch(/\.$/);
  });

  test("obeys a forced executor", async () => {
    expect((await chooseExecutor({ forced: "tfjs:cpu" })).info).toMatchObject({ name: "tfjs:cpu", reason: "Asked for by name." });
  });

  test("refuses a forced executor that cannot run, with a remedy, and one that does not exist", async () => {
    await expect(chooseExecutor({ forced: "tfjs:webgpu" })).rejects.toMatchObject({ code: "executor-unavailable", remedy: expect.stringContaining("executor wasm") });
    await expect(chooseExecutor({ forced: "tfjs:abacus" as "tfjs:cpu" })).rejects.toBeInstanceOf(EngineError);
  });

  test.each([
    [{ isFallbackAdapter: true }, true],
    [{ vendor: "google", architecture: "swiftshader" }, true],
    [{ description: "llvmpipe (LLVM 15)" }, true],
    [{ vendor: "nvidia", architecture: "hopper" }, false],
    [{ vendor: "apple", architecture: "metal-3", isFallbackAdapter: false }, false],
  ])("knows a software adapter: %j → %s", (info, expected) => {
    expect(isSoftwareAdapter(info)).toBe(expected);
  });
});
