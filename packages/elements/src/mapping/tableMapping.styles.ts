import { css } from "lit";

export const tableMappingStyles = css`
  .source {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 16px;
    align-items: end;
  }

  .source > :first-child {
    flex: 1 1 260px;
    min-width: 0;
  }

  .table-choice {
    max-width: 520px;
  }

  .file {
    margin: 0;
    font-family: var(--_mono);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }

  .file .help {
    font-family: var(--_font);
  }

  .empty {
    margin: 0;
    padding: 14px 16px;
    border: 1px dashed var(--_control-line);
    border-radius: var(--_radius);
    color: var(--_ink-soft);
  }

  .add {
    position: relative;
  }

  .add .button {
    display: inline-flex;
    align-items: center;
    min-height: 34px;
  }

  input:focus-visible + .button {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  form {
    display: grid;
    gap: 18px;
    min-width: 0;
    margin-top: 16px;
  }

  form > * {
    min-width: 0;
    margin: 0;
  }

  table {
    min-width: 100%;
  }

  td {
    font-family: var(--_mono);
    font-size: 0.75rem;
    white-space: nowrap;
  }

  thead th {
    white-space: nowrap;
  }

  .remembered {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--_accent);
    background: color-mix(in srgb, var(--_accent) 7%, var(--_surface));
    font-size: 0.875rem;
  }

  .notes {
    display: grid;
    gap: 4px;
    padding: 0;
    list-style: none;
    font-size: 0.875rem;
  }

  .notes strong {
    display: inline-block;
    min-width: 3.2em;
  }

  .notes .good strong {
    color: var(--_good);
  }

  .notes .warn strong {
    color: var(--_warn);
  }

  .notes .stop strong {
    color: var(--_danger);
  }

  details {
    font-size: 0.875rem;
  }

  summary {
    width: fit-content;
    min-height: 28px;
    margin-bottom: 8px;
    border-radius: 4px;
    color: var(--_ink-soft);
    cursor: pointer;
  }

  .pairing {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
    gap: 16px 28px;
    align-items: start;
  }

  .windows {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
    margin-bottom: 4px;
  }

  .windows .check {
    align-items: center;
  }

  .windows input.hours {
    width: 84px;
  }

  .with-unit {
    display: flex;
    gap: 8px;
    align-items: center;
  }

  .with-unit input[type="number"] {
    width: 96px;
  }

  .problems {
    padding: 8px 12px 8px 28px;
    border-inline-start: 3px solid var(--_danger);
    background: color-mix(in srgb, var(--_danger) 6%, var(--_surface));
    font-size: 0.875rem;
  }
`;
