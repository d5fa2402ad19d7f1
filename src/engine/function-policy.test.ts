import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Session } from "./session.ts";

const root = mkdtempSync(join(tmpdir(), "millrace-policy-"));
after(() => rmSync(root, { recursive: true, force: true }));
const MODULE = `exports.one = { kind: "scalar", args: [], returns: "INT", evaluate: () => 1 };\n`;
for (const folder of ["job", "lib", "job-too"]) mkdirSync(join(root, folder));
for (const file of ["job/mine.cjs", "lib/other.cjs", "job-too/near.cjs"]) writeFileSync(join(root, file), MODULE);
symlinkSync(join(root, "lib", "other.cjs"), join(root, "job", "link.cjs"));
symlinkSync(join(root, "lib"), join(root, "job", "linked"));

function create(path: string, settings: Readonly<Record<string, string>> = {}, before = "") {
  const session = new Session({ workingDirectory: join(root, "job"), settings });
  return session.compile([
    { name: "sql", text: `${before} CREATE FUNCTION one AS '${path}#one' LANGUAGE JAVASCRIPT;` },
  ]);
}

test("modules come from the working directory, and from nowhere else", async () => {
  await create("mine.cjs");
  await create(join(root, "job", "mine.cjs"));
  for (const path of [
    "../lib/other.cjs",
    join(root, "lib", "other.cjs"),
    "link.cjs",
    "linked/other.cjs",
    "../job-too/near.cjs",
    "../../../../../../etc/passwd",
    "/nowhere/at-all.cjs",
  ])
    await assert.rejects(create(path), /does not lie in an allowed folder/, path);
  await assert.rejects(create("missing.cjs"), /there is no module "missing.cjs"/);
  await assert.rejects(create("nul\0byte.cjs"), /there is no module/);
});

test("'functions.allowed-folders' allows others instead", async () => {
  const settings = { "functions.allowed-folders": `${join(root, "lib")}, ../job-too` };
  for (const path of ["../lib/other.cjs", "link.cjs", "../job-too/near.cjs"]) await create(path, settings);
  await assert.rejects(create("mine.cjs", settings), /does not lie in an allowed folder/);
});

test("'functions.enabled' = 'false' turns modules off, not functions of the library", async () => {
  await assert.rejects(create("mine.cjs", { "functions.enabled": "false" }), /functions of modules are turned off/);
  const two = { kind: "scalar", args: [], returns: "INT", evaluate: () => 2 } as const;
  const session = new Session({ settings: { "functions.enabled": "false" }, functions: { two } });
  assert.equal((await session.compile([{ name: "sql", text: "SELECT two();" }])).length, 1);
});

test("a script cannot lift what guards against it", async () => {
  for (const before of [
    "SET 'functions.enabled' = 'true';",
    "RESET 'functions.enabled';",
    "SET 'functions.allowed-folders' = '/';",
  ])
    await assert.rejects(
      create("mine.cjs", { "functions.enabled": "false" }, before),
      /cannot be changed by a statement/,
    );
  await assert.rejects(
    create("mine.cjs", { "functions.enabled": "false" }, "RESET;"),
    /functions of modules are turned off/,
  );
  await assert.rejects(create("mine.cjs", { "functions.enabled": "perhaps" }), /cannot be 'perhaps'/);
});
