/** Study workers made on demand and kept: one per core that is used. */
import * as Comlink from "comlink";
import type { StudyWorkerApi } from "./studyWorkerApi.ts";

export interface StudyWorker {
  readonly api: Comlink.Remote<StudyWorkerApi>;
  terminate(): void;
}

/** Starts a worker; the literal URL inside the call is what lets the bundler see it. */
export function startStudyWorker(): StudyWorker {
  const worker = new Worker(new URL("./study.worker.ts", import.meta.url), { type: "module", name: "kalium-study" });
  const api = Comlink.wrap<StudyWorkerApi>(worker);
  return {
    api,
    terminate() {
      api[Comlink.releaseProxy]();
      worker.terminate();
    },
  };
}
