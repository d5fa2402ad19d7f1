import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import Database from "better-sqlite3";
import { BIGINT, BOOLEAN, DATE, DOUBLE, INT, STRING, type SqlType } from "../../common/types.ts";
import { SqliteLookup } from "./sqlite-lookup.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-lookup-"));
after(() => rmSync(folder, { recursive: true }));

const database = new Database(join(folder, "dim.db"));
database.exec(`
  CREATE TABLE t (k INTEGER, s TEXT, big INTEGER, d REAL, day TEXT, b INTEGER, price TEXT, raw BLOB, at TEXT);
  INSERT INTO t VALUES (1, 'a', 9007199254740993, 1.5, '2020-02-29', 1, '12.50', x'00ff', '2020-01-01 00:00:00.5');
  INSERT INTO t VALUES (1, NULL, NULL, 2, NULL, 0, 7, NULL, NULL), (2, 'x', 5, 'much', '2020-13-01', 5, 'dear', 'text', 'never');
`);
database.close();

const COLUMNS: readonly { readonly name: string; readonly type: SqlType }[] = [
  { name: "k", type: INT },
  { name: "s", type: STRING },
  { name: "big", type: BIGINT },
  { name: "d", type: DOUBLE },
  { name: "day", type: DATE },
  { name: "b", type: BOOLEAN },
  { name: "price", type: { kind: "DECIMAL", precision: 10, scale: 2, nullable: true } },
  { name: "raw", type: { kind: "VARBINARY", length: 10, nullable: true } },
  { name: "at", type: { kind: "TIMESTAMP", precision: 3, nullable: true } },
];

async function lookup(reads: readonly number[], keys: readonly number[], columns = COLUMNS): Promise<SqliteLookup> {
  const options = { connector: "sqlite", path: "dim.db", "table-name": "t" };
  const table = { name: "dim", columns, primaryKey: null, partitionedBy: [], options };
  const context = { workingDirectory: folder, zone: "UTC", statePath: null, stdout: { write: () => {} } };
  const made = new SqliteLookup(table, { reads, keys }, context);
  await made.open();
  return made;
}

test("rows of every key, values of every type", async () => {
  const found = (await lookup([1, 2, 3, 4, 5, 6, 7, 8], [0])).find([[1], [7]]);
  assert.deepEqual(found, [
    [
      ["a", 9007199254740993n, 1.5, 18321, true, 1250, new Uint8Array([0, 255]), 1577836800500],
      [null, null, 2, null, false, 700, null, null],
    ],
    [],
  ]);
});

test("keys of several columns; a 64-bit integer is compared exactly", async () => {
  const made = await lookup([0], [1, 2]);
  assert.deepEqual(
    made.find([
      ["a", 9007199254740993n],
      ["a", 9007199254740992n],
    ]),
    [[[1]], []],
  );
});

test("values that are none of the declared type are told with their column", async () => {
  for (const column of [3, 4, 5, 6, 7, 8]) {
    const made = await lookup([column], [0]);
    assert.throws(() => made.find([[2]]), {
      code: "SOURCE_LOOKUP_FAILED",
      message: new RegExp(`column ${COLUMNS[column].name} of t`),
    });
  }
});

test("a column that the table does not have", async () => {
  await assert.rejects(lookup([1], [0], [COLUMNS[0], { name: "nope", type: STRING }]), {
    code: "SOURCE_LOOKUP_FAILED",
    hint: /Its columns: k, s, big/,
  });
});
