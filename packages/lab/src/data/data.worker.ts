/** The worker of the data room; what it does is in `dataWorkerApi.ts`. */
import * as Comlink from "comlink";
import { openRecordings } from "@kalium/ecg";
import { nextTask } from "../nextTask.ts";
import { throwingPlainErrors } from "../plainError.ts";
import { createDataWorkerApi } from "./dataWorkerApi.ts";
import { ARCHIVE_NAME } from "./exportTargets.ts";
import { openOpfsRoot } from "./store/opfsFolder.ts";
import { createStoreAccess, type WithLock } from "./store/storeAccess.ts";

const withLock: WithLock = async (work) =>
  navigator.locks.request("kalium:data", { ifAvailable: true }, async (lock) => (lock === null ? null : { result: await work() }));

Comlink.expose(
  throwingPlainErrors(
    createDataWorkerApi({
      openRecordings,
      access: createStoreAccess({ openRoot: openOpfsRoot, withLock, passingFiles: [ARCHIVE_NAME], newKey: () => crypto.randomUUID(), now: () => new Date().toISOString() }),
      nowMs: () => performance.now(),
      nextTask,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      madeAt: () => `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
      programVersion: "0.1.0",
    }),
  ),
);
