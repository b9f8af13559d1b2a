/** A worker of the browser tests: trains on `wasm`, unbroken and resumed after each step, and posts the last file of each run. */
import type { Executor } from "../../executor.ts";
import { createExecutor } from "../../program/compiledModel.ts";
import { createWasmDevice } from "../../wasm/createWasmDevice.ts";
import { cases, STEPS, train } from "./trainingRun.ts";

export interface ResumeRequest {
  readonly caseIndex: number;
  readonly threads: number;
}

export interface ResumeAnswer {
  readonly unbroken?: Uint8Array;
  /** By the step after which it was killed, from 1. */
  readonly resumed?: readonly Uint8Array[];
  readonly error?: string;
}

async function resumeAfterEach({ caseIndex, threads }: ResumeRequest): Promise<ResumeAnswer> {
  const open = async (): Promise<Executor> => createExecutor(await createWasmDevice({ threads }));
  const { options } = cases[caseIndex];
  const { files } = await train(await open(), options, STEPS);
  const resumed: Uint8Array[] = [];
  for (let kill = 1; kill < STEPS; kill++) {
    const executor = await open();
    resumed.push((await train(executor, options, STEPS, files[kill - 1])).files.at(-1)!);
    executor.dispose();
  }
  return { unbroken: files.at(-1), resumed };
}

self.addEventListener("message", (event: MessageEvent<ResumeRequest>) => {
  resumeAfterEach(event.data).then(
    (answer) => self.postMessage(answer),
    (error: unknown) => self.postMessage({ error: error instanceof Error ? String(error.stack) : String(error) } satisfies ResumeAnswer),
  );
});
