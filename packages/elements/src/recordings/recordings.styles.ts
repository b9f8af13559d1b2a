import { css } from "lit";

export const recordingsStyles = css`
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
    align-items: center;
  }

  .filters .search {
    flex: 1 1 220px;
    max-width: 380px;
    min-height: 34px;
  }

  .filters select,
  .filters button {
    flex: 0 1 auto;
    min-width: 0;
    min-height: 34px;
  }

  .counts {
    margin: 10px 0 6px;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .empty {
    margin: 0;
    padding: 22px;
    border: 1px dashed var(--_control-line);
    border-radius: var(--_radius);
    color: var(--_ink-soft);
    text-align: center;
  }

  .viewport {
    position: relative;
    max-height: min(72vh, 620px);
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums lining-nums;
    scrollbar-width: thin;
    overscroll-behavior-y: contain;
  }

  .viewport:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }

  .head,
  .body {
    min-width: 1084px;
  }

  .head {
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--_surface);
    border-bottom: 1px solid var(--_ink-soft);
  }

  .body {
    position: relative;
    contain: strict;
  }

  .window {
    will-change: transform;
  }

  .row {
    display: grid;
    grid-template-columns: 36px 100px minmax(150px, 1.8fr) 88px 84px 62px 80px minmax(100px, 1fr) 124px minmax(84px, 0.8fr) minmax(60px, 1fr);
    column-gap: 10px;
    align-items: center;
    height: var(--_row, 60px);
    padding-inline-end: 12px;
    border-bottom: 1px solid var(--_line);
    cursor: default;
    user-select: none;
  }

  .headrow {
    height: 38px;
    border-bottom: 0;
  }

  .row:not(.headrow):hover {
    background: color-mix(in srgb, var(--_accent) 5%, var(--_surface));
  }

  .row[aria-selected="true"] {
    background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
    box-shadow: inset 3px 0 0 var(--_accent);
  }

  .viewport:focus-visible .row.active {
    outline: 2px solid var(--_accent);
    outline-offset: -3px;
  }

  .row.opened .name {
    font-weight: 700;
  }

  .cell {
    min-width: 0;
    overflow: hidden;
    line-height: 1.3;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .c-check {
    display: flex;
    align-items: center;
    justify-content: center;
    height: 100%;
    overflow: visible;
  }

  .c-check input {
    margin: 0;
  }

  .cell > span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .c-quality .sub,
  .c-potassium .sub,
  .c-notes .sub {
    display: -webkit-box;
    overflow: hidden;
    white-space: normal;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }

  .sub {
    color: var(--_ink-soft);
    font-size: 0.75rem;
  }

  .row[aria-selected="true"] .sub {
    color: var(--_ink);
  }

  .name {
    display: block;
    max-width: 100%;
    min-height: 24px;
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--_accent);
    font-weight: 600;
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .name:hover {
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }

  .sort {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    min-height: 30px;
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--_ink-soft);
    font-weight: 500;
  }

  .sort:hover {
    color: var(--_ink);
  }

  [aria-sort="ascending"] .sort,
  [aria-sort="descending"] .sort {
    color: var(--_ink);
    font-weight: 600;
  }

  .arrow {
    font-size: 0.625rem;
  }

  .c-thumb > span {
    color: var(--_ink-soft);
    font-weight: 500;
  }

  .thumb {
    display: block;
    width: 100%;
    height: 44px;
    border-radius: 3px;
    background: var(--_grid-paper);
  }

  .thumb path {
    fill: var(--_trace);
    stroke: var(--_trace);
    stroke-width: 1;
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }

  .grade {
    font-weight: 600;
  }

  .grade.good {
    color: var(--_good);
  }

  .grade.fair {
    color: var(--_warn);
  }

  .grade.poor {
    color: var(--_danger);
  }

  .k-high,
  .k-low {
    font-weight: 650;
  }

  .tag {
    width: fit-content;
    padding: 0 6px;
    border: 1px solid var(--_warn);
    border-radius: 999px;
    color: var(--_warn);
    font-size: 0.6875rem;
    font-weight: 600;
  }

  .none {
    margin: 0;
    padding: 22px;
    color: var(--_ink-soft);
    text-align: center;
  }

  /* A card for each recording where the columns do not fit. */
  .narrow .body {
    min-width: 0;
  }

  .narrow .row {
    grid-template-areas: "check thumb id person" "check thumb format leads" "check thumb rate duration" "check quality quality potassium";
    grid-template-columns: 30px 88px minmax(0, 1fr) minmax(0, 1fr);
    grid-template-rows: 24px 18px 18px 36px;
    gap: 2px 10px;
    align-content: center;
    align-items: start;
    padding-inline-end: 8px;
  }

  .narrow .c-check { grid-area: check; align-items: flex-start; padding-top: 3px; }
  .narrow .c-thumb { grid-area: thumb; }
  .narrow .c-id { grid-area: id; }
  .narrow .c-id .sub,
  .narrow .c-id .tag,
  .narrow .c-format .sub,
  .narrow .c-notes { display: none; }
  .narrow .c-format { grid-area: format; }
  .narrow .c-leads { grid-area: leads; }
  .narrow .c-rate { grid-area: rate; }
  .narrow .c-duration { grid-area: duration; }
  .narrow .c-quality { grid-area: quality; }
  .narrow .c-quality .sub { -webkit-line-clamp: 1; }
  .narrow .c-potassium { grid-area: potassium; }
  .narrow .c-potassium .sub { -webkit-line-clamp: 1; }
  .narrow .c-person { grid-area: person; padding-top: 3px; }
  .narrow .thumb { height: 58px; margin-top: 3px; }
`;
