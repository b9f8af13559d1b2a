import { expect, it } from "vitest";
import { findForeignAddresses, findPackagePrefixes, findRawDecorators } from "./builtText.ts";

it("finds planted addresses of other origins in every form, and lets namespaces and citations pass", () => {
  for (const planted of ['import("https://cdn.example/npm/x")', '"//cdn.example/x.js"', "url(//cdn.example/x.css)", "new WebSocket('wss://example.org')", "fetch(`http://example.org/${id}`)"]) {
    expect(findForeignAddresses(planted), planted).toHaveLength(1);
  }
  expect(findForeignAddresses('a("http://www.w3.org/2000/svg");b="https://doi.org/10.1000/1"; // a comment. "//"+x')).toEqual([]);
  const tiles = "https://tile.openstreetmap.org/1/2/3.png";
  expect(findForeignAddresses(tiles, "assets/plotly-strict.min-12345678.js")).toEqual([]);
  expect(findForeignAddresses(tiles, "assets/notebook-12345678.js")).toEqual([tiles]);
  expect(findForeignAddresses("http://www.w3.org.example/x")).toEqual(["http://www.w3.org.example/x"]);
});

it("finds a raw decorator and a package prefix, and no CSS property rule", () => {
  expect(findRawDecorators("class A { @property() accessor x = 1 }")).toEqual(["@property("]);
  expect(findRawDecorators("@property --x { syntax: '*' }")).toEqual([]);
  expect(findPackagePrefixes('import x from "npm:d3"; // npm: a package manager')).toEqual(['"npm:d3"']);
});
