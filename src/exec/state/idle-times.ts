// When each of many numbered things (groups, rows, partitions) was last written, by the time of the batch, and which of them
// have been idle for too long. As Flink's state TTL of type OnCreateAndWrite: only writing refreshes, and what has expired
// is never read again.
// `idle` looks through all of them, but only from the moment on at which the oldest can have expired.
import { grown } from "../../columnar/grow.ts";
import type { Vector } from "../../columnar/vector.ts";

/** A number that is not known: of state that was saved without times. It counts as written at the next look. */
const UNKNOWN = Number.NaN;

export class IdleTimes {
  /** The time of the batch. */
  nowMs = 0;
  #times = new Float64Array(16);
  /** No time of a live one is less. */
  #leastMs = Number.POSITIVE_INFINITY;

  resize(count: number): void {
    this.#times = grown(this.#times, count);
  }

  /** Those with the numbers `ids[0 .. count)` are written now. */
  touch(ids: Int32Array, count: number): void {
    const { nowMs } = this;
    const times = this.#times;
    for (let i = 0; i < count; i++) times[ids[i]] = nowMs;
    if (count > 0 && nowMs < this.#leastMs) this.#leastMs = nowMs;
  }

  touchOne(id: number): void {
    this.set(id, this.nowMs);
  }

  set(id: number, ms: number): void {
    this.#times = grown(this.#times, id + 1);
    this.#times[id] = ms;
    // Also where it is not known.
    if (!(ms >= this.#leastMs)) this.#leastMs = Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms;
  }

  at(id: number): number {
    return this.#times[id];
  }

  /** Numbers below `count` that are live and were not written for `ttlMs`, ascending. */
  idle(ttlMs: number, count: number, isLive: (id: number) => boolean): Int32Array {
    const lastMs = this.nowMs - ttlMs;
    if (this.#leastMs > lastMs) return new Int32Array(0);
    const times = this.#times;
    const found: number[] = [];
    let leastMs = Number.POSITIVE_INFINITY;
    for (let id = 0; id < count; id++) {
      if (!isLive(id)) continue;
      if (Number.isNaN(times[id])) times[id] = this.nowMs;
      if (times[id] <= lastMs) found.push(id);
      if (times[id] < leastMs) leastMs = times[id];
    }
    // What is found may stay (its owner holds it), so it is looked for again.
    this.#leastMs = leastMs;
    return Int32Array.from(found);
  }

  /** Follows a renumbering: old number -> new number, -1 for what is gone. */
  renumber(map: Int32Array, count: number): void {
    const times = this.#times;
    this.#times = new Float64Array(Math.max(16, count));
    for (let id = 0; id < map.length; id++) if (map[id] >= 0) this.#times[map[id]] = times[id];
  }

  /** By number: the saved form. */
  vector(): Vector {
    return { rep: "f64", values: this.#times, valid: null };
  }

  /** Takes times from the saved form, row by row; `saved` undefined: they are not known. False: it has another shape. */
  load(ids: Int32Array, saved: Vector | undefined): boolean {
    if (saved !== undefined && saved.rep !== "f64") return false;
    for (let i = 0; i < ids.length; i++) this.set(ids[i], saved === undefined ? UNKNOWN : saved.values[i]);
    return true;
  }
}
