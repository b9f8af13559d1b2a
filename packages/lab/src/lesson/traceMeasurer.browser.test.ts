import { expect, test } from "vitest";
import { openTraceMeasurer } from "./traceMeasurer.ts";

const flat = ["II", "V4"].map((name) => ({ name, samplesMillivolt: new Float32Array(5000) }));

test("a measurer whose worker was ended answers null for what was under way, and starts another worker for the next trace", async () => {
  const { measure, dispose } = openTraceMeasurer();
  const interrupted = measure(flat, 500);
  dispose();
  expect(await interrupted).toBeNull();
  expect((await measure(flat, 500))!.beatCount).toBe(0);
  dispose();
});
