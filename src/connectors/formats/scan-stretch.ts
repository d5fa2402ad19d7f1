// Runs a generated scanner over the complete lines of a chunk, stretch by stretch.
//
// A stretch is at most STRETCH_BYTES long, so that what is copied for text columns is what was read, and lies in the cache.
// Where texts are most of the bytes, the whole stretch is copied into the arena: one memcpy is cheaper than a loop per
// field. Where they are few, it is copied aside and only the texts go on into the arena: what waits for the collector
// shrinks by as much, and the texts of a column lie close together. Which of the two, the stretch before decides.
import type { RowBuffer } from "./column-buffer.ts";
import type { Chunk } from "./format.ts";
import type { Scanner } from "./scanner-scope.ts";

const STRETCH_BYTES = 64 * 1024;

/** Index behind the last LF of the chunk; a final chunk gets the LF that its last line lacks (behind `end`). */
export function endOfLines(chunk: Chunk): number {
  const { data, at, end } = chunk;
  if (at >= end) return at;
  if (chunk.isFinal) {
    if (data[end - 1] === 10) return end;
    data[end] = 10;
    return end + 1;
  }
  const lineFeed = data.lastIndexOf(10, end - 1);
  return lineFeed < at ? at : lineFeed + 1;
}

/**
 * Scans from chunk.at; returns why the scanner stopped (0: at a limit; else its own number, the record at chunk.at is not
 * taken). There must be room for a row. `stopMax`: only records that begin before this index.
 */
export function scanStretch(
  scan: Scanner,
  chunk: Chunk,
  linesEnd: number,
  rows: RowBuffer,
  stopMax = Number.POSITIVE_INFINITY,
): number {
  const { data, at } = chunk;
  const out = rows.scanEnd;
  const stop = Math.min(chunk.stopAt, stopMax, linesEnd, at + STRETCH_BYTES);
  const before = rows.rowCount;
  const rowsMax = Math.min(rows.capacity, before + chunk.recordsLeft);
  const isAside = rows.hasText && rows.picksTexts;
  let arena = rows.arena;
  if (rows.hasText) {
    const textEnd = stop < linesEnd ? data.indexOf(10, stop - 1) + 1 : linesEnd;
    arena = isAside ? rows.aside(textEnd - at) : rows.reserveBytes(textEnd - at);
    arena.set(data.subarray(at, textEnd), isAside ? 0 : rows.arenaLength);
  }
  const shift = (isAside ? 0 : rows.arenaLength) - at;
  rows.rowCount = scan(
    data,
    chunk.view,
    at,
    stop,
    before,
    rowsMax,
    chunk.base,
    shift,
    arena,
    rows.columns,
    rows.offsets,
    out,
  );
  const rowCount = rows.rowCount - before;
  if (rows.hasText) rows.keepTexts(before, out[0] - at, isAside);
  chunk.at = Math.min(out[0], chunk.end);
  chunk.line += rowCount;
  chunk.recordsLeft -= rowCount;
  return out[1];
}
