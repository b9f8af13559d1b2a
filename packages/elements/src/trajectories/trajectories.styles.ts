import { css } from "lit";

export const trajectoriesStyles = css`
  svg .person {
    fill: none;
    stroke: var(--_after);
    stroke-width: 1;
    opacity: 0.34;
  }

  svg .person-hit {
    fill: none;
    stroke: transparent;
    stroke-width: 9;
  }

  svg g.one:hover .person,
  svg g.one.chosen .person {
    stroke-width: 2;
    opacity: 1;
  }

  svg .mean {
    fill: none;
    stroke: var(--_after);
    stroke-width: 2.75;
    stroke-linejoin: round;
  }

  svg .mean-dot {
    fill: var(--_after);
    stroke: var(--_surface);
    stroke-width: 1.5;
  }

  svg .published {
    fill: none;
    stroke: var(--_before);
    stroke-width: 1.75;
    stroke-dasharray: 7 4;
  }

  svg .published-dot {
    fill: var(--_surface);
    stroke: var(--_before);
    stroke-width: 1.5;
  }

  svg .control {
    fill: none;
    stroke: var(--_warn);
    stroke-width: 1.75;
    stroke-dasharray: 1.5 3.5;
    stroke-linecap: round;
  }

  svg .control-dot {
    fill: var(--_warn);
    stroke: none;
  }

  svg .baseline {
    fill: none;
    stroke: var(--_ink-soft);
    stroke-width: 1;
    stroke-dasharray: 3 3;
  }

  svg text.ours {
    fill: var(--_after);
    font-weight: 600;
  }

  svg text.control-label {
    fill: var(--_warn);
  }

  svg text.value {
    fill: var(--_ink);
    font-weight: 600;
  }

  svg text.title {
    fill: var(--_ink-soft);
  }

  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    margin: 8px 0 4px;
    padding: 0;
    list-style: none;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .key .person {
    opacity: 0.7;
  }

  .key li {
    display: inline-flex;
    gap: 7px;
    align-items: center;
  }
`;
