// CRC-32C (Castagnoli), as record batches carry it: sixteen bytes a step through sixteen tables.

const POLYNOMIAL = 0x82f63b78;
const STEP_BYTES = 16;

/** Not to be changed. Table k at k * 256: the CRC of a byte followed by k zero bytes. */
export const CRC_TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(STEP_BYTES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let k = 1; k < STEP_BYTES; k++) {
      const before = tables[(k - 1) * 256 + byte];
      tables[k * 256 + byte] = (before >>> 8) ^ tables[before & 255];
    }
  }
  return tables;
}

/** Unsigned. `view` is over the same bytes as `data`. */
export function crc32c(data: Uint8Array, view: DataView, start: number, end: number): number {
  const t = CRC_TABLES;
  let crc = -1;
  let at = start;
  for (const last = end - STEP_BYTES; at <= last; at += STEP_BYTES) {
    const a = view.getInt32(at, true) ^ crc;
    const b = view.getInt32(at + 4, true);
    const c = view.getInt32(at + 8, true);
    const d = view.getInt32(at + 12, true);
    const first =
      t[3840 + (a & 255)] ^ t[3584 + ((a >>> 8) & 255)] ^ t[3328 + ((a >>> 16) & 255)] ^ t[3072 + (a >>> 24)];
    const second =
      t[2816 + (b & 255)] ^ t[2560 + ((b >>> 8) & 255)] ^ t[2304 + ((b >>> 16) & 255)] ^ t[2048 + (b >>> 24)];
    const third =
      t[1792 + (c & 255)] ^ t[1536 + ((c >>> 8) & 255)] ^ t[1280 + ((c >>> 16) & 255)] ^ t[1024 + (c >>> 24)];
    const fourth = t[768 + (d & 255)] ^ t[512 + ((d >>> 8) & 255)] ^ t[256 + ((d >>> 16) & 255)] ^ t[d >>> 24];
    crc = first ^ second ^ third ^ fourth;
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ t[(crc ^ data[at]) & 255];
  return ~crc >>> 0;
}
