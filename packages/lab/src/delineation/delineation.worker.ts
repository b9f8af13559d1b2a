/** The worker that delineates by the network; what it does is in `delineationWorkerApi.ts`. */
import * as Comlink from "comlink";
import { throwingPlainErrors } from "../plainError.ts";
import { createDelineationWorkerApi } from "./delineationWorkerApi.ts";

Comlink.expose(throwingPlainErrors(createDelineationWorkerApi()));
