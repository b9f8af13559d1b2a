import { css } from "lit";

export const scatterStyles = css`
  .panels {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
    gap: 16px 24px;
  }

  figure {
    min-width: 0;
    margin: 0;
  }

  figcaption {
    font-size: 0.875rem;
    font-weight: 600;
  }

  figcaption span {
    display: block;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    font-weight: 400;
  }

  svg circle {
    fill: var(--_accent);
    fill-opacity: 0.55;
    stroke: var(--_accent);
    stroke-width: 0.8;
  }
`;
