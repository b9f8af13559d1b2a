import "./site.ts";
import "@kalium/elements";
import "./data/data.css";
import "./data/dataPanel.ts";
