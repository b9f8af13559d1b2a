/**
 * Runs a compiled notebook in a page on Observable's reactive runtime: a cell runs when all it reads is there, and
 * again when any of it changes. What the runtime does not know is kept here: the `run` value, which is not there
 * until somebody asks for the heavy cells; what each pending cell waits for; which failed cell a dependent waits for.
 */
import { html, svg } from "lit";
import { Runtime, RuntimeError } from "@observablehq/runtime";
import { CellError, describeError } from "./cellError.ts";
import type { CompiledCell, CompiledNotebook } from "./compiledNotebook.ts";
import { standardNames } from "./compiledNotebook.ts";
import { md } from "./markdown.ts";
import { NotebookError } from "./notebookError.ts";
import type { CellActivity, NotebookState } from "./notebookState.ts";
import { phaseOf } from "./notebookState.ts";
import { RunningCell } from "./runningCell.ts";
import { widthValues } from "./widthValues.ts";

export interface MountOptions {
  /** Where outputs go, and whose width cells read as `width`. */
  readonly root: HTMLElement;
  /** Values given to cells by name, beside `standardNames`. A promise or a generator counts as its value. */
  readonly builtins?: Readonly<Record<string, unknown>>;
  /** Place of each cell's output; without it, a new `<div>` at the end of `root`. */
  readonly outputOf?: (cell: CompiledCell) => HTMLElement;
  /** Called after changes, several at a time, and once at the start. */
  readonly onState?: (state: NotebookState) => void;
}

export interface MountedNotebook {
  /** Resolves with the value of a name once it has one; rejects with the error of the cell that should give it. */
  value(name: string): Promise<unknown>;
  state(): NotebookState;
  /** Lets cells that read `run` go, with 1 the first time, 2 the second; nothing while they are still at it. */
  start(): void;
  /** Resolves when every cell has first settled, failed ones included. Never rejects. */
  readonly finished: Promise<NotebookState>;
  /** Ends generators, resolves `invalidation` of every cell, takes outputs away. */
  dispose(): void;
}

/**
 * @throws NotebookError `reserved-name` when a cell defines a name that `builtins` has too.
 */
export function mountNotebook(notebook: CompiledNotebook, options: MountOptions): MountedNotebook {
  const { root, builtins = {}, onState } = options;
  const definedBy = new Map<string, RunningCell>();
  const failedBuiltins = new Map<string, unknown>();
  const runtime = new Runtime();
  const main = runtime.module();
  let runCount = 0;
  let disposed = false;
  let notified = true;
  let resolveFinished: (state: NotebookState) => void;
  const finished = new Promise<NotebookState>((resolve) => (resolveFinished = resolve));
  let resolveFirstRun: (count: number) => void;
  const firstRun = new Promise<number>((resolve) => (resolveFirstRun = resolve));

  const notify = (): void => {
    if (!notified) return;
    notified = false;
    queueMicrotask(() => {
      notified = true;
      if (disposed) return;
      const state = readState();
      onState?.(state);
      if (state.phase === "finished" || state.phase === "failed") resolveFinished(state);
    });
  };

  const cells = notebook.cells.map((cell) => {
    const running = new RunningCell(cell, options.outputOf?.(cell) ?? appendOutput(root, cell), notify);
    for (const name of cell.outputs) {
      if (name in builtins || (standardNames as readonly string[]).includes(name)) {
        throw new NotebookError("reserved-name", { notebook: notebook.name, cellId: cell.id }, `“${name}” is given by the page and cannot be defined`, "Choose another name.");
      }
      definedBy.set(name, running);
    }
    return running;
  });

  const given: Record<string, unknown> = { html, svg, md, ...builtins };
  for (const [name, value] of Object.entries(given)) {
    // The runtime keeps only the message of a failed input; the remedy is on the original.
    main.define(name, [], () => (isPromise(value) ? value.catch((error: unknown) => (failedBuiltins.set(name, error), Promise.reject(error))) : value));
  }
  main.define("width", [], () => widthValues(root));
  // The first value is a promise kept rather than a redefinition: the runtime starts no new run of a variable before
  // its last one has settled.
  const run = main.define("run", [], () => firstRun);

  for (const running of cells) {
    const { id, outputs, expression } = running.cell;
    const variable = main.variable({
      pending: () => running.pending(),
      fulfilled: (value) => running.fulfilled(value),
      rejected: (error) => {
        if (running.started) console.error(error);
        running.rejected(running.started ? describeError(id, error, running.line) : explainWaiting(running, error));
      },
    });
    if (expression && outputs.length > 0) {
      variable.define(outputs[0], running.inputs, running.run);
    } else {
      const exportsName = `cell ${id}`;
      variable.define(outputs.length > 0 ? exportsName : null, running.inputs, running.run);
      for (const name of outputs) {
        const observer = {
          pending: () => running.namePending(name),
          fulfilled: () => running.nameFulfilled(name),
          rejected: (error: unknown) => running.nameRejected(name, () => describeError(id, error, running.line)),
        };
        main.variable(observer).define(name, [exportsName], (values: Record<string, unknown>) => running.pick(name, values));
      }
    }
  }

  function explainWaiting(running: RunningCell, error: unknown): CellError {
    const { id, source } = running.cell;
    const failed = running.inputs.map((name) => definedBy.get(name)).find((cell) => cell?.status === "rejected" && cell !== running);
    if (failed) {
      const failedCellId = failed.error?.failedCellId ?? failed.cell.id;
      return new CellError(id, { name: "WaitingError", message: `Waits for cell ${failedCellId}, which failed.`, failedCellId });
    }
    const input = error instanceof RuntimeError ? error.input : undefined;
    if (input !== undefined && failedBuiltins.has(input)) return describeError(id, failedBuiltins.get(input), null);
    const unknown = input !== undefined && !definedBy.has(input) && !(input in given);
    if (!unknown) return describeError(id, error, null);
    const line = 1 + source.split("\n").findIndex((text) => new RegExp(`\\b${input}\\b`).test(text));
    const names = [...definedBy.keys(), ...Object.keys(builtins), ...standardNames].sort();
    return new CellError(id, { name: "ReferenceError", message: `${input} is not defined`, code: "unknown-name", remedy: `Known here: ${names.join(", ")}.`, line: line > 0 ? line : null });
  }

  function activityOf(running: RunningCell, seen = new Set<RunningCell>()): CellActivity | null {
    if (running.status !== "pending") return null;
    if (running.started) return running.waitsForInput ? "waiting-for-input" : "running";
    if (seen.has(running)) return "queued";
    seen.add(running);
    const reasons = running.inputs.map((name) => {
      if (name === "run") return runCount === 0 ? "waiting-for-run" : null;
      const source = definedBy.get(name);
      return source ? activityOf(source, seen) : null;
    });
    // The choice comes first: pressing Run without it would do nothing.
    return reasons.find((reason) => reason === "waiting-for-input") ?? reasons.find((reason) => reason === "waiting-for-run") ?? "queued";
  }

  function readState(): NotebookState {
    const states = cells.map((running) => ({
      id: running.cell.id,
      status: running.status,
      activity: running.status === "pending" ? activityOf(running) : null,
      ...(running.status === "rejected" && running.error ? { error: running.error } : {}),
    }));
    return { phase: phaseOf(states), runs: runCount, cells: states };
  }

  function dependsOnRun(running: RunningCell, seen = new Set<RunningCell>()): boolean {
    if (seen.has(running)) return false;
    seen.add(running);
    return running.inputs.some((name) => name === "run" || (definedBy.has(name) && dependsOnRun(definedBy.get(name)!, seen)));
  }

  notify();
  return {
    value: (name) => {
      if (!definedBy.has(name)) {
        return Promise.reject(new NotebookError("unknown-name", { notebook: notebook.name }, `no cell defines “${name}”`, `Defined are: ${[...definedBy.keys()].sort().join(", ")}.`));
      }
      return main.value(name);
    },
    state: readState,
    start: () => {
      if (disposed) return;
      const busy = cells.some((running) => running.status === "pending" && dependsOnRun(running) && activityOf(running) !== "waiting-for-input");
      if (runCount > 0 && busy) return;
      runCount += 1;
      if (runCount === 1) {
        resolveFirstRun(1);
      } else {
        // Marked at once, so that nobody sees the old end between this press and the runtime's next frame.
        for (const running of cells) if (dependsOnRun(running)) running.pending();
        const count = runCount;
        run.define("run", [], () => count);
      }
      notify();
    },
    finished,
    dispose: () => {
      if (disposed) return;
      disposed = true;
      runtime.dispose();
      for (const running of cells) running.clear();
    },
  };
}

function appendOutput(root: HTMLElement, cell: CompiledCell): HTMLElement {
  const output = document.createElement("div");
  output.id = `cell-${cell.id}`;
  root.append(output);
  return output;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}
