/** What a key pressed on the paper means. */
export type SheetAction =
  | { readonly kind: "pan"; readonly unit: "square" | "page"; readonly step: 1 | -1 }
  | { readonly kind: "edge"; readonly edge: "start" | "end" }
  | { readonly kind: "speed" | "gain"; readonly step: 1 | -1 }
  | { readonly kind: "cursor-toggle" }
  | { readonly kind: "cursor-sample" | "cursor-mark" | "cursor-lead"; readonly step: 1 | -1 };

/** The action of a key, or null for keys that are not ours. With the cursor on, arrows move the cursor, else the paper. */
export function sheetAction(key: string, isShift: boolean, isCursorOn: boolean): SheetAction | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowRight": {
      const step = key === "ArrowRight" ? 1 : -1;
      if (isCursorOn) return { kind: isShift ? "cursor-mark" : "cursor-sample", step };
      return { kind: "pan", unit: isShift ? "page" : "square", step };
    }
    case "ArrowUp": return isCursorOn ? { kind: "cursor-lead", step: -1 } : { kind: "gain", step: 1 };
    case "ArrowDown": return isCursorOn ? { kind: "cursor-lead", step: 1 } : { kind: "gain", step: -1 };
    case "PageUp": return { kind: "pan", unit: "page", step: -1 };
    case "PageDown": return { kind: "pan", unit: "page", step: 1 };
    case "Home": return { kind: "edge", edge: "start" };
    case "End": return { kind: "edge", edge: "end" };
    case "+":
    case "=": return { kind: "speed", step: 1 };
    case "-":
    case "_": return { kind: "speed", step: -1 };
    case "c":
    case "C": return { kind: "cursor-toggle" };
    case "Escape": return isCursorOn ? { kind: "cursor-toggle" } : null;
    default: return null;
  }
}
