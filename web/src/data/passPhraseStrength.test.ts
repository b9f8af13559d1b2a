import { expect, test } from "vitest";
import { passPhraseStrength } from "./passPhraseStrength.ts";

test("refuses what the gate refuses, and calls words strong but runs and repeats weak", () => {
  expect(passPhraseStrength("short").grade).toBe("too-short");
  expect(passPhraseStrength("aaaaaaaaaaaaaaaaaaaaaaaa").grade).toBe("weak");
  expect(passPhraseStrength("abcdefghijklmnop").grade).toBe("weak");
  expect(passPhraseStrength("12345678").grade).toBe("weak");
  expect(passPhraseStrength("hospital1").grade).toBe("weak");
  expect(passPhraseStrength("copper lantern nine").grade).not.toBe("too-short");
  expect(passPhraseStrength("copper lantern river ninety quilt").grade).toBe("strong");
});
