/** Draws the points of one panel with Plotly. The frame is fixed, so the ring of the selected point is drawn over it by us. */
import type { PlotlyModule } from "plotly.js-strict-dist-min";
import type { ThemeColours } from "../style/themeColours.ts";
import type { GroupLook } from "./groupLook.ts";
import type { PointFrame } from "./pointFrame.ts";

export interface PointsToPlot {
  readonly positions: Float32Array | Float64Array;
  readonly pointGroups: readonly string[];
  readonly texts: readonly string[];
  readonly looks: readonly GroupLook[];
  readonly frame: PointFrame;
  readonly colours: ThemeColours;
  readonly fontFamily: string;
  readonly isLasso: boolean;
}

/** Side of a point, px, by how many there are. */
export function pointSizePx(count: number): number {
  return count > 1200 ? 4.5 : count > 400 ? 5.5 : 7;
}

export async function plotPoints(plotly: PlotlyModule, element: HTMLElement, points: PointsToPlot, onSelect: (index: number) => void, onLasso: (indices: readonly number[]) => void): Promise<void> {
  const { positions, frame, colours } = points;
  const size = pointSizePx(positions.length / 2);
  const traces = points.looks.map((look) => {
    const members: number[] = [];
    points.pointGroups.forEach((group, index) => {
      if (group === look.group) members.push(index);
    });
    return {
      type: "scatter", mode: "markers", name: look.group, customdata: members,
      x: members.map((i) => positions[2 * i]), y: members.map((i) => positions[2 * i + 1]),
      text: members.map((i) => points.texts[i] ?? look.group), hoverinfo: "text",
      marker: { symbol: look.shape, size, color: colours[look.colour], opacity: 0.78, line: { width: 0.5, color: colours.surface } },
      unselected: { marker: { opacity: 0.15 } },
    };
  });
  const axis = { fixedrange: true, showgrid: false, zeroline: false, showticklabels: false, ticks: "", showline: true, mirror: true, linecolor: colours.line, linewidth: 1 };
  const layout = {
    width: frame.widthPx, height: frame.heightPx, autosize: false, margin: { l: 0, r: 0, t: 0, b: 0 }, showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest", dragmode: points.isLasso ? "lasso" : false,
    font: { family: points.fontFamily, size: 12, color: colours.ink },
    hoverlabel: { bgcolor: colours.surface, bordercolor: colours.line, font: { family: points.fontFamily, size: 12, color: colours.ink } },
    newselection: { line: { color: colours.ink, width: 1, dash: "dot" } },
    xaxis: { ...axis, range: [...frame.xRange] }, yaxis: { ...axis, range: [...frame.yRange] },
  };
  const plot = await plotly.react(element, traces, layout, { displayModeBar: false, responsive: false, staticPlot: false, doubleClick: false, scrollZoom: false });
  plot.removeAllListeners("plotly_click");
  plot.removeAllListeners("plotly_selected");
  plot.on("plotly_click", (event) => {
    const index = event?.points[0]?.customdata;
    if (typeof index === "number") onSelect(index);
  });
  plot.on("plotly_selected", (event) => onLasso((event?.points ?? []).map((point) => point.customdata).filter((index): index is number => typeof index === "number")));
}
