import { FormatError } from "@kalium/ecg";
import { EngineError } from "@kalium/engine";
import { expect, test } from "vitest";
import { fromWorker, LabError, throwingPlainErrors } from "./plainError.ts";

test("a typed error keeps its code, file and remedy across a structured clone", async () => {
  const api = throwingPlainErrors({
    read: async () => {
      throw new FormatError("truncated", { file: "100.dat", byteOffset: 12 }, "the file ends early", "Copy it again.");
    },
  });
  const crossed = api.read().catch((thrown: unknown) => Promise.reject(structuredClone(thrown)));
  const error = await fromWorker(crossed).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LabError);
  expect(error).toMatchObject({ name: "FormatError", code: "truncated", file: "100.dat", remedy: "Copy it again." });
});

test("the code of a lost device crosses, so that a run can go on by itself", async () => {
  const api = throwingPlainErrors({
    step: async () => {
      throw new EngineError("device-lost", "The GPU device went away.", "Create the executor again.");
    },
  });
  const crossed = api.step().catch((thrown: unknown) => Promise.reject(structuredClone(thrown)));
  await expect(fromWorker(crossed)).rejects.toMatchObject({ name: "EngineError", code: "device-lost", remedy: "Create the executor again." });
});
