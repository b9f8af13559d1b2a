/** Makes cohorts away from the page thread. */
import * as Comlink from "comlink";
import type { WrittenFile } from "@kalium/ecg";
import { throwingPlainErrors } from "../plainError.ts";
import { cohortFiles, type CohortFileSettings } from "./cohortFiles.ts";

const api = throwingPlainErrors({
  async make(settings: CohortFileSettings, onPerson: (done: number) => void): Promise<WrittenFile[]> {
    const files = await cohortFiles(settings, onPerson);
    return Comlink.transfer(files, files.map(({ bytes }) => bytes.buffer as ArrayBuffer));
  },
});
export type CohortFilesWorkerApi = typeof api;

Comlink.expose(api);
