import type { TemplateResult } from "lit";
import { html, nothing } from "lit";
import { inspectValue } from "./inspectValue.ts";

interface CellErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly code?: string | null;
  readonly remedy?: string | null;
  readonly line?: number | null;
  readonly failedCellId?: number | null;
}

/** Why a cell has no value. */
export class CellError {
  /** Class of what was thrown, such as FormatError. */
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  /** What the person can do, where the error says so. */
  readonly remedy: string | null;
  /** One-based line of the cell's source, where known. */
  readonly line: number | null;
  /** The failed cell this one waits for, when it did not run itself. */
  readonly failedCellId: number | null;

  constructor(readonly cellId: number, facts: CellErrorFacts) {
    this.name = facts.name;
    this.message = facts.message;
    this.code = facts.code ?? null;
    this.remedy = facts.remedy ?? null;
    this.line = facts.line ?? null;
    this.failedCellId = facts.failedCellId ?? null;
  }

  /** One line for a log. */
  toString(): string {
    const place = this.line === null ? `cell ${this.cellId}` : `cell ${this.cellId}, line ${this.line}`;
    return [`${place}: ${this.name}: ${this.message}`, this.remedy ?? ""].join(" ").trim();
  }
}

/** Reads what a thrown value says about itself; anything can be thrown. */
export function describeError(cellId: number, thrown: unknown, line: number | null): CellError {
  const { name, message, code, remedy } = (typeof thrown === "object" && thrown !== null ? thrown : {}) as Record<string, unknown>;
  return new CellError(cellId, {
    name: typeof name === "string" && name !== "" ? name : "Error",
    message: typeof message === "string" && message !== "" ? message : inspectValue(thrown),
    code: typeof code === "string" || typeof code === "number" ? String(code) : null,
    remedy: typeof remedy === "string" && remedy !== "" ? remedy : null,
    line,
  });
}

/** The error as it stands in place of the cell's result. */
export function errorTemplate(error: CellError): TemplateResult {
  if (error.failedCellId !== null) {
    return html`<p class="kalium-cell-waits">Waits for <a href="#cell-${error.failedCellId}">cell ${error.failedCellId}</a>, which failed.</p>`;
  }
  return html`<div class="kalium-cell-error" role="alert">
    <p class="kalium-cell-error-message"><strong>${error.name}</strong> ${error.message}</p>
    ${error.remedy === null ? nothing : html`<p class="kalium-cell-error-remedy">${error.remedy}</p>`}
    <p class="kalium-cell-error-place">Cell ${error.cellId}${error.line === null ? "" : `, line ${error.line}`}${error.code === null ? "" : ` · ${error.code}`}</p>
  </div>`;
}
