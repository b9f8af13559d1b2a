/** Writes on the page what its own script may do: what a debugger evaluates is not held by the policy. */
async function allowed(attempt) {
  try {
    await attempt();
    return true;
  } catch {
    return false;
  }
}

const emptyModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const facts = {
  isolated: crossOriginIsolated,
  wasm: await_(() => WebAssembly.compile(emptyModule)),
};

function await_(attempt) {
  return allowed(attempt);
}
