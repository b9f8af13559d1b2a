/** The worker of the data room; what it does is in `dataWorkerApi.ts`. */
import * as Comlink from "comlink";
import { openRecordings } from "@kalium/ecg";
import { nextTask } from "../nextTask.ts";
import { throwingPlainErrors } from "../plainError.ts";
import { openBrowserStore } from "./browserStore.ts";
import { createDataWorkerApi } from "./dataWorkerApi.ts";

Comlink.expose(
  throwingPlainErrors(
    createDataWorkerApi({
      openRecordings,
      access: openBrowserStore(),
      nowMs: () => performance.now(),
      nextTask,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      madeAt: () => `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
      programVersion: "0.1.0",
    }),
  ),
);
