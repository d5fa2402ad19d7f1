import assert from "node:assert/strict";
import { test } from "node:test";
import { scalarAt } from "../../columnar/read.ts";
import { BIGINT, BYTES, type SqlType, STRING } from "../../common/types.ts";
import { zoneFor } from "../../common/zone.ts";
import { findFormat } from "./index.ts";
import { RecordDecoder } from "./record-decoder.ts";

interface Column {
  readonly name: string;
  readonly type: SqlType;
}

const TWO: readonly Column[] = [
  { name: "id", type: BIGINT },
  { name: "s", type: STRING },
];

/** Rows as offset:values, then bad records as offset!code; records have the offsets 100, 110, ... */
function decode(
  format: string,
  records: readonly (string | Uint8Array)[],
  columns: readonly Column[] = TWO,
  options: Readonly<Record<string, string>> = {},
  perFlush = records.length,
): readonly string[] {
  const readColumns = columns.map((_, i) => i);
  const decoder = new RecordDecoder(findFormat(format)!, {
    table: "t",
    columns,
    readColumns,
    options,
    zone: zoneFor("UTC"),
  });
  decoder.rows.reset();
  const offsets = new Float64Array(perFlush);
  records.forEach((record, i) => {
    const bytes = Buffer.from(record as string);
    offsets[decoder.count] = 100 + i * 10;
    decoder.add(bytes, 0, bytes.length);
    if (decoder.count === perFlush) decoder.flush(offsets);
  });
  decoder.flush(offsets);
  const { rows } = decoder;
  const vectors = rows.finish();
  const kinds = rows.finishKinds();
  const texts = Array.from({ length: rows.rowCount }, (_, row) => {
    const values = columns.map(({ type }, i) => {
      const value = scalarAt(vectors[i], type, row);
      return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
    });
    return `${rows.offsets[row]}:${kinds === null || kinds[row] === 0 ? "" : kinds[row] === 3 ? "-D " : "U "}${values.join("|")}`;
  });
  return [...texts, ...rows.bad.map(({ offset, code }) => `${offset}!${code}`)];
}

test("json: good records together, in windows of any size", () => {
  const records = Array.from({ length: 300 }, (_, i) => `{"id":${i},"s":"x${i}"}`);
  const expected = records.map((_, i) => `${100 + i * 10}:${i}|x${i}`);
  for (const perFlush of [1, 7, 300]) assert.deepEqual(decode("json", records, TWO, {}, perFlush), expected);
});

test("json: blank records are nothing, bad ones keep their offset, good ones around them stay", () => {
  assert.deepEqual(decode("json", ['{"id":1}', "", "  ", '{"id":"x"}', "[]", '{"id":2,"s":"b"}', '{"id":3']), [
    "100:1|null",
    "150:2|b",
    "130!DATA_BAD_VALUE",
    "140!DATA_BAD_JSON",
    "160!DATA_BAD_JSON",
  ]);
});

test("json: a line break between tokens is space, within a text it is none, and two objects are two", () => {
  assert.deepEqual(
    decode("json", [
      '{"id":1}',
      '{\n  "id": 2,\n  "s": "b"\n}\n',
      '{"id":3,"s":"a\nb"}',
      '{"id":4}\n{"id":5}',
      '{"id":6}',
    ]),
    ["100:1|null", "110:2|b", "140:6|null", "120!DATA_BAD_JSON", "130!DATA_BAD_JSON"],
  );
});

test("csv: quoted line breaks stay, a quote that is never closed takes no other record with it, two lines are two", () => {
  assert.deepEqual(decode("csv", ["1,a", '2,"b\nc"', "4,d"]), ["100:1|a", "110:2|b\nc", "120:4|d"]);
  assert.deepEqual(decode("csv", ["1,a", '3,"open', "4,d", "5,e\n6,f", '7,"x"', ""]), [
    "100:1|a",
    "120:4|d",
    "140:7|x",
    "110!DATA_UNCLOSED_QUOTE",
    "130!DATA_MANY_IN_RECORD",
  ]);
});

test("csv: comments are no records", () => {
  assert.deepEqual(decode("csv", ["1,a", "# no", "2,b"], TWO, { "csv.allow-comments": "true" }), [
    "100:1|a",
    "120:2|b",
  ]);
});

test("raw: the record as it stands, whatever bytes it has", () => {
  const text = [{ name: "s", type: STRING }];
  assert.deepEqual(decode("raw", ["a\nb\r\n", "", Uint8Array.from([0xff])], text), [
    "100:a\nb\r\n",
    "110:",
    "120!DATA_NOT_UTF8",
  ]);
  assert.deepEqual(decode("raw", [Uint8Array.from([10, 255, 13])], [{ name: "b", type: BYTES }]), ["100:0aff0d"]);
});

test("change events: both rows of an update have the offset of their record", () => {
  const update = '{"before":{"id":1,"s":"a"},\n"after":{"id":1,"s":"b"},"op":"u"}';
  const erased = '{"before":{"id":1,"s":"b"},"after":null,"op":"d"}';
  assert.deepEqual(
    decode("debezium-json", ['{"before":null,"after":{"id":1,"s":"a"},"op":"c"}', update, erased, "null", "{}"]),
    ["100:1|a", "110:U 1|a", "110:U 1|b", "120:-D 1|b", "140!DATA_BAD_CHANGE_EVENT"],
  );
});

test("a record longer than the window", () => {
  const long = "x".repeat(1 << 20);
  assert.deepEqual(decode("json", ['{"id":1}', `{"id":2,"s":"${long}"}`, '{"id":3}']), [
    "100:1|null",
    `110:2|${long}`,
    "120:3|null",
  ]);
});
