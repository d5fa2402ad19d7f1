import assert from "node:assert/strict";
import { test } from "node:test";
import { rowScalars } from "../../columnar/read.ts";
import type { SqlType } from "../../common/types.ts";
import type { TableColumn } from "../connector.ts";
import { debeziumJsonFormat } from "../formats/changes/change-formats.ts";
import { BatchRows } from "./batch-rows.ts";
import { RecordBlock } from "./fetch/record-walk.ts";
import { KAFKA_METADATA } from "./record-layout.ts";

const BIGINT: SqlType = { kind: "BIGINT", nullable: true };
const TEXT: SqlType = { kind: "VARCHAR", length: 2147483647, nullable: true };

/** The values as the records of one fetched block; null: a tombstone. */
function blockOf(values: readonly (string | null)[]): RecordBlock {
  const block = new RecordBlock();
  block.data = Buffer.from(values.map((value) => value ?? "").join(""));
  let at = 0;
  values.forEach((value, i) => {
    block.offsets[i] = 40 + i;
    block.keyStarts[i] = -1;
    block.valueStarts[i] = value === null ? -1 : at;
    at += Buffer.byteLength(value ?? "");
    block.valueEnds[i] = at;
  });
  block.count = values.length;
  return block;
}

test("metadata of the value stands beside that of the record", () => {
  const columns: TableColumn[] = [
    { name: "offset", type: KAFKA_METADATA["offset"], metadataKey: "offset" },
    { name: "id", type: BIGINT },
    { name: "db", type: TEXT, metadataKey: "value.source.database" },
  ];
  const table = { name: "t", columns, primaryKey: null, partitionedBy: [], options: {} };
  const context = { workingDirectory: ".", zone: "UTC", statePath: null, stdout: process.stdout };
  const rows = new BatchRows({
    table,
    readColumns: [0, 1, 2],
    layout: { key: [], keyNames: [], value: [1] },
    valueFormat: debeziumJsonFormat,
    valuePrefix: "",
    keyFormat: null,
    isUpsert: false,
    context,
  });
  rows.reset();
  rows.beginRun();
  const update = '{"before":{"id":1},"after":{"id":2},"source":{"db":"shop"},"op":"u"}';
  rows.add(blockOf(['{"after":{"id":1},"source":{"db":"shop"},"op":"r"}', null, update]), "t/0");
  assert.deepEqual(rows.endRun("t/0"), { rowCount: 3, bad: [] });
  const read = rows.finish();
  const types = columns.map((column) => column.type);
  assert.deepEqual(
    [0, 1, 2].map((row) => rowScalars(read.columns, types, row)),
    [
      [40, 1, "shop"],
      [42, 1, "shop"],
      [42, 2, "shop"],
    ],
  );
});
