import { css } from "lit";

/** Labelled inputs of forms: label above, control, help below. Buttons and selects are in `control.styles.ts`. */
export const fieldStyles = css`
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 190px), 1fr));
    gap: 14px 18px;
    align-items: start;
  }

  .field {
    display: grid;
    gap: 4px;
    min-width: 0;
    font-size: 0.8125rem;
  }

  .field > .name,
  legend {
    color: var(--_ink);
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .help {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    font-weight: 400;
  }

  p.help {
    margin: 0;
    max-width: 72ch;
  }

  input:is([type="text"], [type="number"], [type="search"], [type="password"]),
  textarea {
    width: 100%;
    min-width: 0;
    min-height: 34px;
    padding: 4px 10px;
    border: 1px solid var(--_control-line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_ink);
    font: inherit;
    font-size: 0.875rem;
  }

  .field select {
    width: 100%;
    min-width: 0;
    min-height: 34px;
  }

  input[aria-invalid="true"] {
    border-color: var(--_danger);
  }

  .invalid {
    margin: 0;
    color: var(--_danger);
    font-size: 0.8125rem;
  }

  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    margin-bottom: 6px;
    padding: 0;
  }

  .check {
    display: flex;
    gap: 8px;
    align-items: flex-start;
    min-height: 28px;
    font-size: 0.875rem;
  }

  input:is([type="checkbox"], [type="radio"]) {
    flex: none;
    width: 18px;
    height: 18px;
    margin: 1px 0 0;
    accent-color: var(--_accent);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
    align-items: center;
  }

  .actions button {
    min-height: 36px;
    padding-inline: 16px;
    font-size: 0.875rem;
  }

  button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }

  @media (pointer: coarse) {
    input:is([type="text"], [type="number"], [type="search"], [type="password"]),
    .field select {
      min-height: 44px;
      font-size: 1rem;
    }

    .check {
      min-height: 44px;
      align-items: center;
    }
  }
`;
