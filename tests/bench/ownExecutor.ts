/** Kalium's executors. */
import { chooseExecutor } from "../../packages/engine/src/index.ts";
import type { Executor } from "../../packages/engine/src/index.ts";
import { createExecutor } from "../../packages/engine/src/program/compiledModel.ts";
import type { Device } from "../../packages/engine/src/program/device.ts";
import { createWasmDevice } from "../../packages/engine/src/wasm/createWasmDevice.ts";
import type { Contender, Session } from "./contender.ts";
import type { ContenderSpec } from "./contenders.ts";

type OwnSpec = Extract<ContenderSpec, { kind: "own" }>;

const webgpuDevices = import.meta.glob<{ createWebgpuDevice(): Promise<Device> }>("../../packages/engine/src/webgpu/createWebgpuDevice.ts");

/** `chooseExecutor` has no say in threads and instructions, so the compiled executors are put on their devices here. */
async function startExecutor({ executor, threads, portable }: OwnSpec): Promise<Executor> {
  if (executor === "wasm") return createExecutor(await createWasmDevice({ threads, portable }));
  if (executor === "webgpu") return createExecutor(await (await Object.values(webgpuDevices)[0]()).createWebgpuDevice());
  return chooseExecutor({ forced: executor });
}

export async function ownContender(spec: OwnSpec): Promise<Contender> {
  const executor = await startExecutor(spec);
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
      return {
        run: () => trainer.step(inputs, labels),
        memory() {
          const figures = trainer.memory();
          return figures === null ? null : { bytes: figures.arenaBytes, source: "arena of values", liveBytes: figures.liveBytes, instructionCount: figures.instructionCount };
        },
      };
    },
  };
}
