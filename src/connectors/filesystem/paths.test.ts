import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { globRoot, globToRegExp, isGlob } from "./glob.ts";
import { listFiles } from "./listing.ts";
import { compareNatural } from "./natural-order.ts";
import { partitionFolder, readPartitionValue } from "./partition-path.ts";

test("natural order: numbers by value, then by their zeros", () => {
  const names = ["a10", "a2", "a02", "a1b", "a1", "b", "A", "a1-10", "a1-9", "2013-2", "2013-10", ""];
  assert.deepEqual([...names].sort(compareNatural), [
    "",
    "2013-2",
    "2013-10",
    "A",
    "a1",
    "a1-9",
    "a1-10",
    "a1b",
    "a2",
    "a02",
    "a10",
    "b",
  ]);
});

test("natural order is a total order", () => {
  const name = fc
    .array(fc.constantFrom("a", "b", "0", "00", "1", "12", "/", "-"), { maxLength: 6 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      assert.equal(Math.sign(compareNatural(a, b)), -Math.sign(compareNatural(b, a)) || 0);
      assert.equal(compareNatural(a, b) === 0, a === b);
      if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) assert.ok(compareNatural(a, c) <= 0);
    }),
    { numRuns: 2000 },
  );
});

test("patterns", () => {
  const matches = (pattern: string, path: string) => globToRegExp(pattern).test(path);
  assert.ok(matches("a/*.csv", "a/x.csv"));
  assert.ok(!matches("a/*.csv", "a/b/x.csv"));
  assert.ok(matches("a/**/*.csv", "a/x.csv"));
  assert.ok(matches("a/**/*.csv", "a/b/c/x.csv"));
  assert.ok(matches("a/**", "a/b/c"));
  assert.ok(matches("{a,b}/[!x-z]?.csv", "b/q1.csv"));
  assert.ok(!matches("{a,b}/[!x-z]?.csv", "b/x1.csv"));
  assert.ok(matches("a.(b)+/\\*", "a.(b)+/*"));
  assert.deepEqual([isGlob("a/b.csv"), isGlob("a/?.csv")], [false, true]);
  assert.deepEqual(["a/b/*.csv", "*.csv", "/x/{a,b}/c"].map(globRoot), ["a/b/", "", "/x/"]);
});

test("partition folders keep any value", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (value) => {
      const folder = partitionFolder("k=1", value);
      assert.ok(!folder.includes("/"));
      assert.equal(readPartitionValue(folder, "k=1"), value);
    }),
  );
  assert.equal(readPartitionValue(partitionFolder("k", null), "k"), null);
  assert.equal(readPartitionValue("other=1", "k"), undefined);
});

test("links to folders are followed, but not in circles", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-links-"));
  mkdirSync(join(folder, "in/sub"), { recursive: true });
  mkdirSync(join(folder, "elsewhere"));
  writeFileSync(join(folder, "in/a.csv"), "");
  writeFileSync(join(folder, "elsewhere/b.csv"), "");
  symlinkSync(join(folder, "elsewhere"), join(folder, "in/link"));
  symlinkSync(join(folder, "in"), join(folder, "in/sub/circle"));
  symlinkSync(join(folder, "gone"), join(folder, "in/dangling"));
  const splits = listFiles("in", folder).map((file) => file.split);
  rmSync(folder, { recursive: true });
  assert.deepEqual(splits.sort(), ["in/a.csv", "in/link/b.csv"]);
});
