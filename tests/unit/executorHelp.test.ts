/** The settings page and the command line must offer the executors of the engine, in the same words. */
import { EXECUTOR_NAMES } from "../../packages/engine/src/chooseExecutor.ts";
import { expect, it } from "vitest";
import { executorHelp as onCommandLine } from "../../packages/cli/src/executorChoices.ts";
import { executorHelp as onPages } from "../../web/src/executorHelp.ts";

it("says the same of every executor in Settings and on the command line, and leaves none out", () => {
  expect(onCommandLine).toEqual(onPages);
  expect(Object.keys(onPages).sort()).toEqual([...EXECUTOR_NAMES].sort());
});
