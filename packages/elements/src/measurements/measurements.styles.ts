import { css } from "lit";

export const measurementsStyles = css`
  .frame {
    padding: 12px 16px;
  }

  table {
    width: 100%;
  }

  th,
  td {
    padding: 5px 10px 5px 0;
  }

  th:last-child,
  td:last-child {
    padding-right: 0;
  }

  tbody td.number {
    font-weight: 600;
  }

  tbody td.expected {
    font-weight: 400;
  }

  @media (width < 30rem) {
    .frame {
      padding: 10px 12px;
    }

    th,
    td {
      padding-right: 7px;
    }

    td {
      overflow-wrap: anywhere;
    }

    table {
      font-size: 0.75rem;
    }
  }

  .unit {
    color: var(--_ink-soft);
    font-weight: 400;
  }

  a {
    color: var(--_accent);
    text-underline-offset: 0.15em;
  }

  thead th.number {
    white-space: normal;
  }

  td a {
    white-space: nowrap;
  }

  .pending tbody td.measured {
    color: var(--_ink-soft);
    font-weight: 400;
  }

  .state {
    min-height: 1.3em;
    margin: 8px 0 0;
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }
`;
