import "./site.ts";
import "@kalium/notebook/notebook.css";
import { markdownTemplate } from "@kalium/notebook";
import { render } from "lit";
import privacyText from "../../PRIVACY.md?raw";

const main = document.querySelector("main")!;
render(markdownTemplate(privacyText), main);
