import assert from "node:assert/strict";
import { test } from "node:test";
import { connectorContext, NO_LIMIT, readBatch, sourceOf, tableOf } from "../../../test/helpers/connectors.ts";
import type { SqlMap } from "../../columnar/scalar.ts";
import * as types from "../../common/types.ts";
import type { SplitCursor } from "../connector.ts";
import { checkOptions, findConnector } from "../index.ts";

const COLUMNS = [
  { name: "id", type: types.BIGINT },
  { name: "sensor", type: types.INT },
  { name: "x", type: types.DOUBLE },
  { name: "name", type: types.STRING },
  { name: "at", type: types.timestampLtz(3) },
  { name: "price", type: types.decimal(6, 2) },
];
const FIELDS = {
  connector: "datagen",
  "fields.id.kind": "sequence",
  "fields.id.start": "10",
  "fields.id.end": "1009",
  "fields.sensor.min": "1",
  "fields.sensor.max": "4",
  "fields.x.min": "-1",
  "fields.x.max": "1",
  "fields.name.length": "5",
  "fields.at.max-past": "2 s",
  "fields.price.max": "99.99",
};

function open(table: ReturnType<typeof tableOf>, readColumns?: readonly number[]) {
  const source = sourceOf(table, connectorContext("/"), readColumns as number[] | undefined);
  source.open(new Map());
  return source;
}

test("values lie where they should, a sequence ends the source", () => {
  const table = tableOf(COLUMNS, FIELDS);
  assert.equal(findConnector("datagen")?.source?.isBounded(table), true);
  const cursors = new Map<string, SplitCursor>();
  const source = open(table);
  const { rows } = readBatch(source, table, cursors, 1_000_000);
  assert.deepEqual(
    rows.map((row) => row[0]),
    Array.from({ length: 1000 }, (_, i) => 10 + i),
  );
  assert.deepEqual(new Set(rows.map((row) => row[1])), new Set([1, 2, 3, 4]));
  assert.ok(rows.every((row) => Math.abs(row[2] as number) <= 1));
  assert.ok(rows.every((row) => /^[0-9a-f]{5}$/.test(row[3] as string)));
  assert.ok(rows.every((row) => (row[4] as number) >= 998_000 && (row[4] as number) <= 1_000_000));
  assert.ok(rows.every((row) => (row[5] as number) >= 0 && (row[5] as number) <= 9999));
  assert.equal(source.discover(1_000_000)[0].isEnded(cursors.get("datagen")!), true);
});

test("row n is the same in each run, whatever was read before and beside it; a seed changes it", () => {
  const table = tableOf(COLUMNS, FIELDS);
  const whole = readBatch(open(table), table, new Map(), 5000).rows;
  const source = open(table, [3, 2]);
  source.discover(5000);
  source.beginBatch();
  const result = source.readRun("datagen", { offset: 700 }, NO_LIMIT, { offset: 703 });
  const { columns } = source.endBatch();
  assert.deepEqual([result.rowCount, result.to], [3, { offset: 703 }]);
  assert.equal(columns[1].rep === "f64" && columns[1].values[2], whole[702][2]);
  const seeded = tableOf(COLUMNS, { ...FIELDS, seed: "42" });
  assert.notDeepEqual(readBatch(open(seeded), seeded, new Map(), 5000).rows[0], whole[0]);
});

test("the pace follows batch time from the start of the run", () => {
  const table = tableOf(COLUMNS.slice(1, 2), { connector: "datagen", "rows-per-second": "50" });
  const cursors = new Map<string, SplitCursor>();
  const source = open(table);
  assert.equal(source.isBounded, false);
  const counts = [0, 0, 500, 1500].map((ms) => readBatch(source, table, cursors, 7000 + ms).rows.length);
  assert.deepEqual(counts, [50, 0, 25, 50]);
  const resumed = sourceOf(table, connectorContext("/"));
  resumed.open(cursors);
  assert.equal(readBatch(resumed, table, cursors, 9_000_000).rows.length, 50);
});

test("nulls, variable lengths, nested types", () => {
  const columns = [
    { name: "n", type: types.INT },
    { name: "s", type: types.STRING },
    { name: "m", type: { kind: "MAP", key: types.STRING, value: types.INT, nullable: true } as const },
    { name: "r", type: { kind: "ROW", fields: [{ name: "a", type: types.INT }], nullable: true } as const },
    { name: "l", type: { kind: "ARRAY", element: types.BOOLEAN, nullable: true } as const },
  ];
  const table = tableOf(columns, {
    connector: "datagen",
    "number-of-rows": "2000",
    "fields.n.null-rate": "0.25",
    "fields.s.length": "8",
    "fields.s.var-len": "true",
    "fields.m.value.max": "5",
    "fields.m.value.min": "5",
    "fields.r.a.min": "3",
    "fields.r.a.max": "3",
    "fields.l.length": "2",
  });
  const { rows } = readBatch(open(table), table, new Map(), 0);
  const nulls = rows.filter((row) => row[0] === null).length;
  assert.ok(nulls > 400 && nulls < 600);
  assert.deepEqual(new Set(rows.map((row) => (row[1] as string).length)), new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  const [, , map, row, list] = rows[0];
  assert.deepEqual(
    (map as SqlMap).entries.map((entry) => entry[1]),
    [5, 5, 5],
  );
  assert.deepEqual(row, [3]);
  assert.equal((list as unknown[]).length, 2);
});

test("options that name no column or mean nothing there, and values that do not fit", () => {
  const messages = (options: Readonly<Record<string, string>>) =>
    checkOptions(tableOf(COLUMNS, { connector: "datagen", ...options }), "datagen").map((problem) => problem.message);
  assert.deepEqual(messages({ "fields.sensr.min": "1" }), ["'fields.sensr.min' names no column"]);
  assert.deepEqual(messages({ "fields.name.min": "1" }), [
    "'fields.name.min' has no meaning for the type or kind of name",
  ]);
  assert.deepEqual(messages({ "fields.sensor.min": "5", "fields.sensor.max": "4" }), [
    "'fields.sensor.min': min is greater than max",
  ]);
  assert.deepEqual(messages({ "fields.id.kind": "sequence" }), [
    "'fields.id.kind': a sequence needs 'start' and 'end'",
  ]);
  assert.deepEqual(messages({ "rows-per-second": "0" }), ["'rows-per-second' cannot be 0"]);
  assert.deepEqual(messages({ "fields.at.max-past": "soon" }), ["'fields.at.max-past' must be a duration, not 'soon'"]);
});
