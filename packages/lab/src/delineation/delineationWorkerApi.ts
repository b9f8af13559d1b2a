/** The worker's side of the network delineator: weights once, then leads in and marks out. */
import type { AnalysedLead, Delineation, Delineator, QrsDetections } from "@kalium/ecg";
import { chooseExecutor, readSafetensors, type ExecutorInfo } from "@kalium/engine";
import { compileDelineationNetwork, createNetworkDelineator } from "@kalium/study";
import { LabError } from "../plainError.ts";

export type DelineationWorkerApi = ReturnType<typeof createDelineationWorkerApi>;

export function createDelineationWorkerApi() {
  let delineator: Delineator | null = null;
  return {
    /**
     * Fetches the weights and compiles the network. A strip is too little work for more threads than one.
     * @throws {LabError} when the weights are not there
     */
    async open(weightsUrl: string): Promise<ExecutorInfo> {
      const response = await fetch(weightsUrl);
      if (!response.ok) throw new LabError({ name: "LabError", code: "not-found", message: `The weights of the network delineator are not at ${weightsUrl} (${response.status}).`, remedy: "Serve the folder models/delineator beside the pages.", file: weightsUrl });
      const { weights } = readSafetensors(new Uint8Array(await response.arrayBuffer()));
      const executor = await chooseExecutor({ forced: "wasm", threads: 1 });
      delineator = createNetworkDelineator(await compileDelineationNetwork(executor, weights));
      return executor.info;
    },

    async delineate(leads: readonly AnalysedLead[], samplingRateHz: number, qrs: QrsDetections): Promise<Delineation> {
      if (delineator === null) throw new Error("The worker was asked to delineate before it had the weights.");
      return delineator.delineate(leads, samplingRateHz, qrs);
    },
  };
}
