// Kafka's record batches with ill will: bytes changed under a checksum that fits, and payloads that expand, or claim to, to more
// than there is memory. Reading ends with records within the batch or with SOURCE_KAFKA_CORRUPT.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { MillraceError } from "../../src/common/errors.ts";
import { CodecError } from "../../src/connectors/kafka/fetch/codec-error.ts";
import { crc32c } from "../../src/connectors/kafka/fetch/crc32c.ts";
import { decompress } from "../../src/connectors/kafka/fetch/decompress.ts";
import { PartitionLog } from "../../src/connectors/kafka/fetch/partition-log.ts";
import { RecordBlock, readHeaders } from "../../src/connectors/kafka/fetch/record-walk.ts";
import { randomFrom } from "../crash/inputs.ts";
import { recordBatch, signed } from "../helpers/record-batches.ts";
import { byLength } from "./how-long.ts";
import { heldBytes } from "./job-run.ts";

const MIB = 1024 * 1024;
const GZIP = 1;
const SNAPPY = 2;
const LZ4 = 3;
const ZSTD = 4;
const random = randomFrom(Number(process.env["MILLRACE_SEED"] ?? 3));
const below = (n: number) => Math.floor(random() * n);

/** One literal of all bytes. */
function snappy(data: Buffer): Buffer {
  const head: number[] = [];
  for (let rest = data.length; ; rest >>>= 7) {
    head.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length - 1);
  return Buffer.concat([Buffer.from(head), Buffer.from([63 << 2]), length, data]);
}

/** One stored block. */
function lz4(data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE((data.length | 0x80000000) >>> 0);
  return Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73]), length, data, Buffer.alloc(4)]);
}

const COMPRESSORS: readonly [codec: number, compress: (data: Buffer) => Buffer][] = [
  [0, (data) => data],
  [GZIP, (data) => zlib.gzipSync(data)],
  [SNAPPY, snappy],
  [LZ4, lz4],
  [ZSTD, (data) => zlib.zstdCompressSync(data)],
];

const RECORDS = Array.from({ length: 20 }, (_, i) => ({
  offset: i,
  key: i % 3 === 0 ? null : `k${i}`,
  value: i % 5 === 0 ? null : `value ${i}`,
  headers: i % 4 === 0 ? ([["h", "x"]] as const) : [],
}));

/** The records that came, at most; throws only what it should. */
function readAll(bytes: Buffer): number | "corrupt" {
  const log = new PartitionLog("t", 0, 0, { isCommittedOnly: true, crc32c });
  const block = new RecordBlock();
  let count = 0;
  try {
    log.append(
      {
        topic: "t",
        partition: 0,
        errorCode: 0,
        highWatermark: 100,
        lastStableOffset: 100,
        logStartOffset: 0,
        aborted: [],
        records: bytes,
      },
      () => {},
    );
    for (let step = 0; ; step++) {
      assert.ok(step < 1000, "reading comes to an end");
      const status = log.next(block, 1_000_000, 100_000);
      for (let i = 0; i < block.count; i++) {
        count++;
        const { data, valueStarts, valueEnds, keyStarts, keyEnds } = block;
        assert.ok(valueStarts[i] === -1 || (valueStarts[i] <= valueEnds[i] && valueEnds[i] <= data.length));
        assert.ok(keyStarts[i] === -1 || (keyStarts[i] <= keyEnds[i] && keyEnds[i] <= data.length));
        assert.ok(Number.isSafeInteger(block.offsets[i]) && block.offsets[i] >= 0, `offset ${block.offsets[i]}`);
        assert.ok(readHeaders(block, i, "t").length < data.length);
      }
      if (status !== "block") return count;
    }
  } catch (error) {
    if (error instanceof MillraceError && error.code === "SOURCE_KAFKA_CORRUPT") return "corrupt";
    throw error;
  }
}

test("changed bytes under a checksum that fits: records within the batch, or SOURCE_KAFKA_CORRUPT", (t) => {
  let [read, corrupt] = [0, 0];
  for (let i = 0; i < byLength(20_000, 10_000_000); i++) {
    const [codec, compress] = COMPRESSORS[i % COMPRESSORS.length];
    // Changed before it is compressed, so that records are reached; or behind, so that codecs are.
    const isBefore = below(2) === 0;
    const changed = (data: Buffer) => {
      const copy = Buffer.from(data);
      for (let k = below(4) + 1; k > 0; k--) copy[below(copy.length)] = below(3) === 0 ? 255 : below(256);
      return below(4) === 0 ? copy.subarray(0, below(copy.length)) : copy;
    };
    const batch = recordBatch(RECORDS, {
      codec,
      compress: (plain) => (isBefore ? compress(changed(plain)) : changed(compress(plain))),
    });
    // Counts and offsets of the header too.
    if (below(4) === 0) batch[[8, 21, 22, 23, 26, 57, 60][below(7)]] = below(256);
    if (readAll(signed(batch)) === "corrupt") corrupt++;
    else read++;
  }
  assert.ok(read > 100 && corrupt > 100);
  t.diagnostic(`${read} batches were read, ${corrupt} refused`);
});

test("random bytes as a fetched batch", () => {
  for (let i = 0; i < byLength(5000, 1_000_000); i++) {
    const bytes = Buffer.from(Array.from({ length: below(200) }, () => below(256)));
    if (bytes.length > 16) bytes[16] = 2;
    if (bytes.length > 12) bytes.writeInt32BE(bytes.length - 12, 8);
    readAll(bytes.length > 61 ? signed(bytes) : bytes);
  }
});

/** Blocks that stand for `length` zero bytes. */
function lz4Bomb(length: number, claimed: bigint | null): Buffer {
  const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, claimed === null ? 0x60 : 0x68, 0x70]);
  const size = Buffer.alloc(claimed === null ? 0 : 8);
  if (claimed !== null) size.writeBigUInt64LE(claimed);
  const blockBytes = 4 * MIB;
  const extra = Math.floor((blockBytes - 1 - 19 - 5) / 255);
  const block = Buffer.concat([
    Buffer.from([0x1f, 0, 1, 0]),
    Buffer.alloc(extra, 255),
    Buffer.from([0, 0x50, 0, 0, 0, 0, 0]),
  ]);
  const blockHead = Buffer.alloc(4);
  blockHead.writeUInt32LE(block.length);
  const blocks = Array.from({ length: Math.ceil(length / blockBytes) }, () => [blockHead, block]).flat();
  return Buffer.concat([head, size, Buffer.from([0]), ...blocks, Buffer.alloc(4)]);
}

function snappyBomb(length: number): Buffer {
  const copies = Math.ceil(length / 64);
  const data = Buffer.alloc(6 + copies * 3);
  let at = 0;
  for (let rest = copies * 64 + 1; ; rest = Math.floor(rest / 128)) {
    data[at++] = rest > 127 ? (rest % 128) | 128 : rest;
    if (rest <= 127) break;
  }
  data[at++] = 0;
  data[at++] = 0;
  for (let i = 0; i < copies; i++, at += 3) data.set([(63 << 2) | 2, 1, 0], at);
  return data.subarray(0, at);
}

test("bombs: what expands beyond the bound is refused, and what it claims is not reserved", () => {
  const most = 8 * MIB;
  const zeros = Buffer.alloc(64 * MIB);
  const bombs: readonly (readonly [string, number, Buffer])[] = [
    ["gzip", GZIP, zlib.gzipSync(zeros)],
    ["gzip in parts", GZIP, Buffer.concat(Array.from({ length: 64 }, () => zlib.gzipSync(zeros.subarray(0, MIB))))],
    ["zstd", ZSTD, zlib.zstdCompressSync(zeros)],
    ["lz4", LZ4, lz4Bomb(64 * MIB, null)],
    ["lz4 that claims little", LZ4, lz4Bomb(64 * MIB, 10n)],
    ["lz4 that claims much", LZ4, lz4Bomb(64 * MIB, 2n ** 63n)],
    ["snappy", SNAPPY, snappyBomb(64 * MIB)],
  ];
  for (const [name, codec, bomb] of bombs) {
    const before = heldBytes();
    assert.throws(
      () => decompress(codec, bomb, most),
      (error) => error instanceof CodecError && /more than/.test(error.message),
      name,
    );
    assert.ok(heldBytes() - before < 3 * most, name);
    assert.equal(
      decompress(codec, bomb.subarray(0), 80 * MIB).length >= 60 * MIB,
      true,
      `${name} is what it should be`,
    );
  }
});

test("a few bytes that claim to be much reserve little", () => {
  const claims: readonly (readonly [string, number, Buffer])[] = [
    // 255 MiB and a literal of one byte.
    ["snappy", SNAPPY, Buffer.from([0x80, 0x80, 0x80, 0x7f, 0, 0])],
    ["lz4", LZ4, Buffer.concat([lz4Bomb(4 * MIB, 255n * BigInt(MIB)).subarray(0, 19), Buffer.alloc(10)])],
  ];
  for (const [name, codec, data] of claims) {
    const kept: unknown[] = [];
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20; i++) {
      try {
        kept.push(decompress(codec, data));
      } catch (error) {
        assert.ok(error instanceof CodecError, `${name}: ${String(error)}`);
      }
    }
    assert.ok(process.memoryUsage().arrayBuffers - before < 16 * MIB, name);
  }
});
