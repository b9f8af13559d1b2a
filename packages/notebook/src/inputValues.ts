import { isTemplate, toNode } from "./displayValue.ts";

type InputElement = Element & { value?: unknown; type?: unknown; valueAsNumber?: number; valueAsDate?: Date | null; checked?: boolean; multiple?: boolean; files?: FileList | null; selectedOptions?: ArrayLike<HTMLOptionElement> };

/** What `view` was given: an input, or a template or fragment that holds one. */
export function inputElementOf(value: unknown): { readonly node: Node; readonly input: Element } {
  const node = isTemplate(value) || value instanceof Node ? toNode(value) : null;
  const input = node === null ? null : findInput(node);
  if (node === null || input === null) throw new TypeError("view() needs an element that has a value and fires input events");
  return { node, input };
}

function findInput(node: Node): Element | null {
  if (node instanceof Element && "value" in node && !/^(LI|DATA|METER|PROGRESS|OPTION)$/.test(node.tagName)) return node;
  for (const child of node.childNodes) {
    const found = findInput(child);
    if (found) return found;
  }
  return null;
}

/**
 * The successive values of an input, the present one first unless it is undefined. Only the newest is kept while the
 * reader is busy: an old slider position is of no use. Ends, and stops listening, on `return()`.
 */
export function inputValues(input: Element): AsyncIterableIterator<unknown, undefined> {
  let fresh = false;
  let ended = false;
  let wake: (() => void) | null = null;
  const take = (): void => {
    fresh = true;
    wake?.();
  };
  const event = eventNameOf(input);
  input.addEventListener(event, take);
  if (valueOf(input) !== undefined) take();
  return {
    async next() {
      if (!fresh && !ended) await new Promise<void>((resolve) => (wake = resolve));
      wake = null;
      if (ended) return { done: true, value: undefined };
      fresh = false;
      return { done: false, value: valueOf(input) };
    },
    async return() {
      ended = true;
      input.removeEventListener(event, take);
      wake?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function valueOf(element: Element): unknown {
  const input = element as InputElement;
  switch (input.type) {
    case "range":
    case "number":
      return input.valueAsNumber;
    case "date":
      return input.valueAsDate;
    case "checkbox":
      return input.checked;
    case "file":
      return input.multiple ? input.files : input.files?.[0];
    case "select-multiple":
      return Array.from(input.selectedOptions ?? [], (option) => option.value);
    default:
      return input.value;
  }
}

function eventNameOf(element: Element): string {
  switch ((element as InputElement).type) {
    case "button":
    case "submit":
    case "checkbox":
      return "click";
    case "file":
      return "change";
    default:
      return "input";
  }
}
