import { describe, expect, test } from "vitest";
import { ArgumentError, readArguments } from "./arguments.ts";

describe("The command line of the bench", () => {
  test("takes every task and contender when nothing is said", () => {
    expect(readArguments(["training"])).toEqual({ json: false, pytorch: null, dawn: false, only: null, tasks: ["small", "large", "notebook", "inference"], steps: 30, budgetMs: 150_000, peakGflops: null });
  });

  test("reads values after a space or an equals sign, and lists with spaces", () => {
    const read = readArguments(["training", "--json", "--pytorch=/usr/bin/python3", "--only", "wasm, stock:webgpu", "--tasks=tiny", "--steps", "3", "--budget", "20"]);
    expect(read).toMatchObject({ json: true, pytorch: "/usr/bin/python3", only: ["wasm", "stock:webgpu"], tasks: ["tiny"], steps: 3, budgetMs: 20_000 });
  });

  test.each([
    [[], "Say what to bench."],
    [["inference"], 'no bench "inference"'],
    [["training", "--fast"], 'What is "--fast"?'],
    [["training", "steps"], 'What is "steps"?'],
    [["training", "--pytorch"], "--pytorch wants a value."],
    [["training", "--steps", "0"], "--steps wants a number above 0."],
    [["training", "--steps", "2.5"], "--steps wants a whole number."],
    [["training", "--tasks", "huge"], 'no task "huge"'],
    [["training", "--peak-gflops", "100"], "belongs to --dawn"],
    [["training", "--dawn", "--pytorch", "python3"], "leave it out with --dawn"],
  ])("refuses %j with the usage", (words, message) => {
    expect(() => readArguments(words)).toThrow(ArgumentError);
    expect(() => readArguments(words)).toThrow(message);
    expect(() => readArguments(words)).toThrow("npm run bench -- training");
  });
});
