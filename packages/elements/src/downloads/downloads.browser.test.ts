import { describe, expect, it, vi } from "vitest";
import { expectAccessibleInBothSchemes, mount, recordEvents, within } from "../testing/mount.ts";
import type { KaliumDownloads } from "./downloads.ts";
import "./downloads.ts";

const items = [{ name: "report.html", label: "Report", mediaType: "text/html", data: "<p>é</p>" }, { name: "w.bin", label: "Weights", mediaType: "application/octet-stream", data: new Uint8Array(2_340_000) }];

describe("<kalium-downloads>", () => {
  it("is accessible in light and dark", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumDownloads>("kalium-downloads", { items }));
    await expectAccessibleInBothSchemes(await mount<KaliumDownloads>("kalium-downloads", {}));
  });

  it("shows sizes in bytes of the file, not characters", async () => {
    const element = await mount<KaliumDownloads>("kalium-downloads", { items });
    expect([...(element.shadowRoot?.querySelectorAll(".size") ?? [])].map((size) => size.textContent)).toEqual(["9 B", "2.3 MB"]);
  });

  it("saves the exact bytes under the given name through a blob of this page", async () => {
    const element = await mount<KaliumDownloads>("kalium-downloads", { items });
    const seen = recordEvents("kalium-download");
    let saved: { name: string; href: string } | null = null;
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved = { name: this.download, href: this.href };
    });
    within(element, "button").click();
    click.mockRestore();
    const { name, href } = saved as unknown as { name: string; href: string };
    expect(name).toBe("report.html");
    expect(href.startsWith("blob:")).toBe(true);
    const response = await fetch(href);
    expect(await response.text()).toBe("<p>é</p>");
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(seen).toEqual([{ name: "kalium-download", detail: { name: "report.html" } }]);
  });
});
