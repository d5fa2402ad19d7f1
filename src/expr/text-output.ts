// Growing UTF-8 bytes of a computed text or binary column, with start and end per row.

export interface TextOutput {
  data: Uint8Array;
  length: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

const BYTES_PER_ROW_GUESS = 16;
/** Up to here a loop is cheaper than a view and a call. */
const SHORT_BYTES_MAX = 24;
const encoder = new TextEncoder();

export function createTextOutput(rowCount: number, liveCount: number): TextOutput {
  return {
    data: new Uint8Array(liveCount * BYTES_PER_ROW_GUESS + 64),
    length: 0,
    start: new Int32Array(rowCount),
    end: new Int32Array(rowCount),
  };
}

function reserve(out: TextOutput, byteCount: number): void {
  if (out.length + byteCount <= out.data.length) return;
  const grown = new Uint8Array(Math.max(out.data.length * 2, out.length + byteCount));
  grown.set(out.data.subarray(0, out.length));
  out.data = grown;
}

export function setText(out: TextOutput, row: number, text: string): void {
  reserve(out, text.length * 3);
  const { data, length } = out;
  let at = length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 127) {
      at = length + encoder.encodeInto(text, data.subarray(length)).written;
      break;
    }
    data[at++] = unit;
  }
  out.start[row] = length;
  out.end[row] = at;
  out.length = at;
}

export function setBytes(out: TextOutput, row: number, data: Uint8Array, start: number, end: number): void {
  reserve(out, end - start);
  if (end - start > SHORT_BYTES_MAX) out.data.set(data.subarray(start, end), out.length);
  else for (let i = start; i < end; i++) out.data[out.length + i - start] = data[i];
  out.start[row] = out.length;
  out.length += end - start;
  out.end[row] = out.length;
}
