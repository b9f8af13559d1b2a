/** Kalium's executors, as any program of ours gets them. */
import { chooseExecutor } from "../../packages/engine/src/index.ts";
import type { Contender, FrameworkMemory, Session } from "./contender.ts";
import type { ContenderSpec } from "./contenders.ts";

type OwnSpec = Extract<ContenderSpec, { kind: "own" }>;

export async function ownContender({ executor: forced, threads, portable, queued }: OwnSpec): Promise<Contender> {
  const executor = await chooseExecutor({ forced, threads, portable });
  return {
    adapter: executor.info.adapter,
    async open({ loss, graph, batch, weights, inputs, labels, learningRate }): Promise<Session> {
      const model = await executor.compile(graph, weights);
      if (loss === null) {
        let logits = new Float32Array(0);
        return {
          async run() {
            logits = Float32Array.from((await model.predict(inputs, batch, undefined, batch))[graph.output]);
            return NaN;
          },
          output: () => logits,
          memory: () => null,
        };
      }
      const trainer = model.trainer({ loss, optimizer: { kind: "adam", learningRate } });
      const memory = (): FrameworkMemory | null => {
        const figures = trainer.memory();
        return figures === null ? null : { bytes: figures.arenaBytes, source: "arena of values", liveBytes: figures.liveBytes, instructionCount: figures.instructionCount };
      };
      if (queued === undefined) return { run: () => trainer.step(inputs, labels), memory };
      return {
        stepsPerRun: queued,
        async run() {
          for (let step = 0; step < queued; step++) await trainer.submit(inputs, labels);
          await trainer.meanLoss();
          return NaN;
        },
        memory,
      };
    },
  };
}
