import { expect, it } from "vitest";
import { findSupportProblems } from "./support.ts";

const full = { Worker: class {}, WebAssembly: {}, crossOriginIsolated: true, navigator: { storage: { getDirectory: () => {} } } };

it("finds nothing to say where everything is there", () => {
  expect(findSupportProblems(full)).toEqual([]);
});

it("stops without Web Workers", () => {
  expect(findSupportProblems({ ...full, Worker: undefined })).toEqual([{ kind: "stop", message: expect.stringContaining("Web Workers") }]);
});

it("warns of missing headers without isolation, of slowness without WebAssembly and of no resuming without storage", () => {
  const problems = findSupportProblems({ Worker: full.Worker });
  expect(problems.map(({ kind }) => kind)).toEqual(["mind", "mind", "mind"]);
  expect(problems.map(({ message }) => message).join()).toMatch(/WebAssembly is switched off.*Kalium's headers.*resumed/);
});
