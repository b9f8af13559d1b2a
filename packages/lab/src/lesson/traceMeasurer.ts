/** Measures traces in a worker; while one is being measured only the newest of those that came meanwhile is kept. */
import * as Comlink from "comlink";
import type { MeasureWorkerApi } from "./measure.worker.ts";
import type { TraceLead, TraceMeasurements } from "./measureTrace.ts";

export interface TraceMeasurer {
  /** Null when a newer trace was given before this one had its turn. */
  measure(leads: readonly TraceLead[], samplingRateHz: number): Promise<TraceMeasurements | null>;
  /** Ends the worker; another `measure` starts a new one. */
  dispose(): void;
}

interface Waiting {
  readonly leads: readonly TraceLead[];
  readonly samplingRateHz: number;
  settle(result: TraceMeasurements | null): void;
  fail(error: unknown): void;
}

type Measure = (leads: readonly TraceLead[], samplingRateHz: number) => Promise<TraceMeasurements>;

/** A measurer whose worker starts with the first trace. */
export function openTraceMeasurer(): TraceMeasurer {
  let worker: Worker | null = null;
  let api: Comlink.Remote<MeasureWorkerApi> | null = null;
  const measurer = newestFirst((leads, samplingRateHz) => {
    worker ??= new Worker(new URL("./measure.worker.ts", import.meta.url), { type: "module", name: "kalium-measure" });
    api ??= Comlink.wrap<MeasureWorkerApi>(worker);
    return api.measureTrace(leads, samplingRateHz);
  });
  return {
    measure: measurer,
    dispose() {
      api?.[Comlink.releaseProxy]();
      worker?.terminate();
      [api, worker] = [null, null];
    },
  };
}

/** One call at a time; of those that come while one runs, the last is kept and the others get null. */
export function newestFirst(measure: Measure): TraceMeasurer["measure"] {
  let isBusy = false;
  let waiting: Waiting | null = null;
  const turn = async (next: Waiting): Promise<void> => {
    isBusy = true;
    try {
      next.settle(await measure(next.leads, next.samplingRateHz));
    } catch (error) {
      next.fail(error);
    }
    const following = waiting;
    waiting = null;
    if (following === null) isBusy = false;
    else void turn(following);
  };
  return (leads, samplingRateHz) =>
    new Promise((settle, fail) => {
      const asked: Waiting = { leads, samplingRateHz, settle, fail };
      if (!isBusy) return void turn(asked);
      waiting?.settle(null);
      waiting = asked;
    });
}
