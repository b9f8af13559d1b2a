/** What resuming has to keep on every executor. */
import { describe, expect, test } from "vitest";
import type { Executor } from "../../executor.ts";
import { readCheckpoint } from "../readCheckpoint.ts";
import { cases, STEPS, train } from "./trainingRun.ts";

/** Registers the tests of one executor. @param open gives a new executor each time */
export function expectExactResume(title: string, open: () => Promise<Executor>): void {
  describe.each(cases)(`a training on ${title} with $title`, ({ options }) => {
    test(`that is killed after any of its ${STEPS} steps and resumed from the file ends in the same file, bit for bit`, async () => {
      const executor = await open();
      const unbroken = await train(executor, options, STEPS);
      expect(new Set(unbroken.losses).size).toBe(STEPS);
      expect(readCheckpoint(unbroken.files.at(-1)!).schedule!.state.reductions).toBeGreaterThan(1);
      for (let kill = 1; kill < STEPS; kill++) {
        const resumed = await train(executor, options, STEPS, unbroken.files[kill - 1]);
        expect(resumed.losses).toEqual(unbroken.losses);
        expect(resumed.files.length).toBe(STEPS - kill);
        resumed.files.forEach((file, index) => expect(file, `killed after ${kill}, step ${kill + index + 1}`).toEqual(unbroken.files[kill + index]));
      }
      if (options.averageDecay !== undefined) {
        const resumed = await train(executor, options, STEPS, unbroken.files[4]);
        expect(await resumed.session.trainer.averagedWeights()).toEqual(await unbroken.session.trainer.averagedWeights());
      }
      executor.dispose();
    });
  });
}
