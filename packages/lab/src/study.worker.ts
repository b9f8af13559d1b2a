/** The worker that does the work; what it does is in `studyWorkerApi.ts`. */
import * as Comlink from "comlink";
import { chooseExecutor, listExecutors } from "@kalium/engine";
import { throwingPlainErrors } from "./plainError.ts";
import { createStudyWorkerApi } from "./studyWorkerApi.ts";

Comlink.expose(throwingPlainErrors(createStudyWorkerApi({ chooseExecutor, listExecutors })));
