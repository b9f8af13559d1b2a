import { expect, test } from "vitest";
import { LabError } from "./plainError.ts";
import { workerFailure } from "./workerFailure.ts";

test("a worker that cannot be loaded rejects with what to do", async () => {
  const worker = new Worker(new URL("/no-such-worker.js", document.baseURI), { type: "module" });
  const error = await workerFailure(worker).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LabError);
  expect(error).toMatchObject({ code: "worker-failed", remedy: expect.stringContaining("reload") as string });
  worker.terminate();
});
