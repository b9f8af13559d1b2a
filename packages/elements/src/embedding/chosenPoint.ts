import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";
import { linePath } from "../chart/linePath.ts";
import { linearScale, niceDomain } from "../chart/linearScale.ts";
import { formatCount } from "../text/formatNumber.ts";

/** The beats behind the points, n × beatLength, row-major. */
export interface PointBeats {
  readonly beats: Float32Array;
  readonly beatLength: number;
}

/** Mean of some beats; zeros where there are none. */
export function meanBeat({ beats, beatLength }: PointBeats, indices: readonly number[]): Float32Array {
  const mean = new Float32Array(beatLength);
  for (const i of indices) for (let k = 0; k < beatLength; k++) mean[k] += beats[i * beatLength + k] / indices.length;
  return mean;
}

/** Beat of one point; null where there is none. */
export function beatOf({ beats, beatLength }: PointBeats, index: number): Float32Array | null {
  return beats.length >= (index + 1) * beatLength ? beats.subarray(index * beatLength, (index + 1) * beatLength) : null;
}

const WIDTH_PX = 240;
const HEIGHT_PX = 96;

function renderBeat(beat: Float32Array, reference: Float32Array | null, label: string): TemplateResult {
  const y = linearScale(niceDomain([...beat, ...(reference ?? [])], 4), [HEIGHT_PX - 4, 4]);
  const x = linearScale([0, Math.max(1, beat.length - 1)], [2, WIDTH_PX - 2]);
  return html`<svg width=${WIDTH_PX} height=${HEIGHT_PX} viewBox="0 0 ${WIDTH_PX} ${HEIGHT_PX}" role="img" aria-label=${label}>
    <path class="rule" d="M0 ${y(0)}H${WIDTH_PX}"></path>
    ${reference ? svg`<path class="beat group-mean" d=${linePath(reference.length, x, (i) => y(reference[i]))}></path>` : nothing}
    <path class="beat" d=${linePath(beat.length, x, (i) => y(beat[i]))}></path>
  </svg>`;
}

export interface ChosenPoint {
  readonly text: string;
  readonly group: string;
  readonly person: string | undefined;
  /** How many points belong to the same person. */
  readonly personCount: number;
  readonly beat: Float32Array | null;
  readonly groupMean: Float32Array | null;
  readonly onClear: () => void;
}

/** The chosen point: its beat over the mean of its class, and whose it is. */
export function renderChosenPoint(point: ChosenPoint): TemplateResult {
  return html`
    ${point.beat ? renderBeat(point.beat, point.groupMean, `Beat of the chosen point, ${point.group}`) : nothing}
    <div class="words">
      <p><strong>${point.text}</strong></p>
      <p class="soft">${point.group}${point.person === undefined ? "" : `, person ${point.person}; thin rings mark this person's ${formatCount(point.personCount)} beats`}.${point.groupMean ? " Dashed: mean of its class." : ""}</p>
      <button type="button" @click=${point.onClear}>Clear choice</button>
    </div>`;
}

export interface LassoedPoints {
  readonly count: number;
  /** "12 normal, 3 hyper". */
  readonly groupsInWords: string;
  /** Null when the people are not known. */
  readonly peopleCount: number | null;
  readonly mean: Float32Array;
  readonly onClear: () => void;
}

/** The mean beat of the points inside the lasso. */
export function renderLassoed(points: LassoedPoints): TemplateResult {
  const people = points.peopleCount === null ? "" : `; ${points.peopleCount === 1 ? "one person" : `${formatCount(points.peopleCount)} people`}`;
  return html`
    ${renderBeat(points.mean, null, "Mean beat of the lassoed points")}
    <div class="words">
      <p><strong>Mean of ${formatCount(points.count)} lassoed beats</strong></p>
      <p class="soft">${points.groupsInWords}${people}</p>
      <button type="button" @click=${points.onClear}>Clear lasso</button>
    </div>`;
}
