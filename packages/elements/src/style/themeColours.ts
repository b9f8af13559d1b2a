/**
 * Colours for drawing surfaces that cannot read custom properties (canvas, Plotly). Each token is resolved by the
 * browser itself through a probe element, so `light-dark()`, system colours and overrides all come out as rgb().
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export const COLOUR_TOKENS = [
  "ink", "ink-soft", "paper", "surface", "line", "accent", "warn", "danger", "good", "trace",
  "grid-paper", "grid-minor", "grid-major", "class-normal", "class-hyper", "before", "after",
] as const;
export type ColourToken = (typeof COLOUR_TOKENS)[number];
export type ThemeColours = Readonly<Record<ColourToken, string>>;

/** Redraws the host when the colour scheme, forced colours or `data-theme` changes, and hands out the colours in force. */
export class ThemeController implements ReactiveController {
  private readonly host: ReactiveControllerHost & HTMLElement;
  private cached: ThemeColours | null = null;
  private readonly queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"];
  private listening: MediaQueryList[] = [];
  private observer: MutationObserver | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.cached = null;
    this.listening = this.queries.map((query) => matchMedia(query));
    for (const query of this.listening) query.addEventListener("change", this.refresh);
    this.observer = new MutationObserver(this.refresh);
    for (const node of [document.documentElement, document.body]) {
      if (node) this.observer.observe(node, { attributes: true, attributeFilter: ["data-theme", "class"] });
    }
  }

  hostDisconnected(): void {
    for (const query of this.listening) query.removeEventListener("change", this.refresh);
    this.listening = [];
    this.observer?.disconnect();
    this.observer = null;
  }

  /** The colours now in force for the host. */
  get colours(): ThemeColours {
    return (this.cached ??= resolveThemeColours(this.host));
  }

  private readonly refresh = (): void => {
    this.cached = null;
    this.host.requestUpdate();
  };
}

/** Computed rgb() of every colour token at an element; reads layout-free styles only. */
export function resolveThemeColours(host: HTMLElement): ThemeColours {
  const probe = document.createElement("span");
  probe.hidden = true;
  // Under forced colours the browser would answer CanvasText for every mixed colour.
  probe.style.setProperty("forced-color-adjust", "none");
  (host.shadowRoot ?? host).append(probe);
  const colours = {} as Record<ColourToken, string>;
  for (const token of COLOUR_TOKENS) {
    probe.style.setProperty("color", `var(--_${token})`);
    colours[token] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}
