import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { input } from "../program/expr.ts";
import type { Program } from "../program/program.ts";
import { programBuilder } from "../program/programBuilder.ts";
import { expectProgramCase } from "../testing/expectProgramCase.ts";
import { programCases } from "../testing/programCases.ts";
import type { ProgramCase } from "../testing/programCases.ts";
import { REFERENCE_LEARNING_RATE, REFERENCE_LOSSES, referenceData, referenceGraph } from "../testing/referenceNet.ts";
import { createWebgpuDevice, isSoftwareAdapter } from "./createWebgpuDevice.ts";
import type { WebgpuDevice } from "./createWebgpuDevice.ts";
import { largerCases } from "./testing/largerCases.ts";

const cases: readonly ProgramCase[] = [...programCases, ...largerCases.map((larger) => ({ ...larger, states: {} }))];

describe.each([{ title: "with shared loads where they are proven", quads: undefined }, { title: "without subgroups", quads: false }])("the webgpu device $title", ({ quads }) => {
  let device: WebgpuDevice;
  beforeAll(async () => {
    device = await createWebgpuDevice({ quads });
  });
  afterAll(() => device.dispose());

  test.each(cases)("agrees with the float64 interpreter: $title", async (programCase) => {
    await expectProgramCase(device, programCase);
    expect(device.buffers.count).toBe(0);
  });

  test("follows float64 PyTorch's losses over five Adam steps of four rows", async () => {
    const graph = referenceGraph();
    const { weights, inputs, labels } = referenceData(graph, 4, 61);
    const model = await createExecutor(device).compile(graph, weights);
    const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } });
    for (const expected of REFERENCE_LOSSES.batch4seed61) expect(Math.abs((await trainer.step(inputs, labels)) - expected)).toBeLessThan(5e-5);
    const { arenaBytes, liveBytes } = trainer.memory()!;
    expect(arenaBytes / liveBytes).toBeLessThan(1.3);
    trainer.dispose();
    model.dispose();
  });
});

describe("a step on the webgpu device", () => {
  test("is one submit of at most 150 dispatches, is repeated exactly, and leaves no buffer behind", async () => {
    const device = await createWebgpuDevice();
    const queue = device.gpuDevice.queue;
    const submit = queue.submit.bind(queue);
    let submits = 0;
    queue.submit = (commands) => {
      submits += 1;
      submit(commands);
    };
    const graph = referenceGraph();
    const { weights, inputs, labels } = referenceData(graph, 4, 61);
    const train = async (steps: number): Promise<readonly Float32Array[]> => {
      const model = await createExecutor(device).compile(graph, weights);
      const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } });
      await trainer.step(inputs, labels);
      const [held, bytes] = [device.buffers.count, device.buffers.bytes];
      submits = 0;
      for (let step = 0; step < steps; step++) await trainer.submit(inputs, labels);
      expect(submits).toBe(steps);
      await trainer.step(inputs, labels);
      expect(submits).toBe(steps + 1);
      expect([device.buffers.count, device.buffers.bytes]).toEqual([held, bytes]);
      expect(trainer.memory()!.instructionCount).toBeLessThanOrEqual(150);
      expect(await trainer.meanLoss()).toBeLessThan(0.7);
      const trained = await model.getWeights();
      trainer.dispose();
      model.dispose();
      return Object.values(trained).map(({ data }) => data);
    };
    const [first, second] = [await train(40), await train(40)];
    first.forEach((data, index) => expect(second[index]).toEqual(data));
    await Promise.resolve();
    expect(device.buffers.count).toBe(0);
    device.dispose();
  });

  test("with more workgroups than one row of them holds reaches every element", async () => {
    const device = await createWebgpuDevice();
    const length = 8_600_003;
    const b = programBuilder();
    const axis = { inputLength: length, outputLength: length, size: 1, stride: 1, dilation: 1, padBefore: 0 };
    const x = b.feed("x", [1, length, 1]);
    const y = b.conv(x, b.constant(Float32Array.of(2), [1, 1, 1]), { height: { ...axis, inputLength: 1, outputLength: 1 }, width: axis }, 1);
    const states = device.createStates();
    const loaded = await device.load(b.build("long", { y, sum: b.reduce("sum", [y], input(0), [0, 1, 2]) }), states);
    const feed = Float32Array.from({ length }, (_, index) => index % 5);
    const found = await loaded.run({ x: feed }, ["y", "sum"]);
    expect(found.y.every((value, index) => value === 2 * feed[index])).toBe(true);
    expect(found.sum[0] / (2 * feed.reduce((sum, value) => sum + value, 0))).toBeCloseTo(1, 6);
    device.dispose();
  });

  test("runs in a module worker and says that the adapter is software", async () => {
    const worker = new Worker(new URL("./testing/step.worker.ts", import.meta.url), { type: "module" });
    const answer = await new Promise<{ readonly losses?: readonly number[]; readonly info?: { readonly fallbackAdapter: boolean; readonly adapter: string }; readonly error?: string }>((resolve, reject) => {
      worker.addEventListener("message", ({ data }) => resolve(data));
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      worker.postMessage("start");
    }).finally(() => worker.terminate());
    expect(answer.error).toBeUndefined();
    answer.losses!.forEach((loss, step) => expect(Math.abs(loss - REFERENCE_LOSSES.batch4seed61[step])).toBeLessThan(5e-5));
    expect(answer.info!.fallbackAdapter).toBe(true);
    expect(answer.info!.adapter).toMatch(/swiftshader/i);
  });
});

/** y = x · w, and w += x. */
function smallProgram(length: number, state = "w"): Program {
  const b = programBuilder();
  const [x, w] = [b.feed("x", [length]), b.state(state, [length])];
  const y = b.map([x, w], { kind: "binary", op: "mul", a: input(0), b: input(1) });
  b.update([{ value: x, states: [state] }], [], [{ kind: "binary", op: "add", a: input(0), b: input(1) }]);
  return b.build("small", { y });
}

const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => "none", (error: unknown) => (error instanceof EngineError ? error.code : String(error)));

describe("a webgpu device that ends", () => {
  test.each(["destroyed by its owner", "destroyed from outside"])("%s in mid-step gives device-lost to every pending and later call", async (how) => {
    const device = await createWebgpuDevice();
    const states = device.createStates();
    const loaded = await device.load(smallProgram(4096), states);
    const feeds = { x: new Float32Array(4096).fill(1) };
    const pending = [loaded.run(feeds, ["y"]), states.read(["w"]), device.load(smallProgram(77, "v"), states)];
    if (how === "destroyed by its owner") device.dispose();
    else device.gpuDevice.destroy();
    expect(await Promise.all(pending.map(codeOf))).toEqual(["device-lost", "device-lost", "device-lost"]);
    await device.gpuDevice.lost;
    expect(await codeOf(loaded.run(feeds, []))).toBe("device-lost");
    expect(await codeOf(loaded.run(feeds, ["y"]))).toBe("device-lost");
    expect(await codeOf(states.read(["w"]))).toBe("device-lost");
    expect(await codeOf(device.load(smallProgram(5, "u"), states))).toBe("device-lost");
    expect(() => states.write("w", feeds.x)).toThrowError(EngineError);
    loaded.dispose();
    states.dispose();
    expect(device.buffers.count).toBe(0);
  });

  test("tells a run whose steps are queued", async () => {
    const device = await createWebgpuDevice();
    const states = device.createStates();
    const loaded = await device.load(smallProgram(64), states);
    const feeds = { x: new Float32Array(64) };
    device.gpuDevice.destroy();
    const codes = new Set<string>();
    for (let step = 0; step < 20; step++) codes.add(await codeOf(loaded.run(feeds, [])));
    expect([...codes].at(-1)).toBe("device-lost");
  });
});

describe("what the webgpu device refuses", () => {
  let device: WebgpuDevice;
  beforeAll(async () => {
    device = await createWebgpuDevice();
  });
  afterAll(() => device.dispose());

  test("a feed of another length, an unknown output, a state of another size, and a program that was disposed", async () => {
    const states = device.createStates();
    const loaded = await device.load(smallProgram(8), states);
    const x = new Float32Array(8);
    await expect(loaded.run({ x: new Float32Array(7) }, [])).rejects.toThrowError(/Feed "x" has 7 values/);
    await expect(loaded.run({ x }, ["z"])).rejects.toThrowError(/no output "z"/);
    await expect(device.load(smallProgram(9), states)).rejects.toThrowError(/State "w" has 8 values, not 9/);
    expect(() => states.write("w", new Float32Array(3))).toThrowError(/3 values for state "w"/);
    loaded.dispose();
    await expect(loaded.run({ x }, [])).rejects.toThrowError(/was disposed/);
    states.dispose();
    expect(device.buffers.count).toBe(0);
  });

  test("a program larger than the adapter's buffers, with what to do", async () => {
    const { maxStorageBufferBindingSize } = device.gpuDevice.limits;
    const b = programBuilder();
    const rows = Math.ceil(maxStorageBufferBindingSize / 4 / 1024) + 1;
    const y = b.map([b.feed("x", [1024])], input(0), [rows, 1024]);
    const states = device.createStates();
    const program = b.build("huge", { y });
    const error: unknown = await device.load(program, states).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).code).toBe("executor-unavailable");
    expect((error as EngineError).message).toMatch(/smaller batch/);
    states.dispose();
    expect(device.buffers.count).toBe(0);
  });

  test("keeps states when more are declared", async () => {
    const states = device.createStates();
    states.declare({ a: 3 });
    states.write("a", Float32Array.of(1, 2, 3));
    const loaded = await device.load(smallProgram(5), states);
    states.declare({ b: 100_000 });
    states.write("w", new Float32Array(5).fill(2));
    expect((await loaded.run({ x: Float32Array.of(1, 2, 3, 4, 5) }, ["y"])).y).toEqual(Float32Array.of(2, 4, 6, 8, 10));
    const [a, w, b] = await states.read(["a", "w", "b"]);
    expect(a).toEqual(Float32Array.of(1, 2, 3));
    expect(w).toEqual(Float32Array.of(3, 4, 5, 6, 7));
    expect(b.every((value) => value === 0)).toBe(true);
    loaded.dispose();
    states.dispose();
  });

  test("tells software adapters by what they say of themselves", () => {
    const adapter = (info: Partial<GPUAdapterInfo>): GPUAdapter => ({ info: { vendor: "", architecture: "", device: "", description: "", isFallbackAdapter: false, ...info } }) as GPUAdapter;
    expect(isSoftwareAdapter(adapter({ isFallbackAdapter: true }))).toBe(true);
    expect(isSoftwareAdapter(adapter({ architecture: "swiftshader" }))).toBe(true);
    expect(isSoftwareAdapter(adapter({ vendor: "nvidia", architecture: "hopper" }))).toBe(false);
  });
});
