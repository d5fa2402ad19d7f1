// What a start loads: nothing of Kafka, HTTP, compression or SQLite for a query that needs none of it. Names of modules, no
// times: a start becomes slow by what it loads.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { builtProgram, temporaryFolder } from "../helpers/command-line.ts";

// Not net: a standard output that is a pipe is one of its sockets.
const SPARED = ["tls", "http", "https", "http2", "zlib", "readline/promises", "internal/deps/undici/undici"];

/** Built-in modules, and files that ESM or require loaded. */
function loadedBy(folder: string, sql: string): readonly string[] {
  const hook = join(folder, "hook.cjs");
  const list = join(folder, "loaded.json");
  writeFileSync(
    hook,
    `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(list)},
      JSON.stringify([...process.moduleLoadList.map((name) => name.replace(/^NativeModule /, "")), ...Object.keys(require.cache)])));`,
  );
  const args = ["--require", hook, builtProgram(), "run", "-e", sql];
  const ended = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", timeout: 60_000 });
  assert.equal(ended.status, 0, ended.stderr);
  return JSON.parse(readFileSync(list, "utf8"));
}

test("SELECT 1 loads no network, no compression and no native module", (t) => {
  const loaded = loadedBy(temporaryFolder(t, "start"), "SELECT 1");
  assert.ok(loaded.includes("crypto"), "the list names built-in modules");
  assert.deepEqual(
    SPARED.filter((name) => loaded.includes(name)),
    [],
  );
  assert.deepEqual(
    loaded.filter((name) => /better.sqlite3|kafkajs/.test(name)),
    [],
  );
});

test("what is spared loads when it is used", (t) => {
  assert.ok(loadedBy(temporaryFolder(t, "start"), "SELECT CRC32('a')").includes("zlib"));
});
