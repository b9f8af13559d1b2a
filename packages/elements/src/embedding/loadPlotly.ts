/**
 * Loads Plotly's strict bundle (no eval) the first time a map is to be shown: 5 MB that would block a page that shows none.
 *
 * Plotly writes its own rules through `document.getElementById("plotly.js-style-global").sheet`, and would make an inline
 * `<style>` for it, which `style-src 'self'` forbids. It is handed an element of that id whose sheet is a constructed
 * one: no inline style, no request, and the same sheet can be adopted by the shadow root a map happens to live in.
 * The map library inside the bundle adds a second inline style unless its id is already taken; no map trace is ever
 * drawn here, so the id is taken. With both, nothing is left that `style-src 'self'` would refuse (loadPlotly.browser.test.ts).
 */
import type { PlotlyModule } from "plotly.js-strict-dist-min";

const HOLDER_ID = "plotly.js-style-global";
/** Id under which plotly.js-strict-dist-min 4.1.1 looks for the style sheet of its map library. */
const MAP_STYLE_ID = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
let rules: CSSStyleSheet | null = null;
let loading: Promise<PlotlyModule> | null = null;

/** Plotly, loaded once; a failed load may be tried again. */
export function loadPlotly(): Promise<PlotlyModule> {
  loading ??= importPlotly().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function importPlotly(): Promise<PlotlyModule> {
  if (!rules && !document.getElementById(HOLDER_ID)) {
    rules = new CSSStyleSheet();
    const holder = document.createElement("meta");
    holder.id = HOLDER_ID;
    Object.defineProperty(holder, "sheet", { value: rules });
    const mapHolder = document.createElement("meta");
    mapHolder.id = MAP_STYLE_ID;
    document.head.append(holder, mapHolder);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, rules];
  }
  const module = await import("plotly.js-strict-dist-min");
  return module.default;
}

/** Lets Plotly's rules reach a plot inside a shadow root; the document has them already. */
export function adoptPlotlyRules(element: Element): void {
  const root = element.getRootNode();
  if (rules && root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(rules)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, rules];
}
