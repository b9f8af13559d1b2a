import { css } from "lit";

export const saliencyStyles = css`
  .panels {
    display: grid;
    grid-template-columns: repeat(var(--_columns, 2), minmax(0, 1fr));
    gap: 18px 22px;
    margin-top: 10px;
  }

  .panels.single {
    --_columns: 1;
  }

  figure {
    margin: 0;
    min-width: 0;
  }

  figcaption {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    align-items: baseline;
    min-height: 2.6em;
    font-size: 0.8125rem;
    line-height: 1.3;
  }

  figcaption strong {
    font-weight: 600;
  }

  .class,
  .prediction {
    color: var(--_ink-soft);
  }

  .raw {
    flex-basis: 100%;
    color: var(--_ink-soft);
    font-variant-numeric: tabular-nums;
  }

  .raw.zero {
    color: var(--_warn);
    font-weight: 600;
  }

  svg .beat-halo {
    fill: none;
    stroke: var(--_surface);
    stroke-width: 4;
    stroke-linejoin: round;
    opacity: 0.85;
  }

  svg .beat {
    fill: none;
    stroke: var(--_trace);
    stroke-width: 1.6;
    stroke-linejoin: round;
  }

  svg .r-line {
    stroke: var(--_ink-soft);
    stroke-width: 1;
    stroke-dasharray: 2 3;
  }

  svg .cell-bar {
    fill: none;
    stroke: var(--_ink);
    stroke-width: 1.5;
  }

  svg .strip {
    stroke: none;
    shape-rendering: crispEdges;
  }

  svg .outline {
    fill: none;
    stroke: var(--_line);
  }

  .scale {
    margin-top: 12px;
  }

  .fixed {
    margin: 10px 0 0;
    font-size: 0.8125rem;
    font-weight: 600;
  }
`;
