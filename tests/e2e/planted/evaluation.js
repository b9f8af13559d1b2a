/** What this script may do, on a page or in a worker. What a debugger evaluates is not held by the policy, so the script itself tries. */
async function allowed(attempt) {
  try {
    await attempt();
    return true;
  } catch {
    return false;
  }
}

const smallestModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

async function whatScriptsMayDo() {
  return {
    isolated: crossOriginIsolated,
    compileWebAssembly: await allowed(() => WebAssembly.compile(smallestModule)),
    evaluateText: await allowed(() => (0, eval)("1")),
    makeFunctionFromText: await allowed(() => new Function("return 1")()),
  };
}

if (typeof document === "undefined") whatScriptsMayDo().then((facts) => postMessage(facts));
