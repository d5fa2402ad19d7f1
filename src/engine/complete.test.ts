import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "./session.ts";

const session = new Session();
await session.compile([
  {
    name: "test",
    text: `CREATE TABLE bids (auction BIGINT, price DOUBLE, bidtime TIMESTAMP(3), \`odd name\` STRING) WITH ('connector' = 'datagen');
CREATE VIEW dear AS SELECT auction AS lot, price FROM bids;`,
  },
]);

/** Texts that are offered at `|`, those of one kind when it is given. */
async function offered(marked: string, kind?: string): Promise<readonly string[]> {
  const cursor = marked.indexOf("|");
  const { items } = await session.complete(marked.replace("|", ""), cursor);
  return items.filter((item) => kind === undefined || item.kind === kind).map((item) => item.text);
}

test("a statement begins with the words that begin one", async () => {
  const words = await offered("|");
  for (const word of ["SELECT", "INSERT", "CREATE", "SHOW", "EXPLAIN", "SET"]) assert.ok(words.includes(word), word);
  assert.ok(!words.includes("WHERE"));
  assert.deepEqual(await offered("SEL|"), ["SELECT"]);
  assert.deepEqual(await offered("sel|"), ["select"]);
  assert.deepEqual(await offered("SELECT 1; ins|"), ["insert"]);
});

test("the grammar says what goes on", async () => {
  assert.deepEqual(await offered("INSERT |"), ["INTO", "OVERWRITE"]);
  assert.deepEqual(await offered("SELECT price FROM bids ORDER |"), ["BY"]);
  const behind = await offered("SELECT price FROM bids |");
  for (const word of ["WHERE", "GROUP", "JOIN", "EMIT", "LIMIT"]) assert.ok(behind.includes(word), word);
  assert.ok(!behind.includes("DELAY"), "a word that could only be an alias");
  assert.deepEqual(await offered("SELECT INTERVAL '5' SEC|"), ["SECOND"]);
  assert.deepEqual(await offered("SELECT FROM WHERE |"), []);
});

test("tables behind FROM, columns of the tables in FROM, also from behind the cursor", async () => {
  assert.deepEqual(await offered("SELECT * FROM |", "table"), ["bids"]);
  assert.deepEqual(await offered("SELECT * FROM de|"), ["dear"]);
  assert.deepEqual(await offered("SELECT | FROM bids", "column"), ["auction", "price", "bidtime", "`odd name`"]);
  assert.deepEqual(await offered("SELECT bid| FROM bids"), ["bidtime", "bids"]);
  assert.deepEqual(await offered("SELECT l| FROM dear", "column"), ["lot"]);
  assert.deepEqual(await offered("SELECT b.a| FROM bids AS b"), ["auction"]);
  assert.deepEqual(await offered("SELECT d.| FROM bids b JOIN dear d ON TRUE"), ["lot", "price"]);
  assert.deepEqual(await offered("SELECT `od| FROM bids"), ["`odd name`"]);
  assert.deepEqual(await offered("WITH best AS (SELECT 1) SELECT * FROM be|"), ["best"]);
});

test("functions with their parenthesis", async () => {
  assert.deepEqual(await offered("SELECT regexp_repl|"), ["regexp_replace("]);
  assert.ok((await offered("SELECT price FROM bids WHERE UPP|")).includes("UPPER("));
});

test("option keys and values by connector, settings behind SET", async () => {
  const table = "CREATE TABLE t (a INT) WITH (";
  assert.deepEqual(await offered(`${table}|`), ["'connector' = '"]);
  assert.deepEqual(await offered(`${table}'connector' = 'files|`), ["filesystem'"]);
  assert.deepEqual(await offered(`${table}'connector' = 'datagen', 'rows-|`), ["rows-per-second' = '"]);
  assert.deepEqual(await offered(`${table}'connector' = 'datagen', 'rows-|'`), ["rows-per-second"]);
  assert.ok((await offered(`${table}'connector' = 'filesystem', 'format' = '|`)).includes("debezium-json'"));
  const csv = await offered(`${table}'connector' = 'filesystem', 'format' = 'csv', 'csv.|`);
  assert.ok(csv.includes("csv.field-delimiter' = '"), csv.join());
  assert.deepEqual(await offered("SET 'table.local|"), ["table.local-time-zone' = '"]);
  assert.deepEqual(await offered("SET 'execution.on-error' = '|"), ["fail'", "skip'"]);
  assert.deepEqual(await offered("RESET 'window.|"), ["window.allowed-lateness'"]);
});

test("nothing in comments and in texts of no meaning", async () => {
  assert.deepEqual(await offered("SELECT 1 -- sel|"), []);
  assert.deepEqual(await offered("SELECT 'sel|"), []);
});
