import { describe, expect, test } from "vitest";
import type { ResumeAnswer, ResumeRequest } from "./testing/resume.worker.ts";
import { cases } from "./testing/trainingRun.ts";

function runInWorker(request: ResumeRequest): Promise<ResumeAnswer> {
  const worker = new Worker(new URL("./testing/resume.worker.ts", import.meta.url), { type: "module" });
  return new Promise<ResumeAnswer>((resolve, reject) => {
    worker.addEventListener("message", (event: MessageEvent<ResumeAnswer>) => resolve(event.data));
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

describe.each(cases.map(({ title }, caseIndex) => ({ title, caseIndex })))("a training on wasm in a worker with $title", ({ caseIndex }) => {
  test("ends in the same file however often it was killed, on one thread and on two", async () => {
    const answers = await Promise.all([1, 2].map((threads) => runInWorker({ caseIndex, threads })));
    for (const { error, unbroken, resumed } of answers) {
      expect(error).toBeUndefined();
      expect(resumed).toHaveLength(8);
      for (const file of resumed!) expect(file).toEqual(unbroken);
    }
    expect(answers[1].unbroken).toEqual(answers[0].unbroken);
  });
});
