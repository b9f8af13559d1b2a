import MarkdownIt from "markdown-it";
import type { TemplateResult } from "lit";
import { html } from "lit";
import { toNode } from "./displayValue.ts";

/**
 * CommonMark and tables. Raw HTML is off, so that text from a file or a person can never become markup; links leave
 * the page only when pressed, and pictures of other origins become links.
 */
const markdownIt = new MarkdownIt({ html: false, linkify: false, typographer: true });

// Column alignment as a class: a style attribute would be refused by `style-src 'self'`.
markdownIt.core.ruler.push("alignment-class", (state) => {
  for (const token of state.tokens) {
    const style = token.attrGet("style");
    if (style === null) continue;
    token.attrs = token.attrs!.filter(([name]) => name !== "style");
    token.attrJoin("class", `kalium-${style.replace("text-align:", "align-")}`);
  }
});

const isOffPage = (address: string): boolean => /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(address);

markdownIt.renderer.rules.link_open = (tokens, index, options, _environment, renderer) => {
  const token = tokens[index];
  if (isOffPage(token.attrGet("href") ?? "")) {
    token.attrSet("target", "_blank");
    token.attrSet("rel", "noopener noreferrer");
  }
  return renderer.renderToken(tokens, index, options);
};

const renderImage = markdownIt.renderer.rules.image!;
markdownIt.renderer.rules.image = (tokens, index, options, environment, renderer) => {
  const source = tokens[index].attrGet("src") ?? "";
  if (!isOffPage(source) || /^(data|blob):/i.test(source)) return renderImage(tokens, index, options, environment, renderer);
  const { escapeHtml } = markdownIt.utils;
  return `<a href="${escapeHtml(source)}" target="_blank" rel="noopener noreferrer">${escapeHtml(tokens[index].content || source)}</a>`;
};

/** Renders Markdown to HTML text. */
export function renderMarkdown(text: string): string {
  return markdownIt.render(text);
}

// Private-use characters: no Markdown rule touches them, and no text holds them.
const slotPattern = /\ue000(\d+)\ue001/;

/**
 * The `md` template tag. Text and numbers are put into the Markdown; nodes and Lit templates are put where they stand
 * in the rendered text; null, undefined and false give nothing; arrays give each of their items.
 */
export function md(strings: TemplateStringsArray, ...values: readonly unknown[]): HTMLElement {
  const nodes: Node[] = [];
  const inline = (value: unknown): string => {
    if (value === null || value === undefined || value === false) return "";
    if (Array.isArray(value)) return value.map(inline).join("");
    if (typeof value !== "object" && typeof value !== "function") return String(value);
    nodes.push(toNode(value));
    return `\ue000${nodes.length - 1}\ue001`;
  };
  const text = strings.map((string, index) => (index === 0 ? "" : inline(values[index - 1])) + string).join("");
  const root = document.createElement("div");
  root.className = "kalium-prose";
  root.innerHTML = renderMarkdown(text);
  fillSlots(root, nodes);
  return root;
}

function fillSlots(root: HTMLElement, nodes: readonly Node[]): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const withSlots: Text[] = [];
  while (walker.nextNode()) if (slotPattern.test(walker.currentNode.nodeValue ?? "")) withSlots.push(walker.currentNode as Text);
  for (const text of withSlots) {
    const parts = text.data.split(slotPattern).map((part, index): Node | string => (index % 2 === 1 ? nodes[Number(part)] : part));
    const parent = text.parentElement;
    text.replaceWith(...parts.filter((part) => part !== ""));
    // A block alone in its paragraph takes the paragraph's place: a figure in a <p> would keep its margins and measure.
    if (parent?.tagName === "P" && parent.childNodes.length === 1 && parent.firstElementChild) parent.replaceWith(parent.firstElementChild);
  }
}

/** A whole Markdown document as a Lit template, for pages. */
export function markdownTemplate(text: string): TemplateResult {
  return html`${md(Object.assign([text], { raw: [text] }) as unknown as TemplateStringsArray)}`;
}
