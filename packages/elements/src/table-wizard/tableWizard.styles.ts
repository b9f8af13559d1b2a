import { css } from "lit";

export const tableWizardStyles = css`
  form {
    display: grid;
    gap: 14px;
    min-width: 0;
  }

  form > * {
    min-width: 0;
    margin: 0;
  }

  .file {
    font-family: var(--_mono);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }

  .scroll {
    margin-top: 8px;
  }

  table {
    min-width: 100%;
  }

  th,
  td {
    padding: 4px 12px 4px 0;
    vertical-align: top;
    white-space: nowrap;
  }

  thead th {
    color: var(--_ink);
  }

  .column-name {
    display: block;
    max-width: 130px;
    margin-bottom: 3px;
    overflow: hidden;
    color: var(--_ink-soft);
    text-overflow: ellipsis;
  }

  input.lead {
    width: 96px;
  }

  tbody td {
    font-family: var(--_mono);
    font-size: 0.75rem;
  }

  tr.skipped td,
  tr.header td,
  td.out,
  .kind {
    color: var(--_ink-soft);
  }

  tr.skipped td {
    text-decoration: line-through;
  }

  td:not(.out) {
    font-weight: 600;
  }

  tr:not(.data) td {
    font-weight: 400;
  }

  .kind {
    font-size: 0.75rem;
    font-weight: 400;
  }

  .traces {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
    gap: 10px;
    padding: 0;
    list-style: none;
    font-size: 0.8125rem;
  }

  .traces strong {
    display: block;
  }

  .traces svg {
    display: block;
    width: 100%;
    height: 48px;
    margin: 3px 0;
    border: 1px solid var(--_line);
    border-radius: 3px;
    background: var(--_grid-paper);
  }

  .traces polyline {
    fill: none;
    stroke: var(--_trace);
    stroke-width: 1.25;
    vector-effect: non-scaling-stroke;
  }

  .problems {
    padding: 8px 12px 8px 28px;
    border-inline-start: 3px solid var(--_danger);
    background: color-mix(in srgb, var(--_danger) 6%, var(--_surface));
    font-size: 0.875rem;
  }
`;
