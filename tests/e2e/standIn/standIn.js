/**
 * The smallest page that keeps the contract `kalium run` relies on, with one way to go wrong per notebook name. It
 * lets the runner be tested in a second, apart from what the real notebooks compute.
 */
const settings = new URLSearchParams(location.search);
const name = settings.get("name");
const state = {
  phase: "idle",
  cells: [
    { id: 1, status: "fulfilled", activity: null },
    { id: 2, status: "pending", activity: "waiting-for-run" },
    { id: 3, status: "pending", activity: "waiting-for-run" },
  ],
};
const variables = {};
let files = [];

function settle(...cells) {
  state.cells.splice(1, 2, ...cells);
  state.phase = cells.some(({ status }) => status === "rejected") ? "failed" : "finished";
}

class Notebook extends HTMLElement {
  state() {
    return state;
  }
  async value(variable) {
    return variables[variable];
  }
  start() {
    if (name === "waiting") {
      state.cells[1].activity = "waiting-for-input";
      return;
    }
    state.phase = "running";
    state.cells[1].activity = "running";
    state.cells[2].activity = "queued";
    void this.train();
  }
  async train() {
    const panel = document.querySelector("kalium-training-panel");
    for (let stepsDone = 0; stepsDone <= 2; stepsDone++) {
      panel.state = { stage: `stage ${stepsDone}`, detail: "detail", stepsDone, stepsTotal: 2, secondsLeft: 2 - stepsDone };
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    if (name === "hanging") return;
    if (name === "leaking") await fetch("http://localhost:9/leak").catch(() => undefined);
    if (name === "throwing") setTimeout(() => { throw new Error("thrown outside any cell"); });
    if (name === "failing") {
      const error = { name: "FormatError", message: "x.hea names x.dat, which is missing.", remedy: "Add x.dat to the folder.", failedCellId: null };
      const waiting = { name: "WaitingError", message: "Waits for cell 2, which failed.", remedy: null, failedCellId: 2 };
      settle({ id: 2, status: "rejected", activity: null, error }, { id: 3, status: "rejected", activity: null, error: waiting });
      return;
    }
    if (name !== "silent") {
      variables.runRecord = { seed: settings.get("seed"), executor: settings.get("executor"), files, losses: new Float32Array([0.5, 0.25]) };
    }
    settle({ id: 2, status: "fulfilled", activity: null }, { id: 3, status: "fulfilled", activity: null });
  }
}
customElements.define("kalium-notebook", Notebook);

class Files extends HTMLElement {
  connectedCallback() {
    const input = document.createElement("input");
    input.type = "file";
    input.webkitdirectory = true;
    input.dataset.kind = "folder";
    input.addEventListener("change", () => {
      state.phase = "running";
      state.cells[0] = { id: 1, status: "pending", activity: "running" };
      // Longer than the runner's pause for rest: reading must hold it up.
      setTimeout(() => {
        files = Array.from(input.files, (file) => file.webkitRelativePath).sort();
        state.cells[0] = { id: 1, status: "fulfilled", activity: null };
        state.phase = "idle";
      }, 2500);
    });
    this.attachShadow({ mode: "open" }).append(input);
  }
}
customElements.define("kalium-files", Files);
if (name !== "silent") document.body.append(document.createElement("kalium-files"));

class Figure extends HTMLElement {
  async exportFigure() {
    const text = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    return { name: this.getAttribute("figure"), mediaType: "image/svg+xml", data: new TextEncoder().encode(`..${text}..`).subarray(2, 2 + text.length) };
  }
}
customElements.define("stand-in-figure", Figure);
const light = document.createElement("stand-in-figure");
light.setAttribute("figure", "accuracy by round");
const shadowed = document.createElement("stand-in-figure");
shadowed.setAttribute("figure", "accuracy by round");
const host = document.createElement("div");
host.attachShadow({ mode: "open" }).append(shadowed);
document.body.append(light, host);
document.querySelector("kalium-downloads").items = [
  { name: "model.safetensors", data: new Uint8Array([0, 255, 128]) },
  { name: "../note.txt", data: "µ" },
];
