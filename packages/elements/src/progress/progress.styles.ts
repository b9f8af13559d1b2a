import { css } from "lit";

export const progressStyles = css`
  .box {
    padding: 12px 14px;
    border: 1px solid var(--_line);
    border-inline-start: 3px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .line {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
  }

  p {
    margin: 0;
  }

  .label {
    font-weight: 600;
  }

  progress {
    display: block;
    width: 100%;
    height: 8px;
    margin: 8px 0 6px;
    accent-color: var(--_accent);
  }

  .facts {
    min-height: 1.4em;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .current {
    overflow: hidden;
    color: var(--_ink-soft);
    font-family: var(--_mono);
    font-size: 0.75rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
