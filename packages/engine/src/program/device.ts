/**
 * What stands behind an executor: something that holds state and runs programs. Everything above it (weights, trainers, checks of
 * what is handed in) is written once, in `compiledModel.ts`.
 */
import type { ExecutorInfo } from "../executor.ts";
import type { Program } from "./program.ts";

/** Persistent arrays of one model by name: weights, running statistics, optimiser moments. New ones are zero. */
export interface StateStore {
  /** Adds arrays; a name that is there already must have the same size and keeps its values. */
  declare(sizes: Readonly<Record<string, number>>): void;
  write(name: string, data: Float32Array): void;
  /** Fresh copies. */
  read(names: readonly string[]): Promise<readonly Float32Array[]>;
  dispose(): void;
}

export interface ProgramMemory {
  /** Bytes of the one block that all values of the program share. */
  readonly arenaBytes: number;
  /** The most bytes of values that are alive at one instruction. */
  readonly liveBytes: number;
  /** Instructions, or dispatches, of a run. */
  readonly instructionCount: number;
}

/** A program compiled for a device, over the states of one store. Buffers, pipelines and bind groups are made once, here. */
export interface LoadedProgram {
  readonly memory: ProgramMemory;
  /**
   * One run: writes the feeds, executes, and returns the wanted outputs (fresh arrays; none wanted: nothing is waited for).
   * Runs of a device are never overlapped by the caller.
   * @throws {EngineError} `device-lost`
   */
  run(feeds: Readonly<Record<string, Float32Array>>, wanted: readonly string[]): Promise<Readonly<Record<string, Float32Array>>>;
  dispose(): void;
}

export interface Device {
  readonly info: ExecutorInfo;
  createStates(): StateStore;
  load(program: Program, states: StateStore): Promise<LoadedProgram>;
  dispose(): void;
}
