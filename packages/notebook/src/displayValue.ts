import type { TemplateResult } from "lit";
import { nothing, render } from "lit";
import { inspectValue } from "./inspectValue.ts";

/** A value as something that can stand in a page: nodes as they are, Lit templates rendered, data as its text. */
export function toNode(value: unknown): Node {
  if (value instanceof Node) return value;
  if (isTemplate(value)) {
    const container = document.createElement("div");
    container.className = "kalium-rendered";
    render(value, container);
    return container;
  }
  const text = document.createElement(typeof value === "string" ? "span" : "code");
  text.className = "kalium-value";
  text.textContent = typeof value === "string" ? value : inspectValue(value);
  return text;
}

export function isTemplate(value: unknown): value is TemplateResult {
  return typeof value === "object" && value !== null && "_$litType$" in value;
}

/** Shows a value at the end of `root`. Undefined, and Lit's `nothing`, show nothing. */
export function appendValue(root: HTMLElement, value: unknown): void {
  if (value === undefined || value === nothing) return;
  root.append(toNode(value));
}
