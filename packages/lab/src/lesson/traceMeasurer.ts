/** Measures traces in a worker; while one is being measured only the newest of those that came meanwhile is kept. */
import * as Comlink from "comlink";
import { workerFailure } from "../workerFailure.ts";
import type { MeasureWorkerApi } from "./measure.worker.ts";
import type { TraceLead, TraceMeasurements } from "./measureTrace.ts";

export interface TraceMeasurer {
  /**
   * Null when a newer trace was given before this one had its turn, or `dispose` came first.
   * @throws LabError when the worker cannot be loaded or breaks down; another `measure` starts a new one.
   */
  measure(leads: readonly TraceLead[], samplingRateHz: number): Promise<TraceMeasurements | null>;
  /** Ends the worker; another `measure` starts a new one. */
  dispose(): void;
}

type Measure = TraceMeasurer["measure"];

interface Waiting {
  readonly leads: readonly TraceLead[];
  readonly samplingRateHz: number;
  settle(result: TraceMeasurements | null): void;
  fail(error: unknown): void;
}

interface MeasureWorker {
  readonly measure: Measure;
  end(): void;
}

/** A measurer whose worker starts with the first trace. */
export function openTraceMeasurer(): TraceMeasurer {
  let worker: MeasureWorker | null = null;
  const end = (): void => {
    worker?.end();
    worker = null;
  };
  const { measure, drop } = newestFirst(async (leads, samplingRateHz) => {
    worker ??= startMeasureWorker();
    try {
      return await worker.measure(leads, samplingRateHz);
    } catch (error) {
      end();
      throw error;
    }
  });
  return {
    measure,
    dispose() {
      drop();
      end();
    },
  };
}

function startMeasureWorker(): MeasureWorker {
  const worker = new Worker(new URL("./measure.worker.ts", import.meta.url), { type: "module", name: "kalium-measure" });
  const api = Comlink.wrap<MeasureWorkerApi>(worker);
  const failed = workerFailure(worker);
  return {
    measure: (leads, samplingRateHz) => Promise.race([api.measureTrace(leads, samplingRateHz), failed]),
    end() {
      api[Comlink.releaseProxy]();
      worker.terminate();
    },
  };
}

/** One call at a time; of those that come while one runs, the last is kept and the others get null. `drop` answers all of them with null. */
export function newestFirst(measure: Measure): { readonly measure: Measure; readonly drop: () => void } {
  let running: Waiting | null = null;
  let waiting: Waiting | null = null;
  const turn = async (next: Waiting): Promise<void> => {
    running = next;
    try {
      next.settle(await measure(next.leads, next.samplingRateHz));
    } catch (error) {
      next.fail(error);
    }
    // Dropped meanwhile: whatever runs now is not this call's to follow up.
    if (running !== next) return;
    running = null;
    const following = waiting;
    waiting = null;
    if (following !== null) void turn(following);
  };
  return {
    measure: (leads, samplingRateHz) =>
      new Promise((settle, fail) => {
        const asked: Waiting = { leads, samplingRateHz, settle, fail };
        if (running === null) return void turn(asked);
        waiting?.settle(null);
        waiting = asked;
      }),
    drop() {
      running?.settle(null);
      waiting?.settle(null);
      [running, waiting] = [null, null];
    },
  };
}
