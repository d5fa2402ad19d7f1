// The same checksum by WebAssembly: twice as fast as crc32c.ts, copy included (1.2-1.6 against 0.6-0.9 GB/s on the machine of
// docs/PERFORMANCE.md), and checksums are the greatest single cost of reading from Kafka. The module has 400 bytes and is put
// together here: one function (at, end, crc) -> crc over its memory, sixteen bytes a step, and a loop for the rest.
//
// Memory: the tables of crc32c.ts from 0 on (16 KiB), a window for the bytes from 64 KiB on.
import { CRC_TABLES, crc32c } from "./crc32c.ts";

const WINDOW_AT = 65_536;
const WINDOW_BYTES = 65_536;
/** Below that a call costs more than it saves. */
const WASM_BYTES_MIN = 512;

/** Opcodes of WebAssembly, those that are used. */
const OP = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  get: 0x20,
  set: 0x21,
  load: 0x28,
  loadByte: 0x2d,
  constant: 0x41,
  greaterUnsigned: 0x4b,
  greaterEqualUnsigned: 0x4f,
  add: 0x6a,
  and: 0x71,
  xor: 0x73,
  shiftLeft: 0x74,
  shiftRightUnsigned: 0x76,
} as const;

const VOID = 0x40;
const I32 = 0x7f;
const [AT, END, CRC, WORD] = [0, 1, 2, 3];

/** crc32c of bytes [start, end) of `data`; `view` is over the same bytes. The function keeps the memory it works in. */
export function createCrc32c(): (data: Uint8Array, view: DataView, start: number, end: number) => number {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()));
  const memory = exports["memory"] as WebAssembly.Memory;
  const step = exports["step"] as (at: number, end: number, crc: number) => number;
  new Int32Array(memory.buffer).set(CRC_TABLES);
  const window = new Uint8Array(memory.buffer, WINDOW_AT, WINDOW_BYTES);
  return (data, view, start, end) => {
    if (end - start < WASM_BYTES_MIN) return crc32c(data, view, start, end);
    let crc = -1;
    for (let at = start; at < end; at += WINDOW_BYTES) {
      const length = Math.min(WINDOW_BYTES, end - at);
      window.set(data.subarray(at, at + length));
      crc = step(WINDOW_AT, WINDOW_AT + length, crc);
    }
    return ~crc >>> 0;
  };
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const body = [...list([[4, I32]]), ...stepBody()];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([[0x60, 3, I32, I32, I32, 1, I32]])),
    ...section(3, list([[0]])),
    ...section(5, list([[0, 2]])),
    ...section(
      7,
      list([
        [...name("memory"), 2, 0],
        [...name("step"), 0, 0],
      ]),
    ),
    ...section(10, list([[...unsigned(body.length), ...body]])),
  ]);
}

/** while (at + 16 <= end) { four words, sixteen look-ups }; while (at < end) { one byte }; crc */
function stepBody(): number[] {
  const words = [0, 1, 2, 3].flatMap((word) => [
    ...[OP.get, AT, OP.load, 2, 4 * word],
    ...(word === 0 ? [OP.get, CRC, OP.xor] : []),
    ...[OP.set, WORD + word],
  ]);
  const looked = Array.from({ length: 16 }, (_, byte) => look([OP.get, WORD + (byte >> 2)], 8 * (byte & 3), 15 - byte));
  const byte = [OP.get, CRC, OP.get, AT, OP.loadByte, 0, 0, OP.xor];
  return [
    ...loopUnless(
      [OP.get, AT, ...constant(16), OP.add, OP.get, END, OP.greaterUnsigned],
      [
        ...words,
        ...looked.flatMap((code, i) => (i === 0 ? code : [...code, OP.xor])),
        ...[OP.set, CRC],
        ...advance(16),
      ],
    ),
    ...loopUnless(
      [OP.get, AT, OP.get, END, OP.greaterEqualUnsigned],
      [
        ...look(byte, 0, 0),
        ...[OP.get, CRC, ...constant(8), OP.shiftRightUnsigned, OP.xor, OP.set, CRC],
        ...advance(1),
      ],
    ),
    ...[OP.get, CRC, OP.end],
  ];
}

/** The entry of table `table` for the byte at bit `shift` of `value`. */
function look(value: readonly number[], shift: number, table: number): number[] {
  const moved = shift === 0 ? [] : [...constant(shift), OP.shiftRightUnsigned];
  const masked = shift === 24 ? [] : [...constant(255), OP.and];
  return [...value, ...moved, ...masked, ...constant(2), OP.shiftLeft, OP.load, 2, ...unsigned(table * 1024)];
}

function loopUnless(isOver: readonly number[], body: readonly number[]): number[] {
  return [OP.block, VOID, OP.loop, VOID, ...isOver, OP.brIf, 1, ...body, OP.br, 0, OP.end, OP.end];
}

function advance(by: number): number[] {
  return [OP.get, AT, ...constant(by), OP.add, OP.set, AT];
}

/** Values below 8192, as signed LEB128. */
function constant(value: number): number[] {
  return value < 64 ? [OP.constant, value] : [OP.constant, (value & 127) | 128, value >> 7];
}

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function list(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, bytes: readonly number[]): number[] {
  return [id, ...unsigned(bytes.length), ...bytes];
}

function name(text: string): number[] {
  return [text.length, ...Buffer.from(text)];
}
