import { css } from "lit";

/** Tables of numbers: hairlines, tabular figures, a first column that stays while the rest scrolls. */
export const dataTableStyles = css`
  .scroll {
    overflow-x: auto;
    max-width: 100%;
    scrollbar-width: thin;
  }

  .scroll:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  table {
    border-collapse: separate;
    border-spacing: 0;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums lining-nums;
    line-height: 1.35;
  }

  caption {
    padding: 0 0 6px;
    text-align: start;
    font-weight: 600;
  }

  th,
  td {
    padding: 6px 14px 6px 0;
    border-bottom: 1px solid var(--_line);
    text-align: start;
    vertical-align: baseline;
  }

  thead th {
    border-bottom: 1px solid var(--_ink-soft);
    color: var(--_ink-soft);
    font-weight: 500;
    vertical-align: bottom;
  }

  th.number,
  td.number {
    text-align: end;
    white-space: nowrap;
  }

  tbody th {
    font-weight: 500;
  }
`;
