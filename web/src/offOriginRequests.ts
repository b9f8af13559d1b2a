/** What the page has asked of other origins. */
export interface OffOriginCount {
  /** Requests that went out. */
  readonly sent: number;
  /** Requests that the content security policy stopped. */
  readonly refused: number;
  /** Each address once, for the person to see. */
  readonly addresses: readonly string[];
}

export interface OffOriginSources {
  /** Origin of the page. */
  readonly origin: string;
  /** Where `securitypolicyviolation` events come by. */
  readonly violations: EventTarget;
  /** Calls back with the address of every resource the page has loaded and will load; returns how to stop. */
  readonly observeResources: (onAddress: (address: string) => void) => () => void;
}

/**
 * Counts requests off the page's origin, sent and refused, from now and from before. It sees the page itself, not
 * inside its workers; the policy holds there too, and the end-to-end tests watch the whole browser.
 *
 * @returns how to stop.
 */
export function watchOffOriginRequests(sources: OffOriginSources, onCount: (count: OffOriginCount) => void): () => void {
  let sent = 0;
  // One refused request fires once for each policy that refuses it, header and meta element alike.
  const refusedByPolicy = new Map<string, number>();
  const addresses = new Set<string>();
  const report = (): void => onCount({ sent, refused: Math.max(0, ...refusedByPolicy.values()), addresses: [...addresses] });
  const stopResources = sources.observeResources((address) => {
    if (!isOffOrigin(address, sources.origin)) return;
    sent += 1;
    addresses.add(address);
    report();
  });
  const onViolation = (event: Event): void => {
    const { blockedURI: address, originalPolicy } = event as SecurityPolicyViolationEvent;
    // Violations such as "inline" or "eval" ask nothing of anybody.
    if (!isOffOrigin(address, sources.origin)) return;
    refusedByPolicy.set(originalPolicy, (refusedByPolicy.get(originalPolicy) ?? 0) + 1);
    addresses.add(address);
    report();
  };
  sources.violations.addEventListener("securitypolicyviolation", onViolation);
  report();
  return () => {
    stopResources();
    sources.violations.removeEventListener("securitypolicyviolation", onViolation);
  };
}

/** Whether an address leads over the network to another origin than this; data: and blob: addresses lead nowhere. */
export function isOffOrigin(address: string, origin: string): boolean {
  let url: URL;
  try {
    url = new URL(address, origin);
  } catch {
    return false;
  }
  if (!/^(https?|wss?|ftp):$/.test(url.protocol)) return false;
  return `${url.protocol.replace(/^ws/, "http")}//${url.host}` !== origin;
}

/** The sources of the page this runs in. */
export function pageSources(): OffOriginSources {
  return {
    origin: location.origin,
    violations: document,
    observeResources(onAddress) {
      const observer = new PerformanceObserver((list) => list.getEntries().forEach((entry) => onAddress(entry.name)));
      observer.observe({ type: "resource", buffered: true });
      return () => observer.disconnect();
    },
  };
}
