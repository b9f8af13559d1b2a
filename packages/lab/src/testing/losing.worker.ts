/**
 * A study worker whose first GPU device is destroyed in the middle of a step of training; the name of the worker says with which submit. The
 * product has no such switch: the GPU's own interface is patched before the worker's code is loaded.
 */
const lostAtSubmit = Number(self.name);
const devices = new WeakMap<GPUQueue, GPUDevice>();
let submits = 0;

const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (...parameters) {
  const device = await requestDevice.apply(this, parameters);
  devices.set(device.queue, device);
  return device;
};
const { submit } = GPUQueue.prototype;
GPUQueue.prototype.submit = function (commands) {
  submits += 1;
  submit.call(this, commands);
  if (submits === lostAtSubmit) devices.get(this)!.destroy();
};

// Messages that arrive while the code is on its way must not get lost.
const early: MessageEvent[] = [];
const keep = (event: MessageEvent): void => void early.push(event);
self.addEventListener("message", keep);
await import("../study.worker.ts");
self.removeEventListener("message", keep);
for (const event of early) self.dispatchEvent(new MessageEvent("message", { data: event.data, ports: [...event.ports] }));
export {};
