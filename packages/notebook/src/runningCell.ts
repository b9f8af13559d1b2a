import { nothing, render } from "lit";
import type { CellError } from "./cellError.ts";
import { errorTemplate } from "./cellError.ts";
import type { CompiledCell } from "./compiledNotebook.ts";
import { lineMarkerName } from "./compiledNotebook.ts";
import { appendValue, toNode } from "./displayValue.ts";
import { inputElementOf, inputValues } from "./inputValues.ts";
import type { CellState } from "./notebookState.ts";

/** One call of a cell's function. A later call takes the output over; the earlier one can show nothing more. */
interface Attempt {
  line: number | null;
  displayed: boolean;
  readonly emptyInputs: Set<Element>;
}

/** Names a cell's function gets from the cell itself, not from the notebook. */
const ownNames = new Set(["display", "view", lineMarkerName]);

/** A mounted cell: its place in the page, and how far its newest run has come. */
export class RunningCell {
  status: CellState["status"] = "pending";
  /** The function of the newest run has been called: its inputs were there. */
  started = false;
  error: CellError | null = null;
  /** What it takes from the notebook, each name once. */
  readonly inputs: readonly string[];
  #attempt: Attempt = { line: null, displayed: false, emptyInputs: new Set() };

  constructor(
    readonly cell: CompiledCell,
    readonly output: HTMLElement,
    private readonly onChange: () => void,
  ) {
    this.inputs = cell.inputs.filter((name) => !ownNames.has(name));
  }

  /** A `view` of this cell has no value yet. */
  get waitsForInput(): boolean {
    return this.status === "fulfilled" && this.#attempt.emptyInputs.size > 0;
  }

  /** The line the newest run has come to. */
  get line(): number | null {
    return this.#attempt.line;
  }

  /** Calls the cell's function with the values of `inputs`, in order. */
  readonly run = (...values: never[]): unknown => {
    const attempt: Attempt = { line: firstLine(this.cell.source), displayed: false, emptyInputs: new Set() };
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
      attempt.emptyInputs.add(input);
      return inputValues(input, () => {
        if (attempt.emptyInputs.delete(input)) this.onChange();
      });
    };
    const own: Record<string, unknown> = { display, view, [lineMarkerName]: (line: number) => (attempt.line = line) };
    let next = 0;
    return this.cell.body(...(this.cell.inputs.map((name) => (ownNames.has(name) ? own[name] : values[next++])) as never[]));
  };

  pending(): void {
    this.status = "pending";
    this.started = false;
    this.onChange();
  }

  fulfilled(value: unknown): void {
    this.status = "fulfilled";
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
    this.status = "rejected";
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
