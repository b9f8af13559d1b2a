import { css } from "lit";

/** The frame of an ECG sheet: a header with title and controls above paper that reaches the edges. */
export const sheetFrameStyles = css`
  .frame {
    padding: 0;
    overflow: clip;
  }

  header {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 16px;
    align-items: center;
    justify-content: space-between;
    padding: 10px 14px;
    border-bottom: 1px solid var(--_line);
  }

  .heading {
    margin: 0;
  }

  .title {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: baseline;
    min-width: 0;
  }
`;
