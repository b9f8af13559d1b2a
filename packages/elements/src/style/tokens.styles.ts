import { css } from "lit";

/**
 * The tokens of theme.css under private names, each with a fallback, so that an element on a page without the
 * theme still reads well. Elements use only these names.
 */
export const tokenStyles = css`
  :host {
    --_ink: var(--kalium-ink, light-dark(#1b1f24, #e9e6df));
    --_ink-soft: var(--kalium-ink-soft, light-dark(#565c64, #a9abaf));
    --_paper: var(--kalium-paper, light-dark(#f7f6f3, #131519));
    --_surface: var(--kalium-surface, light-dark(#ffffff, #1a1d22));
    --_line: var(--kalium-line, light-dark(#dcdad4, #363b43));
    --_control-line: var(--kalium-control-line, light-dark(#85878a, #73787f));
    --_accent: var(--kalium-accent, light-dark(#5a4690, #b9a4ec));
    --_accent-ink: var(--kalium-accent-ink, light-dark(#ffffff, #1a1426));
    --_warn: var(--kalium-warn, light-dark(#835000, #e3b04e));
    --_danger: var(--kalium-danger, light-dark(#b3261e, #ff8a7d));
    --_good: var(--kalium-good, light-dark(#20704a, #6fcf9d));
    --_trace: var(--kalium-trace, light-dark(#15181c, #f1ede3));
    --_grid-paper: var(--kalium-grid-paper, light-dark(#fffaf8, #181719));
    --_grid-minor: var(--kalium-grid-minor, light-dark(#f9e3df, #282223));
    --_grid-major: var(--kalium-grid-major, light-dark(#f0bdb5, #4a3337));
    --_class-normal: var(--kalium-class-normal, light-dark(#1f6f8b, #5fb7d4));
    --_class-hyper: var(--kalium-class-hyper, light-dark(#bd4510, #f08a4b));
    --_before: var(--kalium-before, light-dark(#6b717a, #9aa0a8));
    --_after: var(--kalium-after, light-dark(#5a4690, #b9a4ec));
    --_font: var(--kalium-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif);
    --_mono: var(--kalium-mono, ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace);
    --_radius: var(--kalium-radius, 6px);
    --_space: var(--kalium-space, 8px);

    display: block;
    box-sizing: border-box;
    min-width: 0;
    color: var(--_ink);
    font-family: var(--_font);
    font-size: 0.9375rem;
    line-height: 1.45;
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
