/** A labelled choice for `view`: its value is the chosen entry. */

export interface ChoiceOption<Value> {
  readonly label: string;
  readonly value: Value;
}

/** A `<label>` with a `<select>`; `value` is that of the chosen option, changes are told by an `input` event. */
export function choice<Value>(label: string, options: readonly ChoiceOption<Value>[], initial = 0): HTMLElement & { readonly value: Value | undefined } {
  const root = document.createElement("label");
  root.className = "choice";
  const text = document.createElement("span");
  text.textContent = label;
  const select = document.createElement("select");
  options.forEach((option, index) => select.append(new Option(option.label, String(index), false, index === initial)));
  root.append(text, select);
  // The select's own input event bubbles to the label, which is what `view` listens to.
  return Object.defineProperty(root, "value", { get: () => options[Number(select.value)]?.value }) as Element as HTMLElement & { readonly value: Value | undefined };
}

/** A labelled whole number for `view`. */
export function wholeNumber(label: string, initial: number, bounds: { readonly min: number; readonly max: number }): HTMLElement & { readonly value: number } {
  const root = document.createElement("label");
  root.className = "choice";
  const text = document.createElement("span");
  text.textContent = label;
  const input = document.createElement("input");
  Object.assign(input, { type: "number", min: String(bounds.min), max: String(bounds.max), step: "1", value: String(initial) });
  let last = initial;
  root.append(text, input);
  // While something that is no whole number stands there, the last good value holds; `change` fires once typing is over.
  input.addEventListener("input", (event) => event.stopPropagation());
  input.addEventListener("change", () => {
    const next = input.valueAsNumber;
    if (Number.isInteger(next) && next >= bounds.min && next <= bounds.max) last = next;
    input.value = String(last);
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return Object.defineProperty(root, "value", { get: () => last }) as Element as HTMLElement & { readonly value: number };
}
