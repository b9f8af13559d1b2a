/** The worker that does the work; what it does is in `studyWorkerApi.ts`. */
import * as Comlink from "comlink";
import { chooseExecutor, listExecutors } from "@kalium/engine";
import { openBrowserStore } from "./data/browserStore.ts";
import { streamStored } from "./data/streamStored.ts";
import { throwingPlainErrors } from "./plainError.ts";
import { createStudyWorkerApi } from "./studyWorkerApi.ts";

Comlink.expose(throwingPlainErrors(createStudyWorkerApi({ chooseExecutor, listExecutors, openStored: async (datasetKey) => streamStored(await openBrowserStore().reading(), datasetKey) })));
