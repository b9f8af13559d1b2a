import { expect, test } from "vitest";
import { createDataJob, DataJobCancelled } from "./dataJob.ts";
import type { DataProgress } from "./dataRoom.ts";

test("tells how far it is at most ten times a second, and the time left once it can be told", () => {
  let now = 0;
  const told: DataProgress[] = [];
  const job = createDataJob((progress) => told.push(progress), () => now, async () => {});
  job.begin("opening", 1000);
  for (let done = 1; done <= 1000; done++) {
    now += 10;
    job.step(done, `${done}`);
  }
  expect(told.length).toBeGreaterThan(90);
  expect(told.length).toBeLessThanOrEqual(101);
  expect(told[0]!.secondsLeft).toBeNull();
  const half = told.find(({ done }) => done >= 500)!;
  expect(half.secondsLeft).toBeCloseTo((1000 - half.done) / 100, 5);
});

test("lets messages in between and throws once it was cancelled", async () => {
  let now = 0;
  let tasks = 0;
  const job = createDataJob(() => {}, () => now, async () => void tasks++);
  for (let i = 0; i < 100; i++) {
    now += 10;
    await job.turn();
  }
  expect(tasks).toBe(20);
  job.cancel();
  await expect(job.turn()).rejects.toBeInstanceOf(DataJobCancelled);
});
