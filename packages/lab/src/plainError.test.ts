import { FormatError } from "@kalium/ecg";
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
