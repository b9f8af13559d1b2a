import { css } from "lit";

export const twelveLeadStyles = css`
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .sheet {
    position: relative;
    overflow: auto hidden;
    scrollbar-width: thin;
  }

  .sheet:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  canvas {
    display: block;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
    margin: 0;
    padding: 8px 14px;
    border-top: 1px solid var(--_line);
    font-size: 0.8125rem;
    list-style: none;
  }

  .legend li {
    display: flex;
    gap: 8px;
    align-items: center;
  }

  .legend .line {
    width: 26px;
    height: 0;
    border-top: 2px solid var(--_trace);
  }

  .legend .line.second {
    border-top-color: var(--_class-hyper);
  }
`;
