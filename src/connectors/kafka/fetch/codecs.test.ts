import assert from "node:assert/strict";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { CodecError } from "./codec-error.ts";
import { crc32c } from "./crc32c.ts";
import { createCrc32c } from "./crc32c-wasm.ts";
import { decompress } from "./decompress.ts";

const GZIP = 1;
const SNAPPY = 2;
const LZ4 = 3;
const ZSTD = 4;

/** "abcdabcdabcd... wxyz": a literal, a copy that overlaps itself, a literal. */
const TEXT = `${"abcd".repeat(20)}wxyz`;
const RAW_SNAPPY = Buffer.from([
  84,
  3 << 2,
  ...b("abcd"),
  (59 << 2) | 2,
  4,
  0,
  (15 << 2) | 2,
  4,
  0,
  3 << 2,
  ...b("wxyz"),
]);
const LZ4_BLOCK = Buffer.from([0x4f, ...b("abcd"), 4, 0, 57, 0x40, ...b("wxyz")]);
const LZ4_FRAME = Buffer.concat([
  Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, LZ4_BLOCK.length, 0, 0, 0]),
  LZ4_BLOCK,
  Buffer.from([5, 0, 0, 0x80, ...b("plain"), 0, 0, 0, 0]),
]);

function b(text: string): Buffer {
  return Buffer.from(text);
}

function xerial(...blocks: Buffer[]): Buffer {
  const head = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  return Buffer.concat([head, ...blocks.flatMap((block) => [Buffer.from([0, 0, 0, block.length]), block])]);
}

test("CRC-32C of the check string, at every length and place", () => {
  const bytes = b("xxx123456789012345678901234567890");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  assert.equal(crc32c(bytes, view, 3, 12), 0xe3069283);
  const slow = (from: number, to: number) => {
    let crc = 0xffffffff;
    for (const byte of bytes.subarray(from, to)) {
      crc ^= byte;
      for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
    return ~crc >>> 0;
  };
  for (let to = 0; to <= bytes.length; to++) assert.equal(crc32c(bytes, view, 0, to), slow(0, to));
});

test("by WebAssembly it is the same, at lengths around its window and its steps", () => {
  const byWasm = createCrc32c();
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31 + (i >> 8)) & 255));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const length of [0, 1, 511, 512, 513, 527, 528, 65_535, 65_536, 65_537, 131_072, 199_999]) {
    assert.equal(byWasm(bytes, view, 1, 1 + length), crc32c(bytes, view, 1, 1 + length), `length ${length}`);
  }
});

test("every codec gives its text back", () => {
  assert.equal(decompress(0, b(TEXT)).toString(), TEXT);
  assert.equal(decompress(GZIP, zlib.gzipSync(TEXT)).toString(), TEXT);
  assert.equal(decompress(SNAPPY, RAW_SNAPPY).toString(), TEXT);
  assert.equal(decompress(SNAPPY, xerial(RAW_SNAPPY, RAW_SNAPPY)).toString(), TEXT + TEXT);
  assert.equal(decompress(LZ4, LZ4_FRAME).toString(), `${TEXT}plain`);
});

test("zstd, where Node.js has it", { skip: typeof zlib.zstdCompressSync !== "function" }, () => {
  assert.equal(decompress(ZSTD, zlib.zstdCompressSync(TEXT)).toString(), TEXT);
});

test("data cut at any byte is refused, or is a shorter text, and never more", () => {
  for (const [codec, data] of [
    [GZIP, zlib.gzipSync(TEXT)],
    [SNAPPY, RAW_SNAPPY],
    [SNAPPY, xerial(RAW_SNAPPY)],
    [LZ4, LZ4_FRAME],
  ] as const) {
    for (let length = 0; length < data.length; length++) {
      const cut = Buffer.from(data.subarray(0, length));
      try {
        // Framed snappy of no block is empty; all else is refused.
        assert.equal(decompress(codec, cut).length, 0, `codec ${codec} cut at ${length}`);
      } catch (error) {
        if (!(error instanceof CodecError)) throw error;
      }
    }
  }
});

test("any byte changed: a text or a refusal, no other error", () => {
  for (const [codec, data] of [
    [GZIP, zlib.gzipSync(TEXT)],
    [SNAPPY, RAW_SNAPPY],
    [SNAPPY, xerial(RAW_SNAPPY)],
    [LZ4, LZ4_FRAME],
  ] as const) {
    for (let at = 0; at < data.length; at++) {
      for (const byte of [0, 1, 127, 128, 255]) {
        const changed = Buffer.from(data);
        changed[at] = byte;
        try {
          assert.ok(decompress(codec, changed, 1 << 20).length <= 1 << 20);
        } catch (error) {
          if (!(error instanceof CodecError)) throw error;
        }
      }
    }
  }
});

test("what expands beyond the limit is refused before it fills the memory", () => {
  const bomb = Buffer.alloc(1 << 20);
  const refused = /expands to more than 1000 bytes/;
  assert.throws(() => decompress(GZIP, zlib.gzipSync(bomb), 1000), refused);
  assert.throws(() => decompress(SNAPPY, Buffer.from([0xff, 0xff, 0xff, 0x7f, 0]), 1000), refused);
  assert.throws(() => decompress(LZ4, LZ4_FRAME, 50), CodecError);
  const lz4Bomb = Buffer.concat([
    LZ4_FRAME.subarray(0, 7),
    Buffer.from([20, 0, 0, 0, 0x1f, 97, 1, 0, ...Buffer.alloc(16, 255)]),
  ]);
  assert.throws(() => decompress(LZ4, lz4Bomb, 1000), refused);
  if (typeof zlib.zstdCompressSync === "function") {
    assert.throws(() => decompress(ZSTD, zlib.zstdCompressSync(bomb), 1000), refused);
  }
  assert.throws(() => decompress(7, b("x")), /compression 7 is not known/);
});
