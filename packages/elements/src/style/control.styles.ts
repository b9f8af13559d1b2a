import { css } from "lit";

/** Buttons, selects and ranges: quiet, at least 28 px high, 44 px where a finger is the pointer. */
export const controlStyles = css`
  button,
  select,
  .button {
    min-height: 30px;
    padding: 3px 12px;
    border: 1px solid var(--_control-line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_ink);
    font: inherit;
    font-size: 0.8125rem;
    line-height: 1.4;
    cursor: pointer;
  }

  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_accent-ink);
    font-weight: 600;
  }

  button:hover:not(:disabled),
  select:hover,
  .button:hover {
    border-color: var(--_ink);
  }

  button.primary:hover:not(:disabled) {
    border-color: var(--_ink);
  }

  button[aria-pressed="true"] {
    border-color: var(--_accent);
    color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  button:disabled {
    border-color: var(--_line);
    background: transparent;
    color: var(--_ink-soft);
    opacity: 0.65;
    cursor: not-allowed;
  }

  button:focus-visible,
  select:focus-visible,
  input:focus-visible,
  a:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  input[type="range"] {
    accent-color: var(--_accent);
  }

  @media (pointer: coarse) {
    button,
    select,
    .button {
      min-height: 44px;
    }
  }
`;
