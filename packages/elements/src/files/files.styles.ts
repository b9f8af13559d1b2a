import { css } from "lit";

export const filesStyles = css`
  .zone {
    display: grid;
    gap: 10px;
    justify-items: center;
    padding: 26px 18px 20px;
    border: 1.5px dashed var(--_control-line);
    border-radius: var(--_radius);
    background: var(--_surface);
    text-align: center;
  }

  .zone[data-over] {
    border-style: solid;
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 7%, var(--_surface));
  }

  .lead {
    margin: 0;
    font-weight: 600;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
    justify-content: center;
  }

  .button {
    display: inline-flex;
    align-items: center;
    padding-inline: 16px;
  }

  .button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_accent-ink);
    font-weight: 600;
  }

  input[type="file"] {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    opacity: 0;
  }

  input:focus-visible + .button {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  input:disabled + .button {
    opacity: 0.55;
    cursor: not-allowed;
  }

  .choice {
    position: relative;
    display: inline-flex;
  }

  .local {
    margin: 0;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    max-width: 56ch;
  }

  .status {
    display: grid;
    gap: 6px;
    width: 100%;
    max-width: 420px;
  }

  .status p {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  progress {
    width: 100%;
    height: 6px;
    accent-color: var(--_accent);
  }

  .problems {
    margin: 10px 0 0;
    padding: 10px 14px;
    border: 1px solid var(--_line);
    border-inline-start: 3px solid var(--_danger);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-size: 0.875rem;
  }

  .problems h3 {
    margin: 0 0 4px;
    color: var(--_danger);
    font-size: 0.875rem;
  }

  .problems ul {
    max-height: 260px;
    margin: 0;
    padding: 0;
    overflow: auto;
    list-style: none;
  }

  .problems li {
    padding: 6px 0;
    overflow-wrap: anywhere;
  }

  .problems li + li {
    border-top: 1px solid var(--_line);
  }

  .file {
    font-family: var(--_mono);
    font-size: 0.8125rem;
  }

  .remedy {
    color: var(--_ink-soft);
  }
`;
