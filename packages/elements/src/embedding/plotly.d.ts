/** The part of Plotly that Kalium calls; the strict bundle ships no types of its own. */
declare module "plotly.js-strict-dist-min" {
  export interface PlotlyPointEvent {
    readonly points: readonly { readonly customdata?: number }[];
  }
  export interface PlotlyDiv extends HTMLElement {
    on(name: "plotly_click" | "plotly_selected", handler: (event: PlotlyPointEvent | undefined) => void): void;
    removeAllListeners(name: string): void;
  }
  export interface PlotlyModule {
    react(element: HTMLElement, data: readonly object[], layout: object, config: object): Promise<PlotlyDiv>;
    purge(element: HTMLElement): void;
  }
  const Plotly: PlotlyModule;
  export default Plotly;
}
