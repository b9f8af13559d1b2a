import { css } from "lit";

export const downloadsStyles = css`
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
    margin: 0;
    padding: 0;
    list-style: none;
  }

  button {
    display: inline-flex;
    gap: 10px;
    align-items: baseline;
  }

  .size {
    color: var(--_ink-soft);
    font-variant-numeric: tabular-nums;
  }

  .empty {
    margin: 0;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }
`;
