// Names and values that mean something in SQL, in JavaScript, in JSON, in SQLite or in a path: they stay what they are.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import { fastParent, temporaryFolder } from "../helpers/command-line.ts";
import { jobOf, runSql } from "./job-run.ts";

const CANARY = "globalThis.millraceCanary=1";
const NAMES: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "quo'te",
  'dou"ble',
  "back`tick",
  "$" + "{x}",
  "../up",
  "..",
  ".",
  "a/../../b",
  "a\nb",
  "a\r\nb",
  "tab\tbed",
  "nul\0byte",
  "back\\slash",
  "\u2028line\u2029",
  "a]b[c",
  "*/ /*",
  "-- x",
  "'; DROP TABLE t; --",
  `"); ${CANARY}; ("`,
  `'); ${CANARY}; ('`,
  "`+(" + CANARY + ")+`",
  `\n${CANARY};//`,
  `*/${CANARY}/*`,
  `\u2028${CANARY}`,
  "%2e%2e",
  "k=v",
  "emoji \u{1f600}",
  "with space",
];

const ident = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function isUnharmed(): void {
  assert.equal((globalThis as Record<string, unknown>)["millraceCanary"], undefined, "nothing of it was run");
  assert.deepEqual(Object.keys(Object.prototype), []);
  assert.equal(({} as Record<string, unknown>)["v"], undefined);
}

const byKey = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);

test("a name that SQLite cannot have is told before anything runs", async () => {
  const sql = `CREATE TABLE s (${ident("nul\0byte")} STRING) WITH ('connector' = 'sqlite', 'path' = 'out.db');
    INSERT INTO s VALUES ('x');`;
  await assert.rejects(jobOf(sql), /SQLite has no names with a NUL, and "nul\\u0000byte" is one/);
});

for (const name of NAMES.filter((one) => !one.includes("\0"))) {
  test(`as table, column, key and value: ${JSON.stringify(name)}`, async (t) => {
    const folder = temporaryFolder(t, "names", fastParent());
    const lines = NAMES.map((value, v) => `{${JSON.stringify(name)}:${JSON.stringify(value)},"other":${v}}\n`);
    writeFileSync(join(folder, "in.json"), lines.join(""));
    const column = ident(name);
    const table = ident(`t ${name}`);
    await runSql(
      `CREATE TABLE ${table} (${column} STRING, other BIGINT, ${ident(`${name}2`)} AS CONCAT(${column}, ${literal(name)}))
         WITH ('connector' = 'filesystem', 'path' = 'in.json', 'format' = 'json');
       CREATE VIEW ${ident(`v ${name}`)} AS SELECT ${column}, other, ${ident(`${name}2`)} AS ${ident(`x${name}`)} FROM ${table};
       CREATE TABLE ${ident(`s ${name}`)} (${column} STRING, n BIGINT, both_ STRING, PRIMARY KEY (${column}) NOT ENFORCED)
         WITH ('connector' = 'sqlite', 'path' = 'out.db');
       CREATE TABLE ${ident(`p ${name}`)} (other BIGINT, ${column} STRING) PARTITIONED BY (${column})
         WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
       INSERT INTO ${ident(`s ${name}`)} SELECT ${column}, COUNT(*), MAX(${ident(`x${name}`)}) FROM ${ident(`v ${name}`)}
         WHERE ${column} <> 'nothing' GROUP BY ${column};
       INSERT INTO ${ident(`p ${name}`)} SELECT other, ${column} FROM ${ident(`v ${name}`)};`,
      { workingDirectory: folder },
      { statePath: join(folder, "job.db"), batchRowsMax: 7, checksInvariants: true },
    );
    isUnharmed();

    const database = new Database(join(folder, "out.db"), { readonly: true });
    const rows = database
      .prepare(`SELECT * FROM "${`s ${name}`.replaceAll('"', '""')}"`)
      .raw()
      .all() as unknown[][];
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
    database.close();
    const expected = NAMES.map((value) => [value, 1, value + name]);
    assert.deepEqual(rows.toSorted(byKey), expected.toSorted(byKey));
    assert.deepEqual(tables, ["millrace_batches", `s ${name}`]);

    // Nothing lies outside of the folder, one folder a value, and read back they are the same.
    assert.deepEqual(
      readdirSync(folder)
        .filter((entry) => !entry.startsWith("job.db") && !entry.startsWith("out.db"))
        .sort(),
      ["in.json", "out"],
    );
    const partitions = readdirSync(join(folder, "out"));
    assert.equal(partitions.length, NAMES.length, partitions.join(" "));
    for (const partition of partitions)
      assert.ok(realpathSync(join(folder, "out", partition)).startsWith(realpathSync(folder) + sep));
    const back: unknown[][] = [];
    const job = await jobOf(
      `CREATE TABLE t (other BIGINT, ${column} STRING) PARTITIONED BY (${column})
         WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
       CREATE TABLE b (v STRING, other BIGINT) WITH ('connector' = 'sqlite', 'path' = 'back.db');
       INSERT INTO b SELECT ${column}, other FROM t;`,
      { workingDirectory: folder },
    );
    await job.run({});
    const read = new Database(join(folder, "back.db"), { readonly: true });
    back.push(...(read.prepare("SELECT v, other FROM b").raw().all() as unknown[][]));
    read.close();
    assert.deepEqual(back.toSorted(byKey), NAMES.map((value, v) => [value, v]).toSorted(byKey));
  });
}

test("as keys and fields of JSON that no column asks for", async (t) => {
  const folder = temporaryFolder(t, "names", fastParent());
  const lines = NAMES.map(
    (name) =>
      `{${JSON.stringify(name)}:{${JSON.stringify(name)}:[1]},"v":${JSON.stringify(name)},"m":{${JSON.stringify(name)}:1}}\n`,
  );
  writeFileSync(join(folder, "in.json"), lines.join(""));
  const job = await jobOf(
    `CREATE TABLE t (v STRING, m MAP<STRING, INT>) WITH ('connector' = 'filesystem', 'path' = 'in.json', 'format' = 'json');
     CREATE TABLE o (v STRING, m MAP<STRING, INT>, n INT) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
     INSERT INTO o SELECT v, m, m[v] FROM t;`,
    { workingDirectory: folder },
  );
  await job.run({});
  isUnharmed();
  const text = readdirSync(join(folder, "out"))
    .map((name) => readFileSync(join(folder, "out", name), "utf8"))
    .join("");
  const got = text.trimEnd().split("\n");
  assert.deepEqual(
    got,
    NAMES.map((name) => `{"v":${JSON.stringify(name)},"m":{${JSON.stringify(name)}:1},"n":1}`),
  );
});

test("a folder of a partition, or a part, that is a link leads nowhere", async (t) => {
  const folder = temporaryFolder(t, "links", fastParent());
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  mkdirSync(join(folder, "out"));
  symlinkSync(elsewhere, join(folder, "out", "k=a"));
  writeFileSync(join(folder, "in.json"), '{"k":"a","d":"x","v":1}\n');
  for (const by of ["k", "k, d"]) {
    const job = await jobOf(
      `CREATE TABLE t (k STRING, d STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 'in.json', 'format' = 'json');
       CREATE TABLE o (k STRING, d STRING, v INT) PARTITIONED BY (${by}) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');
       INSERT INTO o SELECT k, d, v FROM t;`,
      { workingDirectory: folder },
    );
    await assert.rejects(job.run({}), { code: "SINK_PATH_ESCAPES", location: join(folder, "out", "k=a") });
    assert.deepEqual(readdirSync(elsewhere), []);
  }
  // The path of the table itself may be a link: that is the user's own choice.
  symlinkSync(elsewhere, join(folder, "linked"));
  const job = await jobOf(
    `CREATE TABLE t (k STRING, d STRING, v INT) WITH ('connector' = 'filesystem', 'path' = 'in.json', 'format' = 'json');
     CREATE TABLE o (k STRING, d STRING, v INT) PARTITIONED BY (k) WITH ('connector' = 'filesystem', 'path' = 'linked', 'format' = 'json');
     INSERT INTO o SELECT k, d, v FROM t;`,
    { workingDirectory: folder },
  );
  await job.run({});
  assert.ok(existsSync(join(elsewhere, "k=a")));
});
