/** The worker of the data room; what it does is in `dataWorkerApi.ts`. */
import * as Comlink from "comlink";
import { openRecordings } from "@kalium/ecg";
import { nextTask } from "../nextTask.ts";
import { throwingPlainErrors } from "../plainError.ts";
import { createDataWorkerApi } from "./dataWorkerApi.ts";

Comlink.expose(throwingPlainErrors(createDataWorkerApi({ openRecordings, nowMs: () => performance.now(), nextTask })));
