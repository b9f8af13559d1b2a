/** One figure as a file, ready to be downloaded or written by the headless runner. */
export interface FigureFile {
  /** File name with extension, made from the element's `figure` stem. */
  readonly name: string;
  readonly mediaType: "image/svg+xml" | "image/png";
  readonly data: Uint8Array;
}

/** What every figure element offers: a file stem as attribute, and itself as a file. */
export interface FigureElement extends HTMLElement {
  figure: string;
  exportFigure(): Promise<FigureFile>;
}

/** A file stem safe on every system: letters, digits, dot, dash and underscore. */
export function figureStem(stem: string, fallback: string): string {
  const safe = stem.trim().replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|-+$/g, "");
  return safe || fallback;
}

/** SVG text as a figure file. */
export function svgFile(stem: string, svg: string): FigureFile {
  return { name: `${stem}.svg`, mediaType: "image/svg+xml", data: new TextEncoder().encode(svg) };
}
