import assert from "node:assert/strict";
import { test } from "node:test";
import { KIND_TEXTS } from "../../../columnar/change-batch.ts";
import { parseJson } from "../json/json-value.ts";
import { type EventReader, type JsonObject, readCanal, readDebezium, readMaxwell, readOgg } from "./change-events.ts";

function changes(reader: EventReader, text: string, options: Readonly<Record<string, string>> = {}) {
  const read = reader(parseJson(text) as JsonObject, options);
  return typeof read === "string" ? read : read.map(({ kind, row }) => [KIND_TEXTS[kind], row]);
}

test("Debezium: create, read, update, delete", () => {
  assert.deepEqual(changes(readDebezium, '{"before":null,"after":{"a":1},"op":"c"}'), [["+I", { a: 1 }]]);
  assert.deepEqual(changes(readDebezium, '{"after":{"a":1},"op":"r"}'), [["+I", { a: 1 }]]);
  assert.deepEqual(changes(readDebezium, '{"before":{"a":1},"after":{"a":2},"op":"u"}'), [
    ["-U", { a: 1 }],
    ["+U", { a: 2 }],
  ]);
  assert.deepEqual(changes(readDebezium, '{"before":{"a":1},"after":null,"op":"d"}'), [["-D", { a: 1 }]]);
});

test("Debezium: with its schema, and what is wrong", () => {
  const wrapped = '{"schema":{},"payload":{"after":{"a":1},"op":"c"}}';
  const option = { "debezium-json.schema-include": "true" };
  assert.deepEqual(changes(readDebezium, wrapped, option), [["+I", { a: 1 }]]);
  assert.match(String(changes(readDebezium, wrapped)), /set 'debezium-json.schema-include' = 'true'/);
  assert.match(String(changes(readDebezium, '{"op":"c"}', option)), /there is no "payload"/);
  assert.match(String(changes(readDebezium, '{"before":null,"after":{"a":2},"op":"u"}')), /"before" is missing/);
  assert.match(String(changes(readDebezium, '{"op":"toString"}')), /"op" is "toString"; it is one of c, r, u, d/);
});

test("Canal: lists of rows, old values, filters", () => {
  const update = '{"data":[{"a":1,"b":"x"},{"a":2,"b":null}],"old":[{"b":"w"},{"b":"v"}],"type":"UPDATE","table":"t1"}';
  const rows = [
    ["-U", { a: 1, b: "w" }],
    ["+U", { a: 1, b: "x" }],
    ["-U", { a: 2, b: "v" }],
    ["+U", { a: 2, b: null }],
  ];
  assert.deepEqual(changes(readCanal, update), rows);
  assert.deepEqual(changes(readCanal, update, { "canal-json.table.include": "t[0-9]" }), rows);
  assert.deepEqual(changes(readCanal, update, { "canal-json.table.include": "t" }), []);
  assert.deepEqual(changes(readCanal, '{"data":[{"a":1}],"type":"DELETE"}'), [["-D", { a: 1 }]]);
  assert.deepEqual(changes(readCanal, '{"data":null,"type":"CREATE"}'), []);
  assert.match(String(changes(readCanal, '{"data":[{"a":1}],"old":null,"type":"UPDATE"}')), /"old" has no row/);
});

test("Maxwell and GoldenGate", () => {
  assert.deepEqual(changes(readMaxwell, '{"data":{"a":1,"b":2},"old":{"b":3},"type":"update"}'), [
    ["-U", { a: 1, b: 3 }],
    ["+U", { a: 1, b: 2 }],
  ]);
  assert.deepEqual(changes(readMaxwell, '{"data":{"a":1},"type":"delete"}'), [["-D", { a: 1 }]]);
  assert.match(String(changes(readMaxwell, '{"data":{"a":1},"type":"truncate"}')), /one of insert, update, delete/);
  assert.deepEqual(changes(readOgg, '{"after":{"a":1},"op_type":"I"}'), [["+I", { a: 1 }]]);
  assert.deepEqual(changes(readOgg, '{"before":{"a":1},"op_type":"D"}'), [["-D", { a: 1 }]]);
  assert.match(String(changes(readOgg, '{"op_type":"T"}')), /one of I, U, D/);
});

test("whatever stands where the kind of an event is due, it is a short reason", () => {
  const odd = ["null", "1", '{"toString":1,"valueOf":1}', `"${"x".repeat(100_000)}"`, "[[[]]]"];
  for (const value of odd) {
    for (const reader of [readDebezium, readCanal, readMaxwell, readOgg]) {
      for (const data of ['{"a":1}', '[{"a":1}]', "null"]) {
        const text = `{"op":${value},"type":${value},"op_type":${value},"data":${data},"before":${data},"after":${data}}`;
        const reason = changes(reader, text);
        assert.ok(typeof reason === "string" && reason.length < 300, text.slice(0, 100));
      }
    }
  }
});
