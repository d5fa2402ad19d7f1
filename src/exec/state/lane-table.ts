// State table of a scan: the greatest watermark value of each lane, and the watermark of the source, which never goes back.
// Packed as two columns: lane (NULL: the source itself) and milliseconds.
import { createBuilder } from "../../columnar/builders.ts";
import { packColumns } from "../../columnar/pack.ts";
import { scalarAt } from "../../columnar/read.ts";
import { unpackColumns } from "../../columnar/unpack.ts";
import { DOUBLE, STRING } from "../../common/types.ts";
import { corruptState } from "./corrupt-state.ts";
import { ownColumn, ownTimes } from "./state-columns.ts";
import type { StateTable, StateView } from "./state-table.ts";

export class LaneTable implements StateTable {
  readonly name = "lanes";
  readonly layoutVersion = 1;
  readonly #maxima = new Map<string, number>();
  readonly #dirty = new Set<string>();
  #markMs = Number.NEGATIVE_INFINITY;
  #isMarkDirty = false;

  /** -Infinity: nothing yet. */
  maximumOf(lane: string): number {
    return this.#maxima.get(lane) ?? Number.NEGATIVE_INFINITY;
  }

  setMaximum(lane: string, ms: number): void {
    if (this.#maxima.get(lane) === ms || ms === Number.NEGATIVE_INFINITY) return;
    this.#maxima.set(lane, ms);
    this.#dirty.add(lane);
  }

  /** An ended lane is not asked for again. */
  remove(lane: string): void {
    if (this.#maxima.delete(lane)) this.#dirty.add(lane);
  }

  get markMs(): number {
    return this.#markMs;
  }

  set markMs(ms: number) {
    if (ms === this.#markMs) return;
    this.#markMs = ms;
    this.#isMarkDirty = true;
  }

  takeDelta(): Uint8Array | null {
    if (this.#dirty.size === 0 && !this.#isMarkDirty) return null;
    const payload = this.#pack([...this.#dirty]);
    this.discardDelta();
    return payload;
  }

  discardDelta(): void {
    this.#dirty.clear();
    this.#isMarkDirty = false;
  }

  takeSnapshot(): Uint8Array {
    this.discardDelta();
    return this.#pack([...this.#maxima.keys()]);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    if (columns.length !== 2 || columns[0].rep !== "bytes" || columns[1].rep !== "f64") throw corruptState(this.name);
    for (let row = 0; row < rowCount; row++) {
      const lane = scalarAt(columns[0], STRING, row);
      const ms = scalarAt(columns[1], DOUBLE, row);
      if (lane === null) this.#markMs = Number(ms);
      else if (ms === null) this.#maxima.delete(String(lane));
      else this.#maxima.set(String(lane), Number(ms));
    }
  }

  view(): StateView {
    const lanes = [...this.#maxima.keys()];
    return {
      rowCount: lanes.length,
      columns: [
        ownColumn("lane", STRING, lanes),
        ownTimes(
          "watermark_ms",
          lanes.map((lane) => this.maximumOf(lane)),
        ),
      ],
    };
  }

  rowCount(): number {
    return this.#maxima.size;
  }

  sizeBytes(): number {
    let bytes = 0;
    for (const lane of this.#maxima.keys()) bytes += lane.length + 16;
    return bytes;
  }

  /** The source's mark first; a lane that is gone has NULL. */
  #pack(lanes: readonly string[]): Uint8Array {
    const names = createBuilder(STRING, lanes.length + 1);
    const values = createBuilder(DOUBLE, lanes.length + 1);
    names.appendNull();
    values.append(this.#markMs);
    for (const lane of lanes) {
      names.append(lane);
      values.append(this.#maxima.get(lane) ?? null);
    }
    return packColumns(lanes.length + 1, [names.finish(), values.finish()]);
  }
}
