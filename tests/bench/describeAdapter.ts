/** Names the WebGPU adapter that frameworks get here. */

interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

export async function describeAdapter(): Promise<string> {
  const { gpu } = navigator as unknown as { gpu?: { requestAdapter(options: { powerPreference: string }): Promise<{ info: AdapterInfo } | null> } };
  const adapter = (await gpu?.requestAdapter({ powerPreference: "high-performance" })) ?? null;
  if (adapter === null) return "none";
  const { vendor, architecture, device, description } = adapter.info;
  return [...new Set([vendor, architecture, device, description])].filter((word) => word !== "").join(" ") || "unnamed";
}
