import axe from "axe-core";
import { expect } from "vitest";
import type { LitElement } from "lit";
import "../theme.css";

/** Puts an element with these properties on the page and waits until it has drawn. */
export async function mount<E extends LitElement>(tag: string, properties: Partial<E>, widthPx = 900): Promise<E> {
  const host = document.createElement("main");
  host.style.setProperty("width", `${widthPx}px`);
  host.style.setProperty("background", "var(--kalium-paper)");
  document.body.replaceChildren(host);
  const element = document.createElement(tag) as E;
  Object.assign(element, properties);
  host.append(element);
  await element.updateComplete;
  await nextFrame();
  await element.updateComplete;
  return element;
}

/** After layout and resize observers have run. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}

/** Fails with rule and place for every WCAG 2.2 A/AA rule that axe finds broken. */
export async function expectAccessible(element: Element): Promise<void> {
  const result = await axe.run(element, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
  expect(result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`).join("; ")}`)).toEqual([]);
  expect(result.passes.length).toBeGreaterThan(0);
}

/** The same in light and in dark. */
export async function expectAccessibleInBothSchemes(element: LitElement): Promise<void> {
  for (const theme of ["light", "dark"]) {
    document.documentElement.dataset.theme = theme;
    element.requestUpdate();
    await element.updateComplete;
    await expectAccessible(element);
  }
  delete document.documentElement.dataset.theme;
}

/** Names of the `kalium-…` events that reach the document, in order. */
export function recordEvents(...names: string[]): { name: string; detail: unknown }[] {
  const seen: { name: string; detail: unknown }[] = [];
  for (const name of names) document.body.addEventListener(name, (event) => seen.push({ name, detail: (event as CustomEvent).detail }));
  return seen;
}

/** The part of an element's shadow root that matches; fails when there is none. */
export function within<T extends Element = HTMLElement>(element: Element, selector: string): T {
  const found = element.shadowRoot?.querySelector<T>(selector);
  if (!found) throw new Error(`No ${selector} in ${element.localName}.`);
  return found;
}

export function press(target: Element, key: string, isShift = false): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey: isShift, bubbles: true, composed: true, cancelable: true }));
}

/** Text of an exported SVG, parsed; fails when it is not well formed. */
export function parseSvg(data: Uint8Array): Document {
  const parsed = new DOMParser().parseFromString(new TextDecoder().decode(data), "image/svg+xml");
  expect(parsed.querySelector("parsererror")).toBeNull();
  expect(parsed.documentElement.localName).toBe("svg");
  expect(parsed.querySelector("title")?.textContent).toBeTruthy();
  expect(parsed.querySelector("[style], [class], style, script")).toBeNull();
  return parsed;
}
