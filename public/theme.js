// Sets the chosen colour scheme before the first paint; a module would run after it. Settings write the choice.
try {
  const theme = localStorage.getItem("kalium.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off; the system's scheme then rules.
}
