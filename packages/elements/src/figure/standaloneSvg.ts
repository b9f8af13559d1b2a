/**
 * Turns SVG drawn on the page into a file that stands alone: the computed look of every node is written as
 * presentation attributes (no style attribute, no class), with a title, a background and a fixed size.
 */
const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const PROPERTIES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "opacity", "paint-order", "shape-rendering",
] as const;
const TEXT_PROPERTIES = ["font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "letter-spacing"] as const;
/** Initial values, left out to keep files small. */
const INITIAL: Readonly<Record<string, string>> = {
  "fill-opacity": "1", stroke: "none", "stroke-opacity": "1", "stroke-dasharray": "none", "stroke-linecap": "butt",
  "stroke-linejoin": "miter", opacity: "1", "paint-order": "normal", "shape-rendering": "auto",
  "font-style": "normal", "dominant-baseline": "auto", "letter-spacing": "normal", "text-anchor": "start",
};
const TEXT_NODES = new Set(["text", "tspan"]);
const DROPPED_ATTRIBUTES = /^(class|style|part|role|tabindex|aria-.*|data-.*|id)$/;

/** One drawing and where its top left corner goes, in px. */
export interface SvgPlacement {
  readonly svg: SVGSVGElement;
  readonly xPx: number;
  readonly yPx: number;
}

/** A line of text drawn on the figure itself, so that it travels with the file. */
export interface SvgCaption {
  readonly text: string;
  readonly xPx: number;
  readonly yPx: number;
  readonly weight?: number;
  readonly sizePx?: number;
  readonly colour: string;
}

export interface StandaloneSvgOptions {
  readonly title: string;
  readonly description?: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly background: string;
  readonly fontFamily: string;
  readonly captions?: readonly SvgCaption[];
}

/** Composes drawings and captions into one SVG document. */
export function standaloneSvg(placements: readonly SvgPlacement[], options: StandaloneSvgOptions): string {
  const { widthPx, heightPx } = options;
  const root = document.createElementNS(SVG_NAMESPACE, "svg");
  root.setAttribute("xmlns", SVG_NAMESPACE);
  root.setAttribute("width", String(widthPx));
  root.setAttribute("height", String(heightPx));
  root.setAttribute("viewBox", `0 0 ${widthPx} ${heightPx}`);
  root.append(textNode("title", options.title));
  if (options.description) root.append(textNode("desc", options.description));
  const background = document.createElementNS(SVG_NAMESPACE, "rect");
  background.setAttribute("width", "100%");
  background.setAttribute("height", "100%");
  background.setAttribute("fill", options.background);
  root.append(background);
  for (const caption of options.captions ?? []) {
    const node = textNode("text", caption.text);
    node.setAttribute("x", String(caption.xPx));
    node.setAttribute("y", String(caption.yPx));
    node.setAttribute("font-family", options.fontFamily);
    node.setAttribute("font-size", String(caption.sizePx ?? 12));
    if (caption.weight) node.setAttribute("font-weight", String(caption.weight));
    node.setAttribute("fill", caption.colour);
    root.append(node);
  }
  for (const { svg, xPx, yPx } of placements) {
    const group = document.createElementNS(SVG_NAMESPACE, "g");
    group.setAttribute("transform", `translate(${xPx} ${yPx})`);
    for (const child of svg.children) {
      const copy = copyWithLook(child);
      if (copy) group.append(copy);
    }
    root.append(group);
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
}

function textNode(name: "title" | "desc" | "text", text: string): SVGElement {
  const node = document.createElementNS(SVG_NAMESPACE, name);
  node.textContent = text;
  return node;
}

function copyWithLook(source: Element): Element | null {
  if (!(source instanceof SVGElement)) return null;
  const copy = source.cloneNode(false) as SVGElement;
  for (const { name } of [...copy.attributes]) if (DROPPED_ATTRIBUTES.test(name)) copy.removeAttribute(name);
  const name = source.localName;
  if (name !== "title" && name !== "desc" && name !== "defs") {
    const look = getComputedStyle(source);
    if (look.display === "none") return null;
    const properties = TEXT_NODES.has(name) ? [...PROPERTIES, ...TEXT_PROPERTIES] : name === "g" ? ["opacity"] : PROPERTIES;
    for (const property of properties) {
      const value = look.getPropertyValue(property);
      if (value && value !== INITIAL[property]) copy.setAttribute(property, value);
      else copy.removeAttribute(property);
    }
    if (copy.getAttribute("stroke") === null) copy.removeAttribute("stroke-width");
  }
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode());
    else if (child instanceof Element) {
      const inner = copyWithLook(child);
      if (inner) copy.append(inner);
    }
  }
  return copy;
}
