import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneFor } from "../../../common/zone.ts";
import { FieldProblem } from "../field-text.ts";
import { parseJson } from "../json/json-value.ts";
import type { JsonObject } from "./change-events.ts";
import { DEBEZIUM_FIELDS, MAXWELL_FIELDS, readEventField, unwrapped } from "./event-metadata.ts";

const ZONE = zoneFor("UTC");

function field(text: string, key: string, fields = DEBEZIUM_FIELDS) {
  return readEventField(unwrapped(parseJson(text) as JsonObject), fields[key], ZONE);
}

test("what an event does not say is NULL, on any step of the way", () => {
  for (const text of ["{}", '{"source":null}', '{"source":"x"}', '{"source":{"db":null}}']) {
    assert.equal(field(text, "source.database"), null, text);
  }
  assert.equal(field('{"source":{"db":"d"}}', "source.database"), "d");
});

test("times are numbers of milliseconds, those of Maxwell of seconds; a number of too many digits is bad", () => {
  assert.equal(field('{"payload":{"ts_ms":1465581029523}}', "ingestion-timestamp"), 1_465_581_029_523);
  assert.equal(field('{"ts_ms":1465581029523,"ts_ns":1465581029523123456}', "ingestion-timestamp"), 1_465_581_029_523);
  assert.equal(field('{"ts":1596684883}', "ingestion-timestamp", MAXWELL_FIELDS), 1_596_684_883_000);
  assert.ok(field('{"ts_ms":"now"}', "ingestion-timestamp") instanceof FieldProblem);
  assert.ok(field('{"ts_ms":99999999999999999999}', "ingestion-timestamp") instanceof FieldProblem);
});

test("the schema of a wrapped event stands beside it", () => {
  assert.equal(field('{"schema":{"type":"struct"},"payload":{}}', "schema"), '{"type":"struct"}');
  assert.equal(field('{"payload":{"schema":"inner"}}', "schema"), null);
});
