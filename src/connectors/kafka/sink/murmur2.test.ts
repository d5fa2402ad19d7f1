import assert from "node:assert/strict";
import { test } from "node:test";
import { murmur2 } from "./murmur2.ts";

// From the tests of Kafka's Java client (UtilsTest.testMurmur2).
const KNOWN: readonly (readonly [string, number])[] = [
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
];

test("murmur2 answers as the Java client's, also in the middle of a buffer", () => {
  for (const [text, hash] of KNOWN) {
    assert.equal(murmur2(Buffer.from(text)), hash, text);
    const longer = Buffer.from(`xx${text}yyy`);
    assert.equal(murmur2(longer, 2, longer.length - 3), hash, text);
  }
});
