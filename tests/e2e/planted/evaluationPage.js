/** Leaves what page and worker may do where the test reads it. */
const worker = new Worker("evaluation.js");
worker.onmessage = async ({ data }) => {
  document.documentElement.dataset.facts = JSON.stringify({ page: await whatScriptsMayDo(), worker: data });
};
