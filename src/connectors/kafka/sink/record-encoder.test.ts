import assert from "node:assert/strict";
import { test } from "node:test";
import { DELETE, INSERT, NO_STEPS } from "../../../columnar/change-batch.ts";
import { BIGINT, INT, STRING } from "../../../common/types.ts";
import { zoneFor } from "../../../common/zone.ts";
import { RowBuffer } from "../../formats/column-buffer.ts";
import { findFormat } from "../../formats/index.ts";
import { RecordEncoder } from "./record-encoder.ts";

/** Three rows of (n, s, id), of which the live ones are encoded as (id, s). */
function encode(format: string, selection: readonly number[] | null): readonly string[] {
  const rows = new RowBuffer([INT, STRING, BIGINT]);
  rows.reset();
  for (const [n, s, id] of [
    [1, "a\nb", 5],
    [2, null, 10],
    [3, "c", -6],
  ] as const) {
    rows.reserveRow();
    for (const [slot, value] of [n, s, id].entries()) rows.set(slot, value);
    rows.endRow(0);
  }
  const encoder = new RecordEncoder({
    format: findFormat(format)!,
    columns: [
      { name: "id", type: BIGINT },
      { name: "s", type: STRING },
    ],
    places: [2, 1],
    options: {},
    zone: zoneFor("UTC"),
    workingDirectory: ".",
    place: { topic: "t", part: "value" },
  });
  const records = encoder.encode({
    rowCount: 3,
    columns: rows.finish(),
    kinds: Uint8Array.of(INSERT, DELETE, INSERT),
    selection: selection === null ? null : Int32Array.from(selection),
    steps: NO_STEPS,
    origin: null,
    arrival: null,
  });
  return records.map((record) => Buffer.from(record!).toString("hex"));
}

test("binary records have borders of their own: line feeds in them are bytes as all others", () => {
  // 5 is the byte 10, as is the line break of the text.
  assert.deepEqual(encode("avro", null), ["020a0206610a62", "021400", "020b020263"]);
  assert.deepEqual(encode("avro", [1, 2]), ["021400", "020b020263"]);
});

test("records of a format of lines are the lines; where a value holds a break, each row by itself", () => {
  const texts = (hexes: readonly string[]) => hexes.map((hex) => Buffer.from(hex, "hex").toString());
  assert.deepEqual(texts(encode("csv", null)), ['5,"a\nb"', "10,", "-6,c"]);
  assert.deepEqual(texts(encode("json", [0, 2])), ['{"id":5,"s":"a\\nb"}', '{"id":-6,"s":"c"}']);
});
