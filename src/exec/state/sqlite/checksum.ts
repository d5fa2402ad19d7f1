// crc32 of a row of the state file: of a JSON array of its columns, then of its payload when it has one.
// Anyone can recompute it: crc32(JSON.stringify([...columns]) as UTF-8, followed by the payload bytes).
import { crc32 } from "node:zlib";

export function checksum(columns: readonly (string | number | null)[], payload?: Uint8Array): number {
  const head = crc32(JSON.stringify(columns));
  return payload === undefined ? head : crc32(payload, head);
}
