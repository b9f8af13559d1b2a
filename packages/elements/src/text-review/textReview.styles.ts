import { css } from "lit";

export const textReviewStyles = css`
  :host {
    display: grid;
    gap: 16px;
  }

  table {
    min-width: min(100%, 620px);
  }

  .which {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    font-size: 0.875rem;
    font-weight: 600;
  }

  .card {
    padding: 14px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  header {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: baseline;
    justify-content: space-between;
  }

  h3,
  p {
    margin: 0;
  }

  h3 {
    font-size: 0.9375rem;
  }

  .place {
    margin-top: 6px;
    overflow-wrap: anywhere;
  }

  blockquote {
    min-height: 64px;
    max-height: 220px;
    margin: 8px 0;
    padding: 10px 14px;
    overflow: auto;
    border-inline-start: 3px solid var(--_control-line);
    background: var(--_paper);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  blockquote:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .state {
    margin-bottom: 10px;
    color: var(--_ink-soft);
    font-size: 0.875rem;
  }

  .state.kept {
    color: var(--_good);
    font-weight: 600;
  }

  .turn {
    display: inline-flex;
    gap: var(--_space);
    margin-inline-start: auto;
  }

  .card > .help:last-child {
    margin-top: 10px;
  }
`;
