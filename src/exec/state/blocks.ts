// Packed payloads as the values of one column: how a state table puts parts of different shape into one segment.
import type { BytesVector, Vector } from "../../columnar/vector.ts";
import { corruptState } from "./corrupt-state.ts";

export function blocksVector(blocks: readonly Uint8Array[]): BytesVector {
  const data = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  const start = new Int32Array(blocks.length);
  const end = new Int32Array(blocks.length);
  let at = 0;
  blocks.forEach((block, i) => {
    data.set(block, at);
    start[i] = at;
    at += block.length;
    end[i] = at;
  });
  return { rep: "bytes", data, start, end, valid: null };
}

/** @throws STATE_CORRUPT */
export function blocksOf(vector: Vector, table: string): readonly Uint8Array[] {
  if (vector.rep !== "bytes") throw corruptState(table);
  return Array.from(vector.start, (start, i) => vector.data.subarray(start, vector.end[i]));
}
