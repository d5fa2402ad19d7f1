// `millrace explain`, `check` and `help`: they read no data and start no job.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { builtProgram, runMillrace, temporaryFolder } from "../helpers/command-line.ts";

before(() => {
  builtProgram();
});

const SQL = `
CREATE TABLE t (k STRING, at TIMESTAMP(3), WATERMARK FOR at AS at - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'absent', 'format' = 'json');
CREATE TABLE o (k STRING, w TIMESTAMP(3), n BIGINT) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
INSERT INTO o SELECT k, window_start, COUNT(*)
FROM TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '1' MINUTE) GROUP BY k, window_start, window_end;
`;

test("explain shows the plan in four forms, reads no data and leaves nothing behind", async (t) => {
  const cwd = temporaryFolder(t, "explain");
  writeFileSync(join(cwd, "job.sql"), SQL);
  const of = async (...args: readonly string[]) => {
    const ended = await runMillrace(["explain", "job.sql", ...args], { cwd });
    assert.deepEqual([ended.code, ended.stderr], [0, ""]);
    return ended.stdout;
  };
  const [text, all, json, dot, mermaid] = await Promise.all([
    of(),
    of("--changelog", "--state", "--verbose"),
    of("--format", "json"),
    of("--format", "dot"),
    of("--format", "mermaid"),
  ]);
  assert.match(text, /== Logical plan ==[\s\S]*== Optimised plan ==[\s\S]*== Physical plan ==[\s\S]*window-aggregate/);
  assert.match(all, /layout \d+/);
  assert.match(all, /columns: k STRING/);
  assert.ok(all.length > text.length);
  const plan = JSON.parse(json) as { fingerprint: string; nodes: readonly { kind: string }[] };
  assert.deepEqual(
    plan.nodes.map(({ kind }) => kind).filter((kind) => kind === "scan"),
    ["scan"],
  );
  assert.match(dot, /^digraph plan \{[\s\S]*\}\n$/);
  assert.match(mermaid, /^flowchart BT\n/);
  assert.deepEqual(readdirSync(cwd), ["job.sql"]);
});

test("check reports every error of every file and runs nothing", async (t) => {
  const cwd = temporaryFolder(t, "check");
  writeFileSync(join(cwd, "good.sql"), SQL);
  writeFileSync(join(cwd, "bad.sql"), "SELECT x;\nSELECT y\nFROM nowhere;\n");
  const [good, quiet, bad, none] = await Promise.all([
    runMillrace(["check", "good.sql"], { cwd }),
    runMillrace(["check", "good.sql", "--quiet"], { cwd }),
    runMillrace(["check", "bad.sql"], { cwd }),
    runMillrace(["check"], { cwd }),
  ]);
  assert.deepEqual([good.code, quiet.code, quiet.stdout + quiet.stderr, none.code], [0, 0, "", 2]);
  assert.match(good.stdout + good.stderr, /good\.sql: no errors/);
  assert.equal(bad.code, 1);
  const text = bad.stdout + bad.stderr;
  assert.match(text, /^bad\.sql:1:8 BIND_UNKNOWN_COLUMN: /m);
  assert.match(text, /^bad\.sql:3:6 BIND_UNKNOWN_TABLE: /m);
  assert.deepEqual(readdirSync(cwd).sort(), ["bad.sql", "good.sql"]);
});

test("check --fix makes the edits that errors offer, over several rounds, and leaves the rest", async (t) => {
  const cwd = temporaryFolder(t, "check-fix");
  const ddl = "CREATE TABLE t (k STRING, v INT) WITH ('connector' = 'datagen');\n";
  writeFileSync(join(cwd, "all.sql"), `${ddl}-- kept as it is\nSELCT kk FROM t WHERE v == 1;\nSELECT v FROM tt\n;`);
  writeFileSync(join(cwd, "some.sql"), `${ddl}SELECT k FROM t WHERE v == 1;\nSELECT nothing_like_it FROM t;\n`);
  const offered = await runMillrace(["check", "some.sql"], { cwd });
  assert.match(offered.stderr, /some\.sql: 2 errors; --fix mends 1\n|some\.sql: 1 error; --fix mends 1\n/);
  const [all, some, two, standard] = await Promise.all([
    runMillrace(["check", "--fix", "all.sql"], { cwd }),
    runMillrace(["check", "--fix", "some.sql"], { cwd }),
    runMillrace(["check", "--fix", "all.sql", "some.sql"], { cwd }),
    runMillrace(["check", "--fix", "-"], { cwd }),
  ]);
  assert.equal(
    readFileSync(join(cwd, "all.sql"), "utf8"),
    `${ddl}-- kept as it is\nSELECT k FROM t WHERE v = 1;\nSELECT v FROM t\n;`,
  );
  assert.equal(all.code, 0, all.stderr);
  assert.match(all.stdout, /^--- all\.sql$[\s\S]*^-SELCT kk FROM t WHERE v == 1;$/m);
  assert.match(all.stdout, /^\+SELECT k FROM t WHERE v = 1;$/m);
  assert.match(all.stderr, /all\.sql: \d+ mended; no errors left/);
  assert.equal(some.code, 1);
  assert.match(readFileSync(join(cwd, "some.sql"), "utf8"), /WHERE v = 1;/);
  assert.match(some.stderr, /BIND_UNKNOWN_COLUMN[\s\S]*some\.sql: 1 mended; 1 error left that no edit mends/);
  assert.deepEqual([two.code, standard.code], [2, 2]);
});

test("help and version", async (t) => {
  const cwd = temporaryFolder(t, "help");
  const [general, short, run, explain, version, unknown] = await Promise.all([
    runMillrace(["--help"], { cwd }),
    runMillrace(["help"], { cwd }),
    runMillrace(["run", "--help"], { cwd }),
    runMillrace(["help", "explain"], { cwd }),
    runMillrace(["--version"], { cwd }),
    runMillrace(["help", "nothing"], { cwd }),
  ]);
  for (const { code, stderr } of [general, short, run, explain, version]) assert.deepEqual([code, stderr], [0, ""]);
  for (const name of ["run", "explain", "check", "repl"])
    assert.match(general.stdout, new RegExp(`millrace \\[?${name}`));
  assert.equal(short.stdout, general.stdout);
  const options = [
    "--output",
    "--final",
    "--changelog",
    "--state",
    "--fresh",
    "--upgrade",
    "--set",
    "--var",
    "--batch-rows",
  ];
  for (const option of [...options, "--batch-interval", "--max-batches", "--quiet"])
    assert.ok(run.stdout.includes(option), option);
  assert.match(explain.stdout, /--format/);
  assert.match(version.stdout, /^millrace \d+\.\d+\.\d+\n$/);
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
});
