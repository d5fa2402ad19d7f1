import assert from "node:assert/strict";
import { test } from "node:test";
import { LookupCache } from "./lookup-cache.ts";

const FOR_EVER = {
  keysMax: 2,
  expireAfterWriteMs: Number.POSITIVE_INFINITY,
  expireAfterAccessMs: Number.POSITIVE_INFINITY,
  keepsMissing: true,
};

test("the keys asked for last are kept", () => {
  const cache = new LookupCache(FOR_EVER);
  cache.put("a", [[1]], 0);
  cache.put("b", [[2]], 0);
  assert.deepEqual(cache.find("a", 0), [[1]]);
  cache.put("c", [[3]], 0);
  assert.equal(cache.find("b", 0), null);
  assert.deepEqual([cache.find("a", 0), cache.find("c", 0), cache.size], [[[1]], [[3]], 2]);
});

test("an answer grows old by when it was written or last asked for", () => {
  const written = new LookupCache({ ...FOR_EVER, expireAfterWriteMs: 10 });
  written.put("a", [[1]], 0);
  assert.deepEqual([written.find("a", 9), written.find("a", 10)], [[[1]], null]);
  const asked = new LookupCache({ ...FOR_EVER, expireAfterAccessMs: 10 });
  asked.put("a", [[1]], 0);
  assert.deepEqual([asked.find("a", 9), asked.find("a", 18), asked.find("a", 28)], [[[1]], [[1]], null]);
});

test("keys without rows are remembered or not", () => {
  const cache = new LookupCache({ ...FOR_EVER, keepsMissing: false });
  cache.put("a", [], 0);
  assert.equal(cache.find("a", 0), null);
  const keeping = new LookupCache(FOR_EVER);
  keeping.put("a", [], 0);
  assert.deepEqual(keeping.find("a", 0), []);
});
