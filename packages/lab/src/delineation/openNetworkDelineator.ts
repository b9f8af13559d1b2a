/** The network delineator for pages: the same marks as in Node, made in a worker so that the page never waits. */
import * as Comlink from "comlink";
import type { Delineator } from "@kalium/ecg";
import type { ExecutorInfo } from "@kalium/engine";
import { fromWorker } from "../plainError.ts";
import { workerFailure } from "../workerFailure.ts";
import type { DelineationWorkerApi } from "./delineationWorkerApi.ts";

/** Where a build of the pages has the weights, relative to them. */
const DELINEATOR_WEIGHTS = "models/delineator/weights.safetensors";

export interface OpenNetworkDelineator extends Delineator {
  /** What computes. */
  readonly executor: ExecutorInfo;
  /** Ends the worker. */
  close(): void;
}

/**
 * Starts a worker and loads the weights (half a megabyte) into it.
 * @param weightsUrl default: beside the page, of this origin only
 * @throws {LabError} when the worker cannot be loaded, or the weights are not there or cannot be read
 */
export async function openNetworkDelineator(weightsUrl: string = new URL(DELINEATOR_WEIGHTS, document.baseURI).href): Promise<OpenNetworkDelineator> {
  const worker = new Worker(new URL("./delineation.worker.ts", import.meta.url), { type: "module", name: "kalium-delineation" });
  const api = Comlink.wrap<DelineationWorkerApi>(worker);
  const failure = workerFailure(worker);
  const close = (): void => {
    api[Comlink.releaseProxy]();
    worker.terminate();
  };
  try {
    const executor = await Promise.race([fromWorker(api.open(weightsUrl)), failure]);
    return { name: "network", executor, delineate: (leads, samplingRateHz, qrs) => Promise.race([fromWorker(api.delineate(leads, samplingRateHz, qrs)), failure]), close };
  } catch (error) {
    close();
    throw error;
  }
}
