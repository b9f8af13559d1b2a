import { expectTfjsDevice } from "./testing/expectTfjsDevice.ts";

expectTfjsDevice("cpu", 5e-6);
expectTfjsDevice("wasm", 5e-6);
