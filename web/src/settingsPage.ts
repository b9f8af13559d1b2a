import "./site.ts";
import "./settingsPanel.ts";
