import assert from "node:assert/strict";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { type BatchRecord, marker, recordBatch, signed } from "../../../../test/helpers/record-batches.ts";
import { MillraceError } from "../../../common/errors.ts";
import { createCrc32c } from "./crc32c-wasm.ts";
import type { AbortedTransaction } from "./fetch-protocol.ts";
import { PartitionLog } from "./partition-log.ts";
import { RecordBlock, readHeaders } from "./record-walk.ts";

const EVER = Number.POSITIVE_INFINITY;

function logAt(offset: number, isCommittedOnly = true): PartitionLog {
  return new PartitionLog("t", 0, offset, { isCommittedOnly, crc32c: createCrc32c() });
}

function append(
  log: PartitionLog,
  batches: readonly Buffer[],
  end: number,
  aborted: readonly AbortedTransaction[] = [],
): number {
  const records = Buffer.concat(batches);
  return log.append(
    {
      topic: "t",
      partition: 0,
      errorCode: 0,
      highWatermark: end,
      lastStableOffset: end,
      logStartOffset: 0,
      aborted,
      records,
    },
    () => {},
  );
}

/** offset=value of the records up to `limit`, and how reading stopped. */
function read(log: PartitionLog, limit = EVER, recordsMax = EVER): string {
  const block = new RecordBlock();
  const found: string[] = [];
  for (;;) {
    const status = log.next(block, limit, recordsMax);
    for (let i = 0; i < block.count; i++) {
      const [start, end] = [block.valueStarts[i], block.valueEnds[i]];
      found.push(`${block.offsets[i]}=${start < 0 ? "NULL" : block.data.toString("utf8", start, end)}`);
    }
    if (status !== "block" || recordsMax !== EVER) return `${found.join(" ")} ${status} at ${log.position}`;
  }
}

const records = (from: number, to: number): BatchRecord[] =>
  Array.from({ length: to - from }, (_, i) => ({ offset: from + i, value: `v${from + i}` }));

test("records of several batches; a batch that is cut waits for the next fetch", () => {
  const log = logAt(0);
  const next = recordBatch(records(4, 6));
  assert.equal(append(log, [recordBatch(records(0, 2)), recordBatch(records(2, 4)), next.subarray(0, 70)], 6), 2);
  assert.equal(log.fetchOffset, 4);
  assert.equal(read(log), "0=v0 1=v1 2=v2 3=v3 dry at 4");
  append(log, [next], 6);
  assert.equal(read(log), "4=v4 5=v5 dry at 6");
  assert.equal(log.bufferedBytes, 0);
});

test("reading begins inside of a batch, ends at a limit inside of one, and goes on there", () => {
  const log = logAt(2);
  append(log, [recordBatch(records(0, 5)), recordBatch(records(5, 9))], 9);
  assert.equal(read(log, 4), "2=v2 3=v3 limit at 4");
  assert.equal(read(log, 5), "4=v4 limit at 5");
  assert.equal(read(log, 8, 2), "5=v5 6=v6 block at 7");
  assert.equal(read(log, 8), "7=v7 limit at 8");
  assert.equal(read(log), "8=v8 dry at 9");
});

test("gaps of compaction, before, within and behind a batch, and a batch without records", () => {
  const log = logAt(0);
  const gappy = recordBatch(
    [
      { offset: 10, value: "a" },
      { offset: 15, value: "b" },
    ],
    { baseOffset: 8, lastOffset: 19 },
  );
  append(log, [gappy, recordBatch([], { baseOffset: 20, lastOffset: 29 }), recordBatch(records(40, 41))], 41);
  assert.equal(read(log, 5), " limit at 5");
  assert.equal(read(log, 12), "10=a limit at 12");
  assert.equal(read(log, 17), "15=b limit at 17");
  assert.equal(read(log, 35), " limit at 35");
  assert.equal(read(log), "40=v40 dry at 41");
});

test("a range whose end stands in a gap at the end of the log is done once the broker has nothing more", () => {
  const log = logAt(0);
  append(log, [recordBatch(records(0, 2))], 10);
  assert.equal(read(log, 10), "0=v0 1=v1 dry at 2");
  append(log, [], 10);
  assert.equal(log.hasData, false);
  log.skipToEnd();
  assert.equal(read(log, 10), " limit at 10");
});

test("read_committed: aborted records and markers take offsets and give nothing", () => {
  const of = (offset: number, producerId: number) =>
    recordBatch(records(offset, offset + 1), { isTransactional: true, producerId });
  const batches = [
    of(0, 1),
    of(1, 2),
    recordBatch(records(2, 3)),
    marker(3, 1, "abort"),
    of(4, 1),
    marker(5, 1, "commit"),
    marker(6, 2, "commit"),
  ];
  const committed = logAt(0);
  append(committed, batches, 7, [{ producerId: 1n, firstOffset: 0 }]);
  assert.equal(read(committed), "1=v1 2=v2 4=v4 dry at 7");
  const all = logAt(0, false);
  append(all, batches, 7);
  assert.equal(read(all), "0=v0 1=v1 2=v2 4=v4 dry at 7");
});

test("a range of aborted records only is done when its end is reached", () => {
  const log = logAt(0);
  append(log, [recordBatch(records(0, 5), { isTransactional: true, producerId: 9 }), marker(5, 9, "abort")], 6, [
    { producerId: 9n, firstOffset: 0 },
  ]);
  assert.equal(log.hasData, true);
  assert.equal(read(log, 6), " limit at 6");
});

test("an aborted transaction that began before the fetch", () => {
  const log = logAt(3);
  append(log, [recordBatch(records(3, 5), { isTransactional: true, producerId: 7 })], 5, [
    { producerId: 7n, firstOffset: 1 },
  ]);
  assert.equal(read(log), " dry at 5");
});

test("times, headers, keys and values that are NULL", () => {
  const log = logAt(0);
  const rows: BatchRecord[] = [
    {
      offset: 0,
      key: "k",
      value: null,
      timestampMs: 1000,
      headers: [
        ["a", "1"],
        ["b", null],
      ],
    },
    { offset: 1, key: null, value: "x", timestampMs: 500 },
    { offset: 300, value: "y", timestampMs: 1000 + 2 ** 40 },
  ];
  append(
    log,
    [
      recordBatch(rows),
      recordBatch(
        [
          { offset: 301, timestampMs: 5 },
          { offset: 302, timestampMs: 9 },
        ],
        { isLogAppendTime: true },
      ),
    ],
    303,
  );
  const block = new RecordBlock();
  log.next(block, EVER, EVER);
  assert.deepEqual([...block.timestampsMs.subarray(0, 3)], [1000, 500, 1000 + 2 ** 40]);
  assert.deepEqual([...block.valueStarts.subarray(0, 1)], [-1]);
  assert.deepEqual([block.data.toString("utf8", block.keyStarts[0], block.keyEnds[0]), block.keyStarts[1]], ["k", -1]);
  assert.deepEqual(readHeaders(block, 0, "t/0"), [
    ["a", Uint8Array.from([49])],
    ["b", null],
  ]);
  assert.deepEqual(readHeaders(block, 1, "t/0"), []);
  log.next(block, EVER, EVER);
  assert.deepEqual([...block.timestampsMs.subarray(0, 2)], [9, 9]);
});

test("more records than a block holds, compressed", () => {
  const log = logAt(0);
  append(log, [recordBatch(records(0, 10_000), { codec: 1, compress: zlib.gzipSync })], 10_000);
  const found = read(log).split(" ");
  assert.equal(found.length, 10_000 + 3);
  assert.equal(found[9_999], "9999=v9999");
});

function refusal(batch: Buffer): string {
  const log = logAt(0);
  try {
    append(log, [batch], 10);
    return read(log);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    return `${error.code} ${error.location}: ${error.message}`;
  }
}

test("a changed byte is found by the checksum", () => {
  const batch = recordBatch(records(0, 3));
  const said =
    "SOURCE_KAFKA_CORRUPT t/0: the record batch at offset 0 cannot be read: its checksum does not fit its bytes";
  for (let at = 57; at < batch.length; at++) {
    const changed = Buffer.from(batch);
    changed[at] ^= 64;
    assert.ok(refusal(changed) === said || at < 61, `byte ${at}: ${refusal(changed)}`);
  }
});

test("hostile lengths under a good checksum: refused or harmless, never another error", () => {
  const batch = recordBatch([
    { offset: 0, key: "key", value: "value", headers: [["h", "x"]] },
    { offset: 1, value: "second" },
  ]);
  let refused = 0;
  for (let at = 8; at < batch.length; at++) {
    for (const byte of [0, 1, 2, 3, 126, 127, 128, 254, 255]) {
      const changed = Buffer.from(batch);
      changed[at] = byte;
      const said = refusal(signed(changed));
      assert.match(said, /^SOURCE_KAFKA_CORRUPT|dry at|limit at/);
      if (said.startsWith("SOURCE")) refused++;
    }
  }
  assert.ok(refused > 100, `${refused} refused`);
  assert.match(refusal(recordBatch(records(0, 1), { magic: 1 })), /its format is version 1/);
});
