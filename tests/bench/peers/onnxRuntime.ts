/** onnxruntime-web, one thread of wasm, on the engine's own ONNX file: inference only. */
import { InferenceSession, Tensor, env } from "onnxruntime-web/wasm";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { writeOnnx } from "../../../packages/engine/src/index.ts";
import type { Contender, Session } from "../contender.ts";
import { NotAvailable } from "../contender.ts";
import type { Workload } from "../workload.ts";

export async function onnxRuntimePeer(): Promise<Contender> {
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = { wasm: wasmUrl };
  return {
    adapter: `onnxruntime-web ${env.versions.web} wasm, 1 thread`,
    async open({ loss, graph, batch, weights, inputs }: Workload): Promise<Session> {
      if (loss !== null) throw new NotAvailable("onnxruntime-web cannot train.");
      const session = await InferenceSession.create(writeOnnx(graph, weights), { executionProviders: ["wasm"], logSeverityLevel: 3 });
      const feeds = { [graph.input]: new Tensor("float32", inputs, [batch, ...graph.nodes[0].shape]) };
      let logits = new Float32Array(0);
      return {
        async run() {
          logits = Float32Array.from((await session.run(feeds))[graph.output].data as Float32Array);
          return NaN;
        },
        output: () => logits,
        memory: () => null,
      };
    },
  };
}
