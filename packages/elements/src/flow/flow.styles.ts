import { css } from "lit";

export const flowStyles = css`
  svg .box {
    fill: var(--_surface);
    stroke: var(--_control-line);
    stroke-width: 1;
  }

  svg .box.last {
    stroke: var(--_accent);
    stroke-width: 1.5;
  }

  svg .drop-line,
  svg .arrow {
    fill: none;
    stroke: var(--_control-line);
    stroke-width: 1;
  }

  svg .head {
    fill: var(--_control-line);
    stroke: none;
  }

  svg text.label {
    fill: var(--_ink);
    font-size: 13px;
  }

  svg text.count {
    fill: var(--_ink);
    font-size: 16px;
    font-weight: 600;
  }

  svg text.reason {
    font-size: 12px;
  }

  svg text.reason-count {
    fill: var(--_ink);
    font-size: 12px;
    font-weight: 600;
  }
`;
