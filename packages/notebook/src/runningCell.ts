import { nothing, render } from "lit";
import type { CellError } from "./cellError.ts";
import { errorTemplate } from "./cellError.ts";
import type { CompiledCell } from "./compiledNotebook.ts";
import { lineMarkerName } from "./compiledNotebook.ts";
import { appendValue, toNode } from "./displayValue.ts";
import type { ValueSeries } from "./generatorStart.ts";
import { isValueSeries, tellFirstValue } from "./generatorStart.ts";
import { inputElementOf, inputValues } from "./inputValues.ts";
import type { CellState } from "./notebookState.ts";

/** One call of a cell's function. A later call takes the output over; the earlier one can show nothing more. */
interface Attempt {
  line: number | null;
  displayed: boolean;
  /** Series the cell has given that have no value yet. */
  readonly emptySeries: Set<ValueSeries>;
}

/** Names a cell's function gets from the cell itself, not from the notebook. */
const ownNames = new Set(["display", "view", lineMarkerName]);

/** A mounted cell: its place in the page, and how far its newest run has come. */
export class RunningCell {
  #ownStatus: CellState["status"] = "pending";
  /** Names that have no value yet: a promise or a series that the cell's function has given. */
  readonly #openNames = new Set<string>();
  /** The function of the newest run has been called: its inputs were there. */
  started = false;
  error: CellError | null = null;
  /** What it takes from the notebook, each name once. */
  readonly inputs: readonly string[];
  #attempt: Attempt = { line: null, displayed: false, emptySeries: new Set() };

  constructor(
    readonly cell: CompiledCell,
    readonly output: HTMLElement,
    private readonly onChange: () => void,
  ) {
    this.inputs = cell.inputs.filter((name) => !ownNames.has(name));
  }

  /** Fulfilled means that the function has ended and each of the cell's names has a value. */
  get status(): CellState["status"] {
    return this.#ownStatus === "fulfilled" && this.#openNames.size > 0 ? "pending" : this.#ownStatus;
  }

  /**
   * A series of values that the cell gave has none yet. That is an input without a choice, or a generator that waits
   * for an event: either way something outside the notebook has to happen.
   */
  get waitsForInput(): boolean {
    return this.#attempt.emptySeries.size > 0;
  }

  /** The line the newest run has come to. */
  get line(): number | null {
    return this.#attempt.line;
  }

  /** Calls the cell's function with the values of `inputs`, in order. */
  readonly run = (...values: never[]): unknown => {
    const attempt: Attempt = { line: firstLine(this.cell.source), displayed: false, emptySeries: new Set() };
    this.#attempt = attempt;
    this.started = true;
    this.onChange();
    const display = <T>(value: T): T => {
      if (this.#attempt === attempt) this.#display(attempt, value);
      return value;
    };
    const view = (value: unknown): AsyncIterableIterator<unknown> => {
      const { node, input } = inputElementOf(value);
      display(node);
      return inputValues(input);
    };
    const own: Record<string, unknown> = { display, view, [lineMarkerName]: (line: number) => (attempt.line = line) };
    let next = 0;
    const result = this.cell.body(...(this.cell.inputs.map((name) => (ownNames.has(name) ? own[name] : values[next++])) as never[]));
    if (!this.cell.expression) return result;
    return result instanceof Promise ? result.then((value: unknown) => this.#watch(value)) : this.#watch(result);
  };

  /** The value of one of the cell's names, out of what a program gives. */
  readonly pick = (name: string, values: Readonly<Record<string, unknown>>): unknown => this.#watch(values[name]);

  namePending(name: string): void {
    this.#openNames.add(name);
    this.onChange();
  }

  nameFulfilled(name: string): void {
    if (this.#openNames.delete(name)) this.onChange();
  }

  /** A promise that the cell gave has failed: the cell's own failure, unless it had failed before. */
  nameRejected(name: string, describe: () => CellError): void {
    this.#openNames.delete(name);
    if (this.#ownStatus === "fulfilled") this.rejected(describe());
    else this.onChange();
  }

  #watch(value: unknown): unknown {
    if (!isValueSeries(value)) return value;
    const { emptySeries } = this.#attempt;
    emptySeries.add(value);
    this.onChange();
    return tellFirstValue(value, () => {
      if (emptySeries.delete(value)) this.onChange();
    });
  }

  pending(): void {
    this.#ownStatus = "pending";
    this.started = false;
    this.onChange();
  }

  fulfilled(value: unknown): void {
    this.#ownStatus = "fulfilled";
    this.error = null;
    if (this.cell.autodisplay) {
      this.clear();
      appendValue(this.output, value);
    } else if (!this.#attempt.displayed) {
      this.clear();
    }
    this.onChange();
  }

  /** What the cell had shown before it failed stays: a loss curve is most of use when training broke off. */
  rejected(error: CellError): void {
    this.#ownStatus = "rejected";
    this.error = error;
    if (!this.started || !this.#attempt.displayed) this.clear();
    this.output.append(toNode(errorTemplate(error)));
    this.onChange();
  }

  clear(): void {
    for (const child of Array.from(this.output.children)) {
      // Lets directives of a template let go of what they hold.
      if (child.classList.contains("kalium-rendered")) render(nothing, child as HTMLElement);
    }
    this.output.replaceChildren();
  }

  #display(attempt: Attempt, value: unknown): void {
    if (!attempt.displayed) this.clear();
    attempt.displayed = true;
    appendValue(this.output, value);
  }
}

/** The line of an expression's first character; programs mark their own. */
function firstLine(source: string): number {
  return source.slice(0, source.search(/\S/)).split("\n").length;
}
