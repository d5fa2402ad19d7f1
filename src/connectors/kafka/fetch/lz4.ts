// LZ4 frames, as Kafka's producers write them. Checksums are skipped over: the record batch has one of its own.
// Formats: github.com/lz4/lz4/doc/lz4_Frame_format.md and lz4_Block_format.md.
import { CodecError, checkedLength } from "./codec-error.ts";

const MAGIC = 0x184d2204;
const RATIO_MAX = 256;
const BLOCK_MAX_BYTES = [0, 0, 0, 0, 64 << 10, 256 << 10, 1 << 20, 4 << 20];

/** @throws CodecError */
export function unlz4(data: Buffer, bytesMax: number): Buffer {
  if (data.length < 7 || data.readUInt32LE(0) !== MAGIC) throw new CodecError("it is no LZ4 frame");
  const flags = data[4];
  if (flags >> 6 !== 1 || (flags & 1) !== 0) throw new CodecError("this kind of LZ4 frame is not known");
  const blockMaxBytes = BLOCK_MAX_BYTES[(data[5] >> 4) & 7];
  if (blockMaxBytes === 0) throw new CodecError("this kind of LZ4 frame is not known");
  const hasSize = (flags & 8) !== 0;
  const hasBlockChecksums = (flags & 16) !== 0;
  // No byte of a block stands for more than RATIO_MAX bytes: what a frame claims beyond that is not true.
  const claimed = hasSize && data.length >= 14 ? Number(data.readBigUInt64LE(6)) : data.length * 4;
  const sizeHint = Math.min(claimed, data.length * RATIO_MAX);
  let out: Buffer = Buffer.allocUnsafe(Math.min(bytesMax, Math.max(1024, sizeHint)));
  let to = 0;
  let at = hasSize ? 15 : 7;
  for (;;) {
    if (at + 4 > data.length) throw new CodecError("an LZ4 frame is cut");
    const size = data.readUInt32LE(at);
    at += 4;
    if (size === 0) return out.subarray(0, to);
    const length = size & 0x7fffffff;
    if (at + length > data.length) throw new CodecError("an LZ4 block is cut");
    const isStored = size >>> 31 === 1;
    // A block says how much it holds only by its end, so there must be room for the most it may hold.
    out = withRoom(out, to, isStored ? length : Math.min(blockMaxBytes, length * RATIO_MAX), bytesMax);
    if (isStored) {
      checkedLength(to + length, bytesMax);
      data.copy(out, to, at, at + length);
      to += length;
    } else to = expand(data, at, at + length, out, to, bytesMax);
    at += length + (hasBlockChecksums ? 4 : 0);
  }
}

function withRoom(out: Buffer, used: number, more: number, bytesMax: number): Buffer {
  if (used + more <= out.length || out.length === bytesMax) return out;
  const grown = Buffer.allocUnsafe(Math.min(bytesMax, Math.max(used + more, out.length * 2)));
  out.copy(grown, 0, 0, used);
  return grown;
}

/** Expands one block at `to`; returns the end. Blocks may refer to those before. */
function expand(data: Uint8Array, from: number, end: number, out: Uint8Array, start: number, bytesMax: number): number {
  let at = from;
  let to = start;
  while (at < end) {
    const token = data[at++];
    let literals = token >> 4;
    if (literals === 15) {
      let byte = 255;
      while (byte === 255 && at < end) literals += byte = data[at++];
    }
    if (at + literals > end) throw new CodecError("an LZ4 block is damaged");
    if (to + literals > out.length) throw tooLarge(out, bytesMax);
    if (literals > 32) out.set(data.subarray(at, at + literals), to);
    else for (let i = 0; i < literals; i++) out[to + i] = data[at + i];
    at += literals;
    to += literals;
    if (at >= end) return to;
    const offset = data[at] | (data[at + 1] << 8);
    at += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let byte = 255;
      while (byte === 255 && at < end) length += byte = data[at++];
    }
    if (at > end || offset === 0 || offset > to) throw new CodecError("an LZ4 block is damaged");
    if (to + length > out.length) throw tooLarge(out, bytesMax);
    for (let i = 0; i < length; i++, to++) out[to] = out[to - offset];
  }
  return to;
}

function tooLarge(out: Uint8Array, bytesMax: number): CodecError {
  return out.length >= bytesMax
    ? new CodecError(`it expands to more than ${bytesMax} bytes`)
    : new CodecError("an LZ4 block is larger than its frame allows");
}
