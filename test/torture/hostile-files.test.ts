// Compressed files with ill will: bombs, and bytes that were cut, changed or put behind.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { MillraceError } from "../../src/common/errors.ts";
import { randomFrom } from "../crash/inputs.ts";
import { fastParent, temporaryFolder } from "../helpers/command-line.ts";
import { byLength } from "./how-long.ts";
import { runSql } from "./job-run.ts";

const MIB = 1024 * 1024;
const BOMB_BYTES = byLength(192, 2048) * MIB;
/** Each of these bytes is a line. */
const BLANK_BYTES = byLength(16, 256) * MIB;

function count(folder: string, format: string) {
  return runSql(
    `CREATE TABLE t (s STRING) WITH ('connector' = 'filesystem', 'path' = 'in.gz', 'format' = '${format}', 'on-error' = 'skip');
     CREATE TABLE n (n BIGINT) WITH ('connector' = 'blackhole');
     INSERT INTO n SELECT COUNT(*) FROM t;`,
    { workingDirectory: folder },
    { checksInvariants: true },
  );
}

/** Many members of one file: each is small, together they are not. */
function bomb(text: string, length = BOMB_BYTES): Buffer {
  const member = gzipSync(Buffer.alloc(16 * MIB, text), { level: 9 });
  return Buffer.concat(Array.from({ length: length / (16 * MIB) }, () => member));
}

/** The most that the process grows meanwhile. */
async function growthOf(step: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  await step();
  clearInterval(timer);
  return Math.max(most, process.memoryUsage.rss()) - before;
}

test("a bomb of one record is refused with its place; memory is bounded", async (t) => {
  for (const [format, text] of [
    ["json", " [\u0000"],
    ["csv", "x"],
    ["raw", "\u0000"],
  ]) {
    const folder = temporaryFolder(t, "bomb", fastParent());
    writeFileSync(join(folder, "in.gz"), bomb(text));
    const growth = await growthOf(() =>
      assert.rejects(count(folder, format), { code: "SOURCE_RECORD_TOO_LONG", location: /in\.gz:1$/ }),
    );
    assert.ok(growth < 180 * MIB, `${format}: ${growth} bytes`);
  }
});

test("a bomb of blank lines brings nothing; memory is bounded", async (t) => {
  const folder = temporaryFolder(t, "bomb", fastParent());
  writeFileSync(join(folder, "in.gz"), bomb("\n", BLANK_BYTES));
  const growth = await growthOf(async () => {
    const { summary } = await count(folder, "json");
    assert.equal(summary.accounts[0].read, 0);
  });
  assert.ok(growth < 150 * MIB, `${growth} bytes`);
});

test("changed, cut and prolonged gzip files end well or with a code", async (t) => {
  const random = randomFrom(4);
  const folder = temporaryFolder(t, "gzip", fastParent());
  const good = gzipSync(Buffer.from(Array.from({ length: 2000 }, (_, i) => `{"s":"${i} ${random()}"}\n`).join("")));
  const codes = new Map<string, number>();
  for (let i = 0; i < byLength(100, 20_000); i++) {
    const at = Math.floor(random() * good.length);
    const bytes = Buffer.from(good);
    bytes[at] ^= 1 << (i % 8);
    const file = [bytes, good.subarray(0, at), Buffer.concat([good, bytes.subarray(at)]), Buffer.concat([good, good])];
    writeFileSync(join(folder, "in.gz"), file[i % 4]);
    try {
      await count(folder, "json");
      codes.set("read", (codes.get("read") ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      assert.match(error.code, /^SOURCE_/);
      codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
    }
  }
  assert.ok(codes.get("read")! > 0 && codes.get("SOURCE_BAD_GZIP")! > 0, JSON.stringify([...codes]));
});
