import { css } from "lit";

export const trainingPanelStyles = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 20px;
    align-items: flex-start;
    justify-content: space-between;
  }

  .what {
    flex: 1 1 260px;
    min-width: 0;
  }

  .status {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: baseline;
    margin: 0;
    font-weight: 600;
  }

  .dot {
    align-self: center;
    width: 9px;
    height: 9px;
    border-radius: 50%;
    background: var(--_control-line);
  }

  .dot.running {
    background: var(--_accent);
    animation: breathe 1.8s ease-in-out infinite;
  }

  .dot.done {
    background: var(--_good);
  }

  .dot.failed {
    background: var(--_danger);
  }

  .dot.paused,
  .dot.cancelling {
    background: var(--_warn);
  }

  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .dot.running {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .dot {
      border: 1px solid CanvasText;
      forced-color-adjust: none;
    }
  }

  .detail {
    margin: 2px 0 0;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
    min-height: 1.45em;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
  }

  .bar {
    width: 100%;
    height: 6px;
    margin: 12px 0 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--_line);
  }

  .bar svg {
    width: 100%;
    height: 100%;
  }

  @media (forced-colors: active) {
    .bar {
      border: 1px solid CanvasText;
      background: Canvas;
    }
  }

  .bar rect {
    fill: var(--_accent);
  }

  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 28px;
    margin: 12px 0 0;
    font-variant-numeric: tabular-nums;
  }

  dt {
    color: var(--_ink-soft);
    font-size: 0.75rem;
  }

  dd {
    margin: 0;
    font-size: 0.875rem;
  }

  dl div.wide {
    flex: 1 1 240px;
  }

  dd .why {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .charts {
    display: flex;
    flex-wrap: wrap;
    gap: 16px 24px;
    margin-top: 16px;
  }

  .message {
    margin: 12px 0 0;
    font-size: 0.875rem;
  }

  .message.failed {
    color: var(--_danger);
  }

  .saved {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    justify-content: space-between;
    margin: 12px 0 0;
    padding: 9px 12px;
    border: 1px solid var(--_line);
    border-inline-start: 3px solid var(--_accent);
    border-radius: var(--_radius);
    font-size: 0.875rem;
  }

  .saved p {
    margin: 0;
  }

  svg .chart-title {
    fill: var(--_ink);
    font-weight: 600;
  }

  svg .curve {
    fill: none;
    stroke-width: 1.75;
    stroke-linejoin: round;
  }

  svg .train {
    stroke: var(--_before);
  }

  svg .validation {
    stroke: var(--_accent);
  }

  svg .curve.train {
    stroke-width: 1.1;
  }

  svg .curve.validation {
    stroke-width: 2.1;
  }

  svg .end {
    stroke: none;
  }

  svg .end.train {
    fill: var(--_before);
  }

  svg .end.validation {
    fill: var(--_accent);
  }
`;
