// The package as a user gets it: packed, installed into an empty folder, its command and its library used there, and its
// declaration files read by TypeScript. Needs the registry for the native SQLite module; without it the test skips aloud,
// in CI it must run.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { before, type TestContext, test } from "node:test";
import { builtProgram, ROOT, temporaryFolder } from "../helpers/command-line.ts";

const INSTALL_MS_MAX = 120_000;

before(() => {
  builtProgram();
});

test("the packed package works in an empty folder: command, library, types", { timeout: 240_000 }, (t) => {
  const folder = temporaryFolder(t, "package");
  const app = join(folder, "app");
  mkdirSync(app);
  // The bundle is built; building it anew would take it away from the tests that run beside this one.
  npm(["pack", "--ignore-scripts", "--pack-destination", folder], dirname(dirname(builtProgram())));
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  assert.ok(tarball !== undefined, "npm pack makes a tarball");
  if (!install(t, join(folder, tarball), app)) return;

  const files = readdirSync(join(app, "node_modules", "millrace"));
  for (const name of ["LICENSE", "README.md", "bin", "dist", "docs", "package.json"])
    assert.ok(files.includes(name), name);
  for (const name of ["src", "test", "queries", "scripts"]) assert.ok(!files.includes(name), `${name} is not shipped`);

  writeFileSync(join(app, "in.csv"), "1\n2\n3\n");
  writeFileSync(join(app, "job.sql"), JOB);
  const command = join(app, "node_modules", ".bin", "millrace");
  const once = run(command, ["run", "job.sql", "--quiet"], app);
  assert.deepEqual([once.status, once.stdout, once.stderr], [0, "", ""]);
  const [part] = readdirSync(join(app, "out"));
  assert.equal(readFileSync(join(app, "out", part), "utf8"), '{"i":2}\n{"i":3}\n');
  assert.ok(existsSync(join(app, ".millrace", "job.db")), "the native module works");
  assert.match(run(command, ["run", "job.sql"], app).stderr, /^nothing new since batch \d+/);

  writeFileSync(
    join(app, "package.json"),
    readFileSync(join(app, "package.json"), "utf8").replace("{", '{ "type": "module",'),
  );
  writeFileSync(join(app, "use.ts"), LIBRARY);
  const library = run(process.execPath, ["use.ts"], app);
  assert.deepEqual([library.status, library.stdout], [0, '[{"n":3}]\n'], library.stderr);
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: TYPES, files: ["use.ts"] }));
  const types = run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"], app);
  assert.deepEqual([types.status, types.stdout], [0, ""]);
});

const JOB = `
CREATE TABLE n (i INT) WITH ('connector' = 'filesystem', 'path' = 'in.csv', 'format' = 'csv');
CREATE TABLE o (i INT) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
INSERT INTO o SELECT i FROM n WHERE i > 1;
`;

const LIBRARY = `
import { Millrace } from "millrace";
await using db = await Millrace.open();
await db.execute("CREATE TABLE n (i INT) WITH ('connector' = 'filesystem', 'path' = 'in.csv', 'format' = 'csv')");
const rows: { n: number }[] = [];
for await (const row of db.query<{ n: number }>("SELECT CAST(COUNT(*) AS INT) AS n FROM n")) rows.push(row);
console.log(JSON.stringify(rows));
`;

const TYPES = {
  target: "esnext",
  module: "nodenext",
  strict: true,
  noEmit: true,
  lib: ["esnext", "dom"],
  types: [],
};

/** False: there is no registry, and this is not CI. */
function install(t: TestContext, tarball: string, app: string): boolean {
  const args = [
    "install",
    tarball,
    "--prefix",
    ".",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--fetch-retries",
    "0",
  ];
  const ended = run("npm", args, app);
  if (ended.status === 0) return true;
  const isOffline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(ended.stderr);
  if (!isOffline || process.env["CI"] !== undefined) assert.fail(`npm install failed\n${ended.stderr}`);
  t.skip("no registry: the package cannot be installed");
  return false;
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync("npm", args, { cwd, stdio: ["ignore", "pipe", "pipe"], timeout: INSTALL_MS_MAX });
}

/** With the Node that runs this test as the first one. */
function run(command: string, args: readonly string[], cwd: string) {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const path = `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`;
  return spawnSync(command, args, { cwd, env: { ...env, PATH: path }, encoding: "utf8", timeout: INSTALL_MS_MAX });
}
