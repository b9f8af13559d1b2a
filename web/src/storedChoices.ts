/** Choices kept in this browser. Storage that is switched off keeps nothing and breaks nothing. */

export type ThemeChoice = "system" | "light" | "dark";

// The theme's key is read by public/theme.js too, before the first paint.
const themeKey = "kalium.theme";
const executorKey = "kalium.executor";

export function readTheme(): ThemeChoice {
  const theme = read(themeKey);
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Keeps the theme and shows it. */
export function writeTheme(theme: ThemeChoice): void {
  write(themeKey, theme === "system" ? null : theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** The executor chosen in Settings; null leaves the choice to the lab. */
export function readExecutor(): string | null {
  return read(executorKey);
}

export function writeExecutor(executor: string | null): void {
  write(executorKey, executor);
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}
