import { expect, test } from "vitest";
import { fileSize } from "./sizes";

test.each([
  [0, "0 byte"],
  [999, "999 byte"],
  [1_400, "1 kB"],
  [2_345_678, "2.3 MB"],
  [104_857_600, "104.9 MB"],
])("%i bytes read %s", (bytes, words) => {
  expect(fileSize(bytes, "en")).toBe(words);
});
