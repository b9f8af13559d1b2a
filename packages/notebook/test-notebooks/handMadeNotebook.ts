import type { CompiledCell, CompiledNotebook } from "../src/compiledNotebook.ts";

export type HandMadeCell = Partial<CompiledCell> & Pick<CompiledCell, "body">;

/** A compiled notebook whose cells are functions written in a test; ids count from 1, inputs default to none. */
export function handMadeNotebook(...cells: readonly HandMadeCell[]): CompiledNotebook {
  return {
    name: "hand-made",
    title: "Made by hand",
    sha256: "0".repeat(64),
    cells: cells.map((cell, index) => ({
      id: index + 1,
      mode: "ts",
      source: cell.body.toString(),
      pinned: false,
      inputs: [],
      outputs: [],
      expression: false,
      autodisplay: false,
      ...cell,
    })),
  };
}
