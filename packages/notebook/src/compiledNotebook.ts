import type { CellMode } from "./notebook.ts";

/**
 * A cell ready to run: a plain function that was compiled when the page was built, so that nothing is evaluated from
 * text at run time and the page can forbid `eval`.
 */
export interface CompiledCell {
  readonly id: number;
  readonly mode: CellMode;
  /** Source as written, for reading. */
  readonly source: string;
  readonly pinned: boolean;
  /** Names the cell reads, in the order of the function's parameters. */
  readonly inputs: readonly string[];
  /** Names the cell gives to others. */
  readonly outputs: readonly string[];
  /** The cell is one expression: its value is shown, and is the value of `outputs[0]` when there is one. */
  readonly expression: boolean;
  /** Whether that value is shown without a call of `display`. */
  readonly autodisplay: boolean;
  readonly body: (...inputs: never[]) => unknown;
}

export interface CompiledNotebook {
  /** File name without its ending. */
  readonly name: string;
  readonly title: string;
  /** SHA-256 of the printed file, hexadecimal: which notebook exactly a result came from. */
  readonly sha256: string;
  readonly cells: readonly CompiledCell[];
}

/** Names every notebook is given, and no cell may define. */
export const standardNames = ["display", "view", "html", "svg", "md", "invalidation", "width", "run"] as const;

/** Parameter by which a compiled cell says which line it has come to; see lineMarkers.ts. */
export const lineMarkerName = "__line";
