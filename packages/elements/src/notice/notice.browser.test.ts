import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, within } from "../testing/mount.ts";
import type { KaliumDisclaimer, KaliumNotice, NoticeKind } from "./notice.ts";
import "./notice.ts";

describe("<kalium-notice>", () => {
  it.each(["info", "warn", "danger", "simulated"] as const)("is accessible in light and dark as %s, and says its kind in a word", async (kind: NoticeKind) => {
    const element = await mount<KaliumNotice>("kalium-notice", { kind });
    element.textContent = "The classes come from the simulator.";
    await expectAccessibleInBothSchemes(element);
    expect(within(element, ".kind").textContent).toMatch(/Note|Caution|Warning|Simulated/);
    expect(within(element, ".notice").getAttribute("role")).toBe(kind === "danger" ? "alert" : "note");
  });
});

describe("<kalium-disclaimer>", () => {
  it("is accessible and prints the sentence word for word", async () => {
    const element = await mount<KaliumDisclaimer>("kalium-disclaimer", {});
    await expectAccessibleInBothSchemes(element);
    expect(element.shadowRoot?.textContent?.trim()).toBe("For research and teaching only. Kalium is not a medical device; do not use its output for diagnosis or treatment.");
  });
});
