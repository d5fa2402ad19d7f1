// CRC-32C (Castagnoli), as record batches carry it: eight bytes a step through eight tables.

const POLYNOMIAL = 0x82f63b78;

/** Table k at k * 256: the CRC of a byte followed by k zero bytes. */
const TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let k = 1; k < 8; k++) {
      const before = tables[(k - 1) * 256 + byte];
      tables[k * 256 + byte] = (before >>> 8) ^ tables[before & 255];
    }
  }
  return tables;
}

/** Unsigned. `view` is over the same bytes as `data`. */
export function crc32c(data: Uint8Array, view: DataView, start: number, end: number): number {
  const t = TABLES;
  let crc = -1;
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    const low = view.getInt32(at, true) ^ crc;
    const high = view.getInt32(at + 4, true);
    crc =
      t[1792 + (low & 255)] ^
      t[1536 + ((low >>> 8) & 255)] ^
      t[1280 + ((low >>> 16) & 255)] ^
      t[1024 + (low >>> 24)] ^
      t[768 + (high & 255)] ^
      t[512 + ((high >>> 8) & 255)] ^
      t[256 + ((high >>> 16) & 255)] ^
      t[high >>> 24];
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ t[(crc ^ data[at]) & 255];
  return ~crc >>> 0;
}
