import { css } from "lit";

export const potassiumSliderStyles = css`
  .panel {
    display: grid;
    grid-template-columns: auto minmax(220px, 1fr) auto;
    gap: 6px 24px;
    align-items: center;
    padding: 12px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .reading {
    display: grid;
    gap: 0;
    min-width: 8.5rem;
  }

  .name {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .value {
    font-size: 1.875rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    letter-spacing: -0.01em;
    line-height: 1.15;
    white-space: nowrap;
  }

  .value .unit {
    font-size: 0.9375rem;
    font-weight: 400;
    letter-spacing: 0;
  }

  .zone {
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .zone.low {
    color: var(--_class-normal);
  }

  .zone.high {
    color: var(--_class-hyper);
  }

  .track {
    min-width: 0;
  }

  input[type="range"] {
    width: 100%;
    min-height: 32px;
    margin: 0;
    cursor: pointer;
  }

  .zones {
    display: grid;
    grid-template-columns: 1.5fr 1.5fr 4fr;
    gap: 2px;
    margin-inline: 8px;
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }

  .zones .bounds {
    white-space: nowrap;
  }

  .zones > span {
    padding-top: 3px;
    border-top: 4px solid var(--_line);
    color: var(--_ink-soft);
    line-height: 1.25;
  }

  .zones .low {
    border-top-color: var(--_class-normal);
  }

  .zones .usual {
    border-top-color: var(--_good);
  }

  .zones .high {
    border-top-color: var(--_class-hyper);
  }

  .presets {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .presets button {
    min-width: 3rem;
    padding-inline: 8px;
    font-variant-numeric: tabular-nums;
  }

  @media (width < 52rem) {
    .panel {
      grid-template-columns: auto 1fr;
      gap: 4px 14px;
      padding: 8px 12px;
    }

    .track {
      grid-column: 1 / -1;
      grid-row: 2;
    }

    .reading {
      min-width: 0;
    }

    .name .long {
      display: none;
    }

    .value {
      font-size: 1.375rem;
    }

    .presets {
      justify-content: flex-end;
      flex-wrap: nowrap;
      gap: 4px;
    }

    .presets button {
      min-width: 2.375rem;
      padding-inline: 2px;
    }
  }
`;
