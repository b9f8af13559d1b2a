import { expect, it } from "vitest";
import { browserOpener } from "./openBrowser.ts";

it("opens a browser only where there is a screen", () => {
  expect(browserOpener("linux", {})).toBeNull();
  expect(browserOpener("linux", { DISPLAY: ":0" })?.program).toBe("xdg-open");
  expect(browserOpener("linux", { WAYLAND_DISPLAY: "wayland-0" })?.program).toBe("xdg-open");
  expect(browserOpener("darwin", {})?.program).toBe("open");
  expect(browserOpener("win32", {})?.args).toContain("start");
});
