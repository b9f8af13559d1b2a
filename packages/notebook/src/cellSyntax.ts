import { parseSync } from "vite";

/** A node of the ESTree that Vite's parser gives; positions are UTF-16 indices into the source. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

export interface CellSyntax {
  readonly statements: readonly SyntaxNode[];
  /** The first thing wrong, or null. */
  readonly problem: { readonly message: string; readonly line: number } | null;
}

/** Parses a cell as a TypeScript module, of which JavaScript is a part. */
export function parseCellSyntax(source: string): CellSyntax {
  const { program, errors } = parseSync("cell.ts", source, { lang: "ts", sourceType: "module" });
  const error = errors[0];
  return {
    statements: program.body as unknown as readonly SyntaxNode[],
    problem: error ? { message: error.message, line: lineAt(source, error.labels[0]?.start ?? 0) } : null,
  };
}

/** One-based line of a position. */
export function lineAt(source: string, position: number): number {
  return source.slice(0, position).split("\n").length;
}

/** All nodes below, parents first. */
export function* walkSyntax(node: unknown): Generator<SyntaxNode> {
  if (Array.isArray(node)) {
    for (const child of node) yield* walkSyntax(child);
  } else if (isSyntaxNode(node)) {
    yield node;
    for (const child of Object.values(node)) if (typeof child === "object" && child !== null) yield* walkSyntax(child);
  }
}

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
