import { describe, expect, it } from "vitest";
import { expectAccessible, expectAccessibleInBothSchemes, mount, parseSvg, within } from "../testing/mount.ts";
import type { KaliumTrajectories } from "./trajectories.ts";
import "./trajectories.ts";

const properties = {
  heading: "Accuracy over five rounds", metric: "Accuracy",
  people: Array.from({ length: 8 }, (_, p) => ({ personId: `P${p}`, values: [0.6, 0.7, p === 3 ? null : 0.8, 0.85, 0.9, 0.9 + p / 100] })),
  means: [0.6, 0.7, 0.8, 0.85, 0.9, 0.935], baseline: 0.58, published: [0.604, null, null, null, null, 0.98], control: [0.5, 0.51, 0.5, 0.49, 0.5, 0.5],
};

describe("<kalium-trajectories>", () => {
  it("is accessible in light and dark, empty and with its table open", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumTrajectories>("kalium-trajectories", {}));
    const element = await mount<KaliumTrajectories>("kalium-trajectories", properties);
    within<HTMLDetailsElement>(element, "details").open = true;
    await expectAccessibleInBothSchemes(element);
  });

  it("lifts the pen where a person has no value", async () => {
    const element = await mount<KaliumTrajectories>("kalium-trajectories", properties);
    const paths = [...(element.shadowRoot?.querySelectorAll(".one .person") ?? [])].map((path) => path.getAttribute("d") ?? "");
    expect(paths).toHaveLength(8);
    expect(paths[3].match(/M/g)).toHaveLength(2);
    expect(paths[2].match(/M/g)).toHaveLength(1);
  });

  it("says of the published values that they come from different data", async () => {
    const element = await mount<KaliumTrajectories>("kalium-trajectories", properties);
    expect(within(element, ".key").textContent).toContain("published, different data");
    expect(within(element, "svg.plot").getAttribute("aria-label")).toContain("published on different data from 0.604 to 0.980");
  });

  it("never lets the labels at the right overlap", async () => {
    const element = await mount<KaliumTrajectories>("kalium-trajectories", { ...properties, published: [0.6, 0, 0, 0, 0, 0.936], control: null });
    const boxes = [".ours", ".published-label", ".baseline-label"].map((name) => within(element, `text${name}`).getBoundingClientRect()).sort((a, b) => a.y - b.y);
    for (let i = 1; i < boxes.length; i++) expect(boxes[i].top).toBeGreaterThanOrEqual(boxes[i - 1].bottom - 3);
  });

  it("fits a phone and exports with its key", async () => {
    const element = await mount<KaliumTrajectories>("kalium-trajectories", { ...properties, figure: "rounds" }, 360);
    expect(within(element, "svg.plot").getBoundingClientRect().right).toBeLessThanOrEqual(element.getBoundingClientRect().right);
    const svg = parseSvg((await element.exportFigure()).data);
    expect(svg.documentElement.textContent).toContain("control, shuffled labels");
  });
});
