import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, recordEvents, within } from "../testing/mount.ts";
import type { KaliumTextReview } from "./textReview.ts";
import "./textReview.ts";

const texts = [
  { key: "t1", place: "comment", kind: "free-text" as const, value: "Seen by Dr Miller.", recordingCount: 1, format: "wfdb" },
  { key: "t2", place: "comment", kind: "free-text" as const, value: "Sinus rhythm", recordingCount: 40, format: "wfdb" },
  { key: "t3", place: "(0018,1020)", kind: "technical" as const, value: "v2.1", recordingCount: 3, format: "dicom" },
];
const press = async (element: KaliumTextReview, name: string): Promise<void> => {
  [...element.shadowRoot!.querySelectorAll("button")].find((button) => button.textContent!.includes(name))!.click();
  await element.updateComplete;
};

describe("<kalium-text-review>", () => {
  it("is accessible in light and dark, empty and with texts, on a phone", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumTextReview>("kalium-text-review", {}));
    await expectAccessibleInBothSchemes(await mount<KaliumTextReview>("kalium-text-review", { texts, kept: new Set(["t2"]) }, 358));
  });

  it("keeps nothing by itself", async () => {
    const element = await mount<KaliumTextReview>("kalium-text-review", { texts });
    expect(element.kept.size).toBe(0);
    expect(within(element, "[role=status]").textContent).toBe("0 kept; all are left out.");
  });

  it("shows the most frequent text first, one at a time, and keeps only what a person keeps", async () => {
    const element = await mount<KaliumTextReview>("kalium-text-review", { texts });
    const seen = recordEvents("kalium-kept-change");
    expect(within(element, "blockquote").textContent).toBe("Sinus rhythm");
    await press(element, "keep");
    expect(within(element, "blockquote").textContent).toBe("Seen by Dr Miller.");
    await press(element, "Leave out");
    await press(element, "Back");
    await press(element, "Leave out");
    expect(seen.map(({ detail }) => (detail as { keys: string[] }).keys)).toEqual([["t2"], ["t2"], []]);
  });

  it("reads technical notes apart", async () => {
    const element = await mount<KaliumTextReview>("kalium-text-review", { texts });
    const select = within<HTMLSelectElement>(element, "select");
    select.value = "technical";
    select.dispatchEvent(new Event("change"));
    await element.updateComplete;
    expect(within(element, "blockquote").textContent).toBe("v2.1");
  });

  it("shows text as text", async () => {
    const element = await mount<KaliumTextReview>("kalium-text-review", { texts: [{ ...texts[0]!, value: "<img src=x onerror=alert(1)>" }] });
    expect(element.shadowRoot!.querySelector("img")).toBeNull();
    expect(within(element, "blockquote").textContent).toBe("<img src=x onerror=alert(1)>");
  });
});
