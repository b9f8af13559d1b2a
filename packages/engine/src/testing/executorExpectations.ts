/** What every executor must do, stated once: the Node tests and the browser tests run the same list. */
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import type { CompiledModel, Executor } from "../executor.ts";
import { coveringCases, operationCases } from "./cases/operationCases.ts";
import type { ExecutorUnderTest } from "./expectations/executorUnderTest.ts";
import { expectGoldens } from "./expectations/goldens.ts";
import { expectLosses } from "./expectations/losses.ts";
import { expectModels } from "./expectations/models.ts";
import { expectNumerics } from "./expectations/numerics.ts";
import { expectOperations } from "./expectations/operations.ts";
import { expectOptimizers } from "./expectations/optimizers.ts";
import { expectReferenceRuns } from "./expectations/referenceRuns.ts";
import type { ReferenceTolerances } from "./expectations/referenceRuns.ts";
import { expectTraining } from "./expectations/training.ts";

/** An executor that starts slowly on a busy machine is not a wrong one. */
const START_MILLISECONDS = 60_000;

export interface ExecutorExpectations {
  /** Runs of the reference network that are affordable, with the largest distance of a loss from float64. */
  readonly reference: ReferenceTolerances;
  /** False where every new shape costs seconds of compiling: then each operation is met in one shape only, and PyTorch's goldens are left out. Default true. */
  readonly everyShape?: boolean;
  /** False where weights are kept to more digits than can be read. Default true. */
  readonly resumesExactly?: boolean;
  /** Bytes, tensors or buffers that are held now; absent where nobody can tell. */
  readonly memoryInUse?: () => number;
}

export function describeExecutor(name: string, createExecutor: () => Promise<Executor>, { reference, everyShape = true, resumesExactly = true, memoryInUse }: ExecutorExpectations): void {
  describe(`executor ${name}`, () => {
    let executor: Executor;
    const models: CompiledModel[] = [];
    beforeAll(async () => {
      executor = await createExecutor();
    }, START_MILLISECONDS);
    afterEach(() => {
      models.splice(0).forEach((model) => model.dispose());
    });
    afterAll(() => executor?.dispose());
    const subject: ExecutorUnderTest = {
      executor: () => executor,
      async compile(graph, weights) {
        const model = await executor.compile(graph, weights);
        models.push(model);
        return model;
      },
    };
    expectModels(subject, memoryInUse);
    expectReferenceRuns(subject, reference);
    expectTraining(subject, resumesExactly);
    if (everyShape) expectGoldens(subject);
    expectOptimizers(subject);
    expectLosses(subject);
    expectNumerics(subject);
    expectOperations(subject, everyShape ? operationCases : coveringCases);
  });
}
