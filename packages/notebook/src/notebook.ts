/** The languages a cell of Observable Notebook 2 may be written in. Kalium runs the first four; it keeps the rest. */
export type CellMode = "js" | "ts" | "md" | "html" | "tex" | "sql" | "dot" | "node" | "python" | "r" | "ojs";

/** One cell as it stands in the file. */
export interface Cell {
  /** Positive, unique in its notebook. */
  readonly id: number;
  readonly mode: CellMode;
  /** Source without the file's indentation, lines parted by a line feed. */
  readonly value: string;
  /** The source is shown, not only what it displays. */
  readonly pinned: boolean;
  /** The cell runs, but displays nothing by itself. */
  readonly hidden: boolean;
  /** Name under which other cells see the value, for cells that declare none. */
  readonly output?: string;
  /** How the output of an interpreter cell is read. */
  readonly format?: string;
  /** The database of a `sql` cell. */
  readonly database?: string;
}

/** Theme name, or one for each colour scheme. Kept for other readers of the file; Kalium's page has its own theme. */
export type NotebookTheme = string | { readonly light: string; readonly dark: string };

/** A notebook: cell sources only, never their results. */
export interface Notebook {
  readonly title: string;
  readonly theme: NotebookTheme;
  readonly readOnly: boolean;
  readonly cells: readonly Cell[];
}

/** The `type` attribute of each mode's `<script>`. */
const typeOfMode: Readonly<Record<CellMode, string>> = {
  js: "module",
  ts: "text/x-typescript",
  md: "text/markdown",
  html: "text/html",
  tex: "application/x-tex",
  sql: "application/sql",
  dot: "text/vnd.graphviz",
  node: "application/vnd.node.javascript",
  python: "text/x-python",
  r: "text/x-r",
  ojs: "application/vnd.observable.javascript",
};

const modeOfType = new Map(Object.entries(typeOfMode).map(([mode, type]) => [type, mode as CellMode]));

export function cellTypeOf(mode: CellMode): string {
  return typeOfMode[mode];
}

/** An unknown or missing type is JavaScript, as in Observable's own reader. */
export function cellModeOf(type: string | null): CellMode {
  return modeOfType.get(type ?? "") ?? "js";
}

/** Modes whose output is a file that an outside program wrote. */
export function isInterpreterMode(mode: CellMode): boolean {
  return mode === "node" || mode === "python" || mode === "r";
}
