// Hostile records by format, one by one as messages come, and as lines of files: no crash, no hang, memory bounded, and
// every record is a row or a bad row with its offset and a reason.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { writeFileSync } from "node:fs";
import * as types from "../../src/common/types.ts";
import { zoneFor } from "../../src/common/zone.ts";
import { parseType } from "../../src/parser/index.ts";
import { bindType } from "../../src/planner/bind/ddl/types.ts";
import { findFormat } from "../../src/connectors/formats/index.ts";
import { RecordDecoder } from "../../src/connectors/formats/record-decoder.ts";
import { fastParent, temporaryFolder } from "../helpers/command-line.ts";
import { GOOD, HostileRecords } from "./hostile-text.ts";
import { byLength } from "./how-long.ts";
import { heldBytes, runSql } from "./job-run.ts";

const RECORDS = byLength(20_000, 10_000_000);
const PER_FLUSH = 500;
const SEED = Number(process.env["MILLRACE_SEED"] ?? 6);
const MIB = 1024 * 1024;

function typeOf(text: string): types.SqlType {
  const type = bindType(parseType({ name: "type", text }), { report: (_code, message) => assert.fail(message) });
  assert.ok(type !== null);
  return type;
}

const FIELDS = [
  { name: "id", type: types.BIGINT },
  { name: "s", type: types.STRING },
  { name: "d", type: types.DOUBLE },
  { name: "at", type: types.timestamp(3) },
];
const NESTED = [
  ...FIELDS,
  { name: "r", type: typeOf("ROW<a INT, b ARRAY<STRING>>") },
  { name: "m", type: typeOf("MAP<STRING, INT>") },
];
const columnsOf = (format: string) =>
  format === "raw" ? [{ name: "s", type: types.STRING }] : format === "csv" ? FIELDS : NESTED;

/** Records that may bring nothing: blank ones, and events that change no row. */
function mayBeNothing(format: string, record: Buffer): boolean {
  if (format === "raw") return false;
  if (record.every((byte) => byte <= 32)) return true;
  return format === "canal-json" && /"(?:data|type)"/.test(record.toString("latin1"));
}

for (const format of Object.keys(GOOD)) {
  test(`${format}: every hostile record is a row or a bad row with its offset and a reason`, (t) => {
    const columns = columnsOf(format);
    const decoder = new RecordDecoder(findFormat(format)!, {
      table: "t",
      columns,
      readColumns: columns.map((_, i) => i),
      options: {},
      zone: zoneFor("UTC"),
    });
    const records = new HostileRecords(format, SEED);
    const counts = { rows: 0, bad: 0, nothing: 0 };
    const held: number[] = [];
    for (let first = 0; first < RECORDS; first += PER_FLUSH) {
      decoder.rows.reset();
      const given: Buffer[] = [];
      const offsets = new Float64Array(PER_FLUSH);
      const flush = () => {
        offsets.forEach((_, i) => {
          offsets[i] = first + given.length - decoder.count + i;
        });
        decoder.flush(offsets);
      };
      for (let i = 0; i < PER_FLUSH; i++) {
        const record = records.next();
        if (decoder.isFull(record.length)) flush();
        decoder.add(record, 0, record.length);
        given.push(record);
      }
      flush();
      const { rows } = decoder;
      const told = new Set<number>();
      for (let row = 0; row < rows.rowCount; row++) told.add(rows.offsets[row]);
      counts.rows += told.size;
      for (const { offset, code, message } of rows.bad) {
        assert.match(code, /^DATA_[A-Z0-9_]+$/);
        assert.ok(message.length > 0 && message.length < 2000, `a reason of ${message.length} characters`);
        assert.ok(!told.has(offset), `record ${offset} is told twice`);
        told.add(offset);
      }
      counts.bad += rows.bad.length;
      given.forEach((record, i) => {
        if (told.delete(first + i)) return;
        counts.nothing++;
        assert.ok(mayBeNothing(format, record), `nothing came of ${record.subarray(0, 200).toString("latin1")}`);
      });
      assert.deepEqual([...told], [], "all offsets are of records");
      rows.finish();
      rows.bad = [];
      if (first % (RECORDS / 20) === 0) held.push(heldBytes());
    }
    assert.ok(counts.rows > RECORDS / 50, `${counts.rows} rows`);
    if (format !== "raw") assert.ok(counts.bad > RECORDS / 10, `${counts.bad} bad`);
    assert.ok(Math.max(...held.slice(-5)) <= Math.max(...held.slice(0, 10)) + 16 * MIB, held.join(" "));
    t.diagnostic(`${RECORDS} records: ${counts.rows} with rows, ${counts.bad} bad, ${counts.nothing} blank`);
  });
}

for (const format of ["json", "csv", "raw"]) {
  test(`${format}: a file of hostile lines, in batches of any size`, async (t) => {
    const folder = temporaryFolder(t, "hostile", fastParent());
    const records = new HostileRecords(format, SEED);
    const lines = Array.from({ length: byLength(3000, 100_000) }, () => records.next());
    writeFileSync(join(folder, "in"), Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])));
    const columns = format === "raw" ? "s STRING" : "id BIGINT, s STRING, d DOUBLE, at TIMESTAMP(3)";
    const totals = [];
    for (const batchRowsMax of [1000, 65_536]) {
      const { summary } = await runSql(
        `CREATE TABLE t (${columns}) WITH ('connector' = 'filesystem', 'path' = 'in', 'format' = '${format}', 'on-error' = 'skip');
         CREATE TABLE n (n BIGINT, chars BIGINT) WITH ('connector' = 'blackhole');
         INSERT INTO n SELECT COUNT(*), SUM(CHAR_LENGTH(s)) FROM t;`,
        { workingDirectory: folder },
        { batchRowsMax, checksInvariants: true },
      );
      totals.push(summary.accounts[0]);
    }
    assert.deepEqual(totals[0], totals[1]);
    const { read, used, bad } = totals[0];
    assert.equal(read, used + bad);
    if (format === "csv") return;
    const whole = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])).toString("latin1");
    const blank = (line: string) => /^[ \t\r]*$/.test(line);
    const expected = whole.split("\n").slice(0, -1);
    assert.equal(read, format === "raw" ? expected.length : expected.filter((line) => !blank(line)).length);
  });
}
