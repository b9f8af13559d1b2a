import { css } from "lit";

export const tableStyles = css`
  .caption {
    margin: 0 0 8px;
    font-size: 0.9375rem;
    font-weight: 600;
    line-height: 1.35;
  }

  table {
    min-width: 100%;
  }

  tbody th,
  thead th:first-child {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    background: var(--_surface);
    max-width: 46vw;
  }

  th,
  td {
    padding: 7px 18px 7px 0;
  }

  tbody th,
  thead th:first-child {
    padding-inline-start: 10px;
  }

  td:last-child,
  th:last-child {
    padding-inline-end: 10px;
  }

  .unit {
    color: var(--_ink-soft);
    font-weight: 400;
  }

  tr.ours > * {
    font-weight: 650;
  }

  tr.ours > th {
    box-shadow: inset 3px 0 0 var(--_accent);
  }

  tr.published > *,
  tr.baseline > *,
  tr.control > * {
    color: var(--_ink-soft);
  }

  tr.published > th {
    box-shadow: inset 3px 0 0 var(--_before);
  }

  .mark {
    display: block;
    margin-top: 1px;
    color: var(--_ink-soft);
    font-size: 0.75rem;
    font-weight: 400;
  }

  tbody tr:hover > * {
    background: color-mix(in srgb, var(--_accent) 6%, var(--_surface));
  }

  .notes {
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    max-width: 76ch;
  }

  .notes li + li {
    margin-top: 3px;
  }

  .frame {
    padding-inline: calc(var(--_space) * 0.75);
  }

  .caption,
  .notes {
    padding-inline: 10px;
  }
`;
