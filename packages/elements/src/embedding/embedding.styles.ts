import { css } from "lit";

export const embeddingStyles = css`
  .bar {
    min-height: 32px;
    display: flex;
    flex-wrap: wrap;
    gap: 6px 18px;
    align-items: center;
    justify-content: space-between;
    margin-top: -2px;
  }

  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.8125rem;
  }

  .key li {
    display: inline-flex;
    gap: 7px;
    align-items: center;
  }

  .key .count {
    color: var(--_ink-soft);
    font-variant-numeric: tabular-nums;
  }

  .maps {
    display: flex;
    flex-wrap: wrap;
    gap: 16px 24px;
    margin-top: 12px;
  }

  .map h4 {
    margin: 0 0 6px;
    font-size: 0.875rem;
    font-weight: 600;
  }

  .plot {
    position: relative;
    display: grid;
    border-radius: 2px;
    background: var(--_surface);
  }

  .plot:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 3px;
  }

  .plot .ring {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }

  .ring .halo {
    fill: none;
    stroke: var(--_surface);
    stroke-width: 5;
  }

  .ring .chosen {
    fill: none;
    stroke: var(--_ink);
    stroke-width: 2.25;
  }

  .ring .kin {
    fill: none;
    stroke: var(--_ink);
    stroke-width: 0.8;
    opacity: 0.55;
  }

  .ring .edge {
    fill: none;
    stroke: var(--_line);
  }

  /* Keeps the map's room until it is drawn, so that nothing lies under it; the map comes into the same cell. */
  .place,
  .plot ::slotted(*) {
    display: block;
    grid-area: 1 / 1;
  }

  .waiting {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 16px;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    text-align: center;
  }

  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 1px 12px;
    margin: 8px 0 0;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  dt {
    color: var(--_ink-soft);
  }

  dd {
    margin: 0;
  }

  .point {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 22px;
    align-items: center;
    min-height: 116px;
    margin-top: 14px;
    padding-top: 12px;
    border-top: 1px solid var(--_line);
    font-size: 0.875rem;
  }

  .point .words {
    flex: 1 1 220px;
  }

  .point p {
    margin: 0 0 6px;
  }

  .point .soft {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  svg .beat {
    fill: none;
    stroke: var(--_trace);
    stroke-width: 1.6;
    stroke-linejoin: round;
  }

  svg .beat.group-mean {
    stroke: var(--_ink-soft);
    stroke-width: 1;
    stroke-dasharray: 3 3;
  }

  .fixed {
    margin: 12px 0 0;
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .pages {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 8px 0;
  }

  td button {
    min-height: 24px;
    padding: 0 8px;
  }
`;
