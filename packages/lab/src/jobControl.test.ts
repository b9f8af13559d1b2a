import type { JobEvent } from "@kalium/study";
import { expect, test } from "vitest";
import { createJobControl } from "./jobControl.ts";

test("cancel stops the loop at its next turn", async () => {
  const control = createJobControl(() => {});
  let steps = 0;
  const loop = (async () => {
    for (;;) {
      await control.context.turn();
      steps += 1;
      if (steps === 5) control.cancel();
    }
  })();
  await expect(loop).rejects.toMatchObject({ name: "JobCancelled" });
  expect(steps).toBe(5);
});

test("a paused loop stands still until it is resumed, and can be cancelled while paused", async () => {
  const control = createJobControl(() => {});
  let steps = 0;
  const loop = (async () => {
    for (;;) {
      await control.context.turn();
      steps += 1;
    }
  })();
  const ended = expect(loop).rejects.toMatchObject({ name: "JobCancelled" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  control.pause();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const stoodAt = steps;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(steps).toBe(stoodAt);
  control.resume();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(steps).toBeGreaterThan(stoodAt);
  control.pause();
  control.cancel();
  await ended;
});

test("step events are thinned, epochs never are", () => {
  const seen: JobEvent[] = [];
  const { context } = createJobControl((event) => seen.push(event));
  for (let step = 0; step < 50; step++) {
    context.report({ kind: "step", stage: "s", stepsDone: step, stepsTotal: 50, loss: 1, stepsPerSecond: 1, secondsLeft: 1, waitedShare: 0 });
    context.report({ kind: "note", text: "kept" });
  }
  expect(seen.filter((event) => event.kind === "note")).toHaveLength(50);
  expect(seen.filter((event) => event.kind === "step").length).toBeLessThan(5);
});
