import type { TemplateResult } from "lit";
import { html } from "lit";
import type { CellMode } from "./notebook.ts";

/** Comment, string (templates whole, with what is interpolated), number, word; anything else passes unmarked. */
const tokenPattern =
  /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`)|((?<![\w$])(?:0x[\da-f]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w$]))|([A-Za-z_$][\w$]*)/gi;

const keywords = new Set(
  "as async await break case catch class const continue default delete do else export extends false finally for from function if in instanceof interface let new null of return satisfies static super switch this throw true try type typeof undefined void while yield".split(" "),
);

export interface SourceToken {
  readonly kind: "comment" | "string" | "number" | "keyword" | "plain";
  readonly text: string;
}

/** Splits script source for colouring: enough for reading, no more; a regular expression is left plain. */
export function tokenizeSource(source: string): readonly SourceToken[] {
  const tokens: SourceToken[] = [];
  let from = 0;
  const add = (kind: SourceToken["kind"], text: string): void => {
    const last = tokens[tokens.length - 1];
    if (kind === "plain" && last?.kind === "plain") tokens[tokens.length - 1] = { kind, text: last.text + text };
    else if (text !== "") tokens.push({ kind, text });
  };
  for (const match of source.matchAll(tokenPattern)) {
    const [text, comment, string, number, word] = match;
    add("plain", source.slice(from, match.index));
    add(comment ? "comment" : string ? "string" : number ? "number" : keywords.has(word) ? "keyword" : "plain", text);
    from = match.index + text.length;
  }
  add("plain", source.slice(from));
  return tokens;
}

/** Source as a Lit template; only scripts are coloured. */
export function sourceTemplate(source: string, mode: CellMode): TemplateResult {
  if (mode !== "js" && mode !== "ts") return html`${source}`;
  return html`${tokenizeSource(source).map(({ kind, text }) => (kind === "plain" ? text : html`<span class="kalium-token-${kind}">${text}</span>`))}`;
}
