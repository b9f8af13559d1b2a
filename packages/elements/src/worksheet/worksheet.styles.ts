import { css } from "lit";

export const worksheetStyles = css`
  .frame {
    display: grid;
    gap: 14px;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 14px;
    align-items: end;
  }

  .field {
    display: grid;
    gap: 3px;
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .field input,
  .field select {
    min-height: 36px;
    padding: 4px 10px;
    border: 1px solid var(--_control-line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_ink);
    font: inherit;
    font-weight: 400;
  }

  .field.wide {
    flex: 1 1 16rem;
  }

  .field .help {
    color: var(--_ink-soft);
    font-weight: 400;
  }

  .actions button {
    min-height: 36px;
  }

  .pages {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr));
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .pages img {
    display: block;
    width: 100%;
    height: auto;
    border: 1px solid var(--_line);
    background: #fff;
  }

  .invalid {
    margin: 0;
    color: var(--_danger);
    font-size: 0.8125rem;
  }
`;
