import { css } from "lit";

export const noticeStyles = css`
  .notice {
    --_tone: var(--_accent);
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 10px;
    align-items: baseline;
    padding: 9px 14px;
    border: 1px solid var(--_line);
    border-inline-start: 3px solid var(--_tone);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-size: 0.875rem;
  }

  .notice.warn,
  .notice.simulated {
    --_tone: var(--_warn);
  }

  .notice.danger {
    --_tone: var(--_danger);
  }

  .kind {
    color: var(--_tone);
    font-size: 0.8125rem;
    font-weight: 600;
    white-space: nowrap;
  }

  .disclaimer {
    margin: 0;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
    max-width: 80ch;
  }

  ::slotted(p) {
    margin: 0;
  }

  @media (max-width: 420px) {
    .notice {
      grid-template-columns: 1fr;
    }
  }
`;
