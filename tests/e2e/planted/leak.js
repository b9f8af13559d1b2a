/**
 * One planted leak per channel. It runs as the page's own script: what a debugger evaluates is not held by the
 * content security policy, and a test driven that way would prove nothing.
 */
const asked = new URLSearchParams(location.search);
const channel = asked.get("channel");
const sink = `http://localhost:${asked.get("http")}`;
const address = `${sink}/${channel}`;

function link(rel, attributes = {}) {
  const element = document.createElement("link");
  Object.assign(element, { rel, href: address, ...attributes });
  document.head.append(element);
}

const plants = {
  fetch: () => fetch(address),
  xhr: () => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.send();
  },
  beacon: () => navigator.sendBeacon(address, "data"),
  websocket: () => new WebSocket(address.replace("http", "ws")),
  eventsource: () => new EventSource(address),
  img: () => (new Image().src = address),
  "css-url": () => (document.body.style.backgroundImage = `url(${address})`),
  font: () => new FontFace("planted", `url(${address})`).load(),
  script: () => document.body.append(Object.assign(document.createElement("script"), { src: address })),
  stylesheet: () => link("stylesheet"),
  frame: () => document.body.append(Object.assign(document.createElement("iframe"), { src: address })),
  object: () => document.body.append(Object.assign(document.createElement("object"), { data: address })),
  video: () => document.body.append(Object.assign(document.createElement("video"), { src: address })),
  form: () => {
    const frame = Object.assign(document.createElement("iframe"), { name: "target" });
    const form = Object.assign(document.createElement("form"), { action: address, target: "target", method: "post" });
    document.body.append(frame, form);
    form.submit();
  },
  prefetch: () => link("prefetch"),
  preload: () => link("preload", { as: "fetch", crossOrigin: "anonymous" }),
  modulepreload: () => link("modulepreload"),
  preconnect: () => link("preconnect", { href: `http://127.0.0.1:${asked.get("tcp")}`, crossOrigin: "anonymous" }),
  "module-import": () => import(address),
  "worker-fetch": () => new Worker(`leakingWorker.js?address=${encodeURIComponent(address)}`),
  "worker-import": () => new Worker(`importingWorker.js?address=${encodeURIComponent(address)}`, { type: "module" }),
  "headerless-404-frame": () => {
    // A page of the same origin without the headers would be a way round them.
    const frame = document.createElement("iframe");
    frame.addEventListener("load", () => {
      const inner = frame.contentDocument;
      inner.body.append(Object.assign(inner.createElement("img"), { src: address }));
    });
    frame.src = "there-is-no-such-page";
    document.body.append(frame);
  },
  popup: () => open(address),
  "top-navigation": () => location.assign(address),
  stun: async () => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${asked.get("udp")}` }] });
    connection.createDataChannel("planted");
    await connection.setLocalDescription(await connection.createOffer());
  },
};

Promise.resolve()
  .then(() => plants[channel]())
  .catch(() => undefined);
