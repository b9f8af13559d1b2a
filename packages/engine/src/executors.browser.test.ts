import { expectExecutor } from "./testing/executorExpectations.ts";

expectExecutor({ backend: "wasm", lossTolerance: 2e-5, largeReference: true });
expectExecutor({ backend: "webgpu", lossTolerance: 5e-5, largeReference: false });
expectExecutor({ backend: "webgl", lossTolerance: 5e-5, largeReference: false });
