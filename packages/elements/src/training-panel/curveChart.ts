import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";
import { linePath } from "../chart/linePath.ts";
import { linearScale, niceDomain, niceTicks } from "../chart/linearScale.ts";
import { formatFixed, formatNumber } from "../text/formatNumber.ts";
import { thinCurve } from "./thinCurve.ts";

export interface CurveSeries {
  readonly name: string;
  readonly className: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface CurveChartOptions {
  readonly title: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Fixed value range; found from the data when absent. */
  readonly domain?: readonly [number, number];
  readonly decimals: number;
}

const LEFT = 40;
const RIGHT = 10;
const TOP = 26;
const BOTTOM = 22;
const MAXIMUM_POINTS = 400;

/** A small line chart with the last value of each series written beside its name. */
export function curveChart(series: readonly CurveSeries[], options: CurveChartOptions): TemplateResult {
  const { widthPx: width, heightPx: height } = options;
  const shown = series.filter((one) => one.x.length > 0);
  const longest = shown.reduce((most, one) => Math.max(most, one.x[one.x.length - 1]), 1);
  const first = shown.reduce((least, one) => Math.min(least, one.x[0]), Infinity);
  const domain = options.domain ?? niceDomain(allValues(shown), 4);
  const x = linearScale([Number.isFinite(first) && first < longest ? first : 0, longest], [LEFT, width - RIGHT]);
  const y = linearScale(domain, [height - BOTTOM, TOP]);
  const summary = shown.length === 0 ? "no values yet" : shown.map((one) => `${one.name} ${formatFixed(one.y[one.y.length - 1], options.decimals)} at ${formatNumber(one.x[one.x.length - 1])}`).join(", ");
  let keyX = LEFT;
  return html`<svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${`${options.title}: ${summary}`}>
    <text class="chart-title" x="0" y="12">${options.title}</text>
    ${niceTicks(domain[0], domain[1], 4).map((tick) => svg`<path class="rule" d="M${LEFT} ${y(tick)}H${width - RIGHT}"></path><text x=${LEFT - 6} y=${y(tick) + 4} text-anchor="end">${formatNumber(tick)}</text>`)}
    ${(shown.length === 0 ? [] : niceTicks(x.domain[0], x.domain[1], width < 300 ? 3 : 5)).map((tick) => svg`<text x=${x(tick)} y=${height - 6} text-anchor="middle">${formatNumber(tick)}</text>`)}
    ${shown.map((one) => {
      const kept = thinCurve((i) => one.y[i], one.x.length, MAXIMUM_POINTS);
      const last = one.x.length - 1;
      return svg`<path class="curve ${one.className}" d=${linePath(kept.length, (k) => x(one.x[kept[k]]), (k) => y(one.y[kept[k]]))}></path>
        <circle class="end ${one.className}" cx=${x(one.x[last])} cy=${y(one.y[last])} r="2.5"></circle>`;
    })}
    ${shown.length === 0 ? svg`<text x=${(LEFT + width - RIGHT) / 2} y=${(TOP + height - BOTTOM) / 2 - 6} text-anchor="middle">no values yet</text>` : nothing}
    ${shown.map((one, index) => {
      const text = `${one.name} ${formatFixed(one.y[one.y.length - 1], options.decimals)}`;
      if (index === 0) keyX = width - RIGHT - shown.reduce((sum, other) => sum + 34 + (other.name.length + 6) * 5.9, 0) + 12;
      const at = keyX;
      keyX += 34 + (one.name.length + 6) * 5.9;
      return svg`<path class="curve ${one.className}" d="M${at} 8h16"></path><text x=${at + 20} y="12">${text}</text>`;
    })}
  </svg>`;
}

function* allValues(series: readonly CurveSeries[]): Iterable<number> {
  for (const one of series) yield* one.y;
}
