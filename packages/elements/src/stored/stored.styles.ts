import { css } from "lit";

export const storedStyles = css`
  :host {
    display: grid;
    gap: 14px;
  }

  :host > *,
  p,
  h3 {
    margin: 0;
  }

  .empty {
    padding: 22px;
    border: 1px dashed var(--_control-line);
    border-radius: var(--_radius);
    color: var(--_ink-soft);
    text-align: center;
  }

  .list {
    display: grid;
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .item {
    display: grid;
    gap: 10px;
    min-width: 0;
    padding: 14px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    align-items: baseline;
    justify-content: space-between;
  }

  h3 {
    font-size: 1rem;
    overflow-wrap: anywhere;
  }

  dl {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 28px;
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  dt {
    color: var(--_ink-soft);
    font-size: 0.75rem;
  }

  dd {
    margin: 0;
    font-weight: 600;
  }

  .tag {
    padding: 0 6px;
    border: 1px solid var(--_warn);
    border-radius: 999px;
    color: var(--_warn);
    font-size: 0.6875rem;
    font-weight: 600;
  }

  .interrupted {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--_warn);
    background: color-mix(in srgb, var(--_warn) 8%, var(--_surface));
    font-size: 0.875rem;
  }

  .actions {
    align-items: flex-start;
  }

  a.button,
  .actions .button {
    display: inline-flex;
    align-items: center;
    min-height: 36px;
    padding-inline: 16px;
    font-size: 0.875rem;
    text-decoration: none;
  }

  summary {
    list-style: none;
    cursor: pointer;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  summary::after {
    margin-inline-start: 6px;
    content: "▾";
    content: "▾" / "";
  }

  summary:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  details[open].export {
    flex: 1 1 100%;
    order: 9;
  }

  .export-form {
    display: grid;
    gap: 10px;
    max-width: 420px;
    margin-top: 10px;
  }

  .safety {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    font-size: 0.875rem;
  }

  .safety:not(.safe) {
    padding: 8px 12px;
    border-inline-start: 3px solid var(--_warn);
    background: color-mix(in srgb, var(--_warn) 8%, var(--_surface));
  }

  .load {
    position: relative;
  }

  input:focus-visible + .button {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  dialog {
    max-width: min(92vw, 480px);
    padding: 20px 22px;
    border: 1px solid var(--_line);
    border-radius: calc(2 * var(--_radius));
    background: var(--_surface);
    color: var(--_ink);
  }

  dialog > * + * {
    margin-top: 10px;
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
`;
