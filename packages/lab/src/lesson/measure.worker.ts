/** Measures recordings away from the page thread. */
import * as Comlink from "comlink";
import { measureTrace } from "./measureTrace.ts";

const api = { measureTrace };
export type MeasureWorkerApi = typeof api;

Comlink.expose(api);
