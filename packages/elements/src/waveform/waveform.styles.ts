import { css } from "lit";

export const waveformStyles = css`
  .filter {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
  }

  select {
    padding-inline: 8px 4px;
    font-variant-numeric: tabular-nums;
  }

  .sheet {
    position: relative;
    overflow: hidden;
    cursor: grab;
    touch-action: pan-y pinch-zoom;
    user-select: none;
    -webkit-user-select: none;
  }

  .sheet[data-dragging] {
    cursor: grabbing;
  }

  .sheet:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  canvas {
    display: block;
    width: 100%;
  }

  .overlay {
    position: absolute;
    inset: 0;
    height: 100%;
    pointer-events: none;
  }

  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
    justify-content: space-between;
    min-height: 40px;
    padding: 6px 14px;
    border-top: 1px solid var(--_line);
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .readout {
    min-width: 15em;
    color: var(--_ink);
    font-variant-numeric: tabular-nums;
  }

  .readout.idle {
    color: var(--_ink-soft);
  }

  .position {
    display: flex;
    flex: 1 1 160px;
    gap: 8px;
    align-items: center;
    max-width: 420px;
  }

  .position input {
    flex: 1;
    min-width: 60px;
    min-height: 24px;
    margin: 0;
  }

  .position output {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
`;
