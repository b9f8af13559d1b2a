import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, expectAccessibleInBothSchemes, mount, parseSvg, press, recordEvents, within } from "../testing/mount.ts";
import { sampleBeat, seededRandom } from "../testing/sampleBeats.ts";
import { EMBEDDING_SENTENCE } from "./embedding.ts";
import type { KaliumEmbedding } from "./embedding.ts";

const COUNT = 300;
const random = seededRandom(11);
const positions = (gap: number): Float64Array => Float64Array.from({ length: 2 * COUNT }, (_, k) => (k % 2 === 0 ? (Math.floor(k / 2) < COUNT / 2 ? -gap : gap) : 0) + random() * 4);
const beats = new Float32Array(COUNT * 120);
for (let i = 0; i < COUNT; i++) beats.set(sampleBeat(i < COUNT / 2 ? 0 : 0.9), i * 120);
const properties = {
  heading: "Beats before and after",
  panels: [{ title: "Before", positions: positions(0.5) }, { title: "After round 5", positions: positions(6), figures: [{ label: "Accuracy, 15 neighbours", value: 0.9642 }] }],
  pointGroups: Array.from({ length: COUNT }, (_, i) => (i < COUNT / 2 ? "normal" : "hyperkalaemia")),
  pointTexts: Array.from({ length: COUNT }, (_, i) => `beat ${i}`),
  people: Array.from({ length: COUNT }, (_, i) => `P${i % 6}`),
  beats, beatLength: 120, note: "Perplexity 30, seed 7.",
};

/** Visible points that Plotly drew in a panel. */
function drawnPoints(element: KaliumEmbedding, panel: number): number {
  return element.querySelectorAll(`[slot=panel-${panel}] .points path`).length;
}

async function drawn(element: KaliumEmbedding): Promise<void> {
  await expect.poll(() => drawnPoints(element, 1), { timeout: 30_000 }).toBe(COUNT);
  await element.plotsComplete;
}

describe("<kalium-embedding>", () => {
  let addedStyles: string[] = [];

  beforeAll(async () => {
    const observer = new MutationObserver((records) => {
      for (const record of records) for (const node of record.addedNodes) if (node instanceof HTMLStyleElement && !node.dataset.viteDevId) addedStyles.push(node.textContent?.slice(0, 60) ?? "");
    });
    observer.observe(document.head, { childList: true });
    await import("./embedding.ts");
    addedStyles = [];
  });

  it("is accessible in light and dark with a point chosen and the table open", async () => {
    const element = await mount<KaliumEmbedding>("kalium-embedding", { ...properties, selected: 170 });
    await drawn(element);
    await expectAccessibleInBothSchemes(element);
    within<HTMLDetailsElement>(element, "details").open = true;
    await expect.poll(() => element.shadowRoot?.querySelectorAll("tbody tr").length).toBe(50);
    await expectAccessible(element);
  });

  it("draws every point in both maps with Plotly and adds no inline style element to the page", async () => {
    const element = await mount<KaliumEmbedding>("kalium-embedding", properties);
    await drawn(element);
    expect(drawnPoints(element, 0)).toBe(COUNT);
    expect(addedStyles).toEqual([]);
    const rules = (document.getElementById("plotly.js-style-global") as unknown as { sheet: CSSStyleSheet }).sheet;
    expect(rules.cssRules.length).toBeGreaterThan(20);
    expect(document.adoptedStyleSheets).toContain(rules);
  });

  it("keeps the room of its maps until they are drawn", async () => {
    document.body.style.setProperty("padding-top", "9000px");
    const element = await mount<KaliumEmbedding>("kalium-embedding", properties);
    const heights = () => [...element.shadowRoot!.querySelectorAll(".plot")].map((plot) => plot.getBoundingClientRect().height);
    expect(element.shadowRoot!.querySelectorAll(".place").length).toBe(2);
    const before = heights();
    expect(Math.min(...before)).toBeGreaterThanOrEqual(180);
    element.scrollIntoView();
    await drawn(element);
    await expect.poll(() => element.shadowRoot!.querySelectorAll(".place").length).toBe(0);
    expect(heights()).toEqual(before);
    document.body.style.removeProperty("padding-top");
  });

  it("puts the ring of the chosen point where Plotly put the point", async () => {
    const element = await mount<KaliumEmbedding>("kalium-embedding", { ...properties, selected: 42 });
    await drawn(element);
    const ring = within<SVGCircleElement>(element, ".ring .chosen").getBoundingClientRect();
    const point = element.querySelectorAll("[slot=panel-0] .points path")[42].getBoundingClientRect();
    expect(Math.abs(ring.x + ring.width / 2 - (point.x + point.width / 2))).toBeLessThan(1);
    expect(Math.abs(ring.y + ring.height / 2 - (point.y + point.height / 2))).toBeLessThan(1);
  });

  it("goes from point to point by arrow keys, tells the host, and marks the point in both maps", async () => {
    const element = await mount<KaliumEmbedding>("kalium-embedding", properties);
    const seen = recordEvents("kalium-point-select");
    element.selected = 5;
    await element.updateComplete;
    expect(seen).toEqual([]);
    const plot = within(element, ".plot");
    press(plot, "ArrowRight");
    await element.updateComplete;
    expect(seen).toHaveLength(1);
    const chosen = element.selected;
    expect(seen[0].detail).toEqual({ index: chosen });
    expect(properties.panels[0].positions[2 * (chosen ?? 0)]).toBeGreaterThan(properties.panels[0].positions[10]);
    expect(element.shadowRoot?.querySelectorAll(".ring .chosen")).toHaveLength(2);
    expect(within(element, "[aria-live=polite]").textContent).toContain(`beat ${chosen}`);
    expect(within(element, ".point svg .beat:not(.group-mean)")).toBeTruthy();
    press(plot, "Escape");
    expect(seen.at(-1)?.detail).toEqual({ index: null });
  });

  it("always says what a map must not be read as, and prints the figures of each map", async () => {
    const element = await mount<KaliumEmbedding>("kalium-embedding", properties);
    expect(element.shadowRoot?.textContent).toContain(EMBEDDING_SENTENCE);
    expect(element.shadowRoot?.querySelector("dl")?.textContent).toContain("0.964");
  });

  it("stacks the maps on a phone without overflowing", async () => {
    const element = await mount<KaliumEmbedding>("kalium-embedding", properties, 360);
    await drawn(element);
    const [first, second] = [...(element.shadowRoot?.querySelectorAll(".plot") ?? [])].map((plot) => plot.getBoundingClientRect());
    expect(second.y).toBeGreaterThan(first.bottom);
    expect(first.right).toBeLessThanOrEqual(element.getBoundingClientRect().right);
  });

  it("exports both maps with every point as a standalone SVG", async () => {
    const element = await mount<KaliumEmbedding>("kalium-embedding", { ...properties, figure: "tsne" });
    const file = await element.exportFigure();
    expect(file.name).toBe("tsne.svg");
    const svg = parseSvg(file.data);
    expect(svg.querySelectorAll("g g path").length).toBe(2 * COUNT);
    expect(svg.documentElement.textContent).toContain(EMBEDDING_SENTENCE);
  });

  it("clears its plots when taken off the page and draws again when put back", async () => {
    const element = await mount<KaliumEmbedding>("kalium-embedding", properties);
    await drawn(element);
    const parent = element.parentElement;
    element.remove();
    expect(element.children).toHaveLength(0);
    parent?.append(element);
    await drawn(element);
    expect(element.children).toHaveLength(2);
  });
});
