import type { SyntaxNode } from "./cellSyntax.ts";
import { isSyntaxNode, lineAt } from "./cellSyntax.ts";
import { lineMarkerName } from "./compiledNotebook.ts";

/** Statements that leave nothing to run, or that must stay first. */
const unmarked = new Set(["ImportDeclaration", "TSInterfaceDeclaration", "TSTypeAliasDeclaration", "FunctionDeclaration", "EmptyStatement", "BlockStatement"]);

/**
 * Puts `__line(n);` before every statement of a cell that runs in the cell's own turn, on the statement's own line.
 *
 * Why: shipped cells are minified into one file, so the line in `error.stack` names nothing a reader can find. A
 * number that the cell itself carries survives minification and needs no source map. Statements inside functions are
 * left alone: they may run later, when the cell has gone on, so an error there is shown at the call.
 */
export function markLines(source: string, statements: readonly SyntaxNode[]): string {
  const positions: number[] = [];
  for (const statement of statements) collect(statement, true, positions);
  let marked = "";
  let from = 0;
  for (const position of positions.sort((a, b) => a - b)) {
    marked += `${source.slice(from, position)}${lineMarkerName}(${lineAt(source, position)});`;
    from = position;
  }
  return marked + source.slice(from);
}

/** `inList`: another statement may be put before this one without changing what belongs to an `if` or a loop. */
function collect(statement: SyntaxNode, inList: boolean, positions: number[]): void {
  if (inList && !unmarked.has(statement.type) && !isDirective(statement)) positions.push(statement.start);
  const { body, consequent, alternate, block, handler, finalizer, cases } = statement as unknown as Record<string, unknown>;
  switch (statement.type) {
    case "BlockStatement":
    case "StaticBlock":
      collectList(body, positions);
      break;
    case "IfStatement":
      collectOne(consequent, positions);
      collectOne(alternate, positions);
      break;
    case "ForStatement":
    case "ForInStatement":
    case "ForOfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
      collectOne(body, positions);
      break;
    case "TryStatement":
      collectOne(block, positions);
      if (isSyntaxNode(handler)) collectOne((handler as unknown as { body: unknown }).body, positions);
      collectOne(finalizer, positions);
      break;
    case "SwitchStatement":
      for (const branch of cases as readonly unknown[]) collectList((branch as { consequent: unknown }).consequent, positions);
      break;
  }
}

function collectOne(node: unknown, positions: number[]): void {
  if (isSyntaxNode(node)) collect(node, false, positions);
}

function collectList(nodes: unknown, positions: number[]): void {
  for (const node of nodes as readonly SyntaxNode[]) collect(node, true, positions);
}

function isDirective(statement: SyntaxNode): boolean {
  return typeof (statement as { directive?: unknown }).directive === "string";
}
