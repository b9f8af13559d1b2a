import { expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, recordEvents, within } from "../testing/mount.ts";
import type { KaliumProgress } from "./progress.ts";
import "./progress.ts";

const properties = { label: "Opening", done: 3_000, total: 10_000, unit: "files", perSecond: 412.4, secondsLeft: 17, current: "study/a.hea" };

it("is accessible in light and dark, with and without a known total", async () => {
  await expectAccessibleInBothSchemes(await mount<KaliumProgress>("kalium-progress", properties));
  await expectAccessibleInBothSchemes(await mount<KaliumProgress>("kalium-progress", { label: "Looking at the files" }, 358));
});

it("says how far, how fast and how long, and speaks in tenths only", async () => {
  const element = await mount<KaliumProgress>("kalium-progress", properties);
  expect(within(element, ".facts").textContent).toBe("3,000 of 10,000 files · 412 files/s · about 15 seconds left");
  const spoken = within(element, "[role=status]").textContent;
  element.done = 3_400;
  await element.updateComplete;
  expect(within(element, "[role=status]").textContent).toBe(spoken);
});

it("asks to stop once and shows that it is stopping", async () => {
  const element = await mount<KaliumProgress>("kalium-progress", properties);
  const seen = recordEvents("kalium-cancel");
  within<HTMLButtonElement>(element, "button").click();
  expect(seen).toHaveLength(1);
  element.stopping = true;
  await element.updateComplete;
  expect(within<HTMLButtonElement>(element, "button").disabled).toBe(true);
  expect(within(element, ".label").textContent).toBe("Stopping…");
});
