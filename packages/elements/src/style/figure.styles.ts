import { css } from "lit";

/** The frame, heading and SVG text shared by everything that is a figure. */
export const figureStyles = css`
  .frame {
    position: relative;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: calc(var(--_space) * 1.75) calc(var(--_space) * 2);
  }

  .heading {
    margin: 0 0 8px;
    font-size: 1rem;
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: -0.005em;
    text-wrap: balance;
  }

  .note {
    margin: var(--_space) 0 0;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    max-width: 72ch;
  }

  svg {
    display: block;
    max-width: 100%;
    overflow: visible;
  }

  svg text {
    fill: var(--_ink-soft);
    font-family: var(--_font);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }

  svg .axis {
    stroke: var(--_ink-soft);
    stroke-width: 1;
    fill: none;
  }

  svg .rule {
    stroke: var(--_line);
    stroke-width: 1;
    fill: none;
  }

  .badge {
    display: inline-block;
    padding: 0 0.5em;
    border: 1px solid currentColor;
    border-radius: 999px;
    color: var(--_warn);
    font-size: 0.75rem;
    font-weight: 600;
    line-height: 1.5;
    letter-spacing: 0.02em;
    white-space: nowrap;
  }

  details {
    margin-top: var(--_space);
    font-size: 0.8125rem;
  }

  summary {
    width: fit-content;
    min-height: 28px;
    padding: 4px 6px 4px 2px;
    border-radius: 4px;
    color: var(--_ink-soft);
    cursor: pointer;
  }

  summary:hover {
    color: var(--_ink);
  }

  summary:focus-visible,
  [tabindex="0"]:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
`;
