// Inner joins within an interval of time of two inputs that only add rows (join.ts does all others, with the same answers).
//
// In the order of arrival each row meets the rows of its key on the other side that came before it, are within the bounds, and are
// still of use at the watermark (interval-side.ts). Nothing is said of rows that go, so none is looked for: what a batch
// brings and outlives costs no state. The residual condition is asked for all pairs at once.
// A row that comes after its last match could have come is late: it meets what is there and is never kept. It counts as used, and
// beside that as late for some of what it could have met: its time alone decides that, so filters on either side change nothing.
// State: "inputs", "left", "right", as of join.ts.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { type CompiledCalc, compileCalc } from "../../../expr/compile.ts";
import { heldBackMs } from "../../../planner/join-hold.ts";
import type { JoinTime } from "../../../planner/logical.ts";
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { JoinKeys } from "../../state/join-keys.ts";
import { NONE } from "../../state/join-rows.ts";
import type { StateTable } from "../../state/state-table.ts";
import { placeOf, reportUsed } from "../accounts.ts";
import { StepList } from "../emission.ts";
import { liveRows } from "../live-rows.ts";
import { IntervalSide } from "./interval-side.ts";
import { InputMerger, LEFT_ROW, type MergedInput, STEP } from "./merged-inputs.ts";
import { timedRows } from "./timed-rows.ts";

type IntervalTime = Extract<JoinTime, { kind: "interval" }>;

/** The bounds, if IntervalJoinOperator can do the join. */
export function plainInterval({ type, time, left, right, leftTtlMs, rightTtlMs }: PhysicalJoin): IntervalTime | null {
  const isAppend = left.changelogMode === "append" && right.changelogMode === "append";
  const isPlain = type === "inner" && isAppend && leftTtlMs === null && rightTtlMs === null;
  return isPlain && time?.kind === "interval" ? time : null;
}

/** As the other joins, a row is kept a millisecond longer than it can match. */
const GRACE_MS = 1;
/** Of a key: its first and last row on the left, then on the right, beside each other. */
const ENDS_BITS = 2;

export class IntervalJoinOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalJoin;
  readonly #time: IntervalTime;
  readonly #merger = new InputMerger();
  readonly #keys: JoinKeys;
  readonly #sides: readonly [IntervalSide, IntervalSide];
  readonly #residual: CompiledCalc | null;
  #ends = new Int32Array(64).fill(NONE);
  #isRestored = false;
  /** Pairs of the batch: rows of the sides, and when the later one arrived. */
  #pairs: readonly [Int32Array, Int32Array] = [new Int32Array(64), new Int32Array(64)];
  #arrival = new Float64Array(64);
  #pairCount = 0;

  constructor(node: PhysicalJoin, time: IntervalTime) {
    this.id = node.id;
    this.#node = node;
    this.#time = time;
    const { left, right, leftKeys, rightKeys } = node;
    const keys = new JoinKeys(
      leftKeys.map((key) => left.columns[key].type),
      node.nullSafe,
    );
    this.#keys = keys;
    this.#sides = [
      new IntervalSide("left", left.columns, time.leftTime, leftKeys, keys, time.upperMs + GRACE_MS),
      new IntervalSide("right", right.columns, time.rightTime, rightKeys, keys, -time.lowerMs + GRACE_MS),
    ];
    this.stateTables = [this.#merger.table, ...this.#sides.map((side) => side.state)];
    const types = this.#sides.flatMap((side) => side.types);
    this.#residual = node.residual === null ? null : compileCalc(node.residual, [], types);
  }

  processBatch([left, right]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const { lent } = context;
    this.#restore();
    const initialMs = this.#merger.markMs;
    const rows = [
      timedRows(this.#node, "left", left, liveRows(left, lent), initialMs, context),
      timedRows(this.#node, "right", right, liveRows(right, lent), initialMs, context),
    ] as const;
    this.#sides[0].open(left, rows[0], lent);
    this.#sides[1].open(right, rows[1], lent);
    this.#roomForKeys();
    const steps = new StepList(true);
    this.#meet(this.#merger.merge([left, right], rows, lent), initialMs, [left, right], steps, context);
    const output = this.#output([left, right], steps, context);
    [left, right].forEach((batch, s) => {
      reportUsed(context, this.id, batch.origin, rows[s], rows[s].length);
      this.#sides[s].close(batch.columns, this.#merger.markMs, lent);
    });
    this.#tidy();
    return output;
  }

  #roomForKeys(): void {
    const had = this.#ends.length;
    const needed = this.#keys.count << ENDS_BITS;
    if (needed > had) this.#ends = grown(this.#ends, needed).fill(NONE, had);
  }

  #meet(
    events: MergedInput,
    initialMs: number,
    batches: readonly [ChangeBatch, ChangeBatch],
    steps: StepList,
    context: BatchContext,
  ): void {
    const heldMs = heldBackMs(this.#time);
    const { kinds, places, marks, arrival } = events;
    this.#pairCount = 0;
    let markMs = initialMs;
    for (let e = 0; e < events.count; e++) {
      const own = kinds[e];
      if (own === STEP) {
        markMs = marks[e];
        steps.push(this.#pairCount, markMs - heldMs, arrival[e]);
        continue;
      }
      const side = this.#sides[own];
      const place = places[e];
      const row = side.live[place];
      const key = side.keys[place];
      const ms = side.batchTimes[row];
      const isLate = ms + side.usefulMs - GRACE_MS <= markMs;
      const number = side.add(row, isLate ? NONE : key, ms);
      if (key !== NONE) this.#meetKey(own, number, key, ms, markMs, arrival[e]);
      if (isLate) this.#reportLate(batches[own], side, row, markMs, context);
      else if (key !== NONE) this.#chain(own, number, key);
    }
  }

  #meetKey(own: number, number: number, key: number, ms: number, markMs: number, arrival: number): void {
    const other = 1 - own;
    const { times, next, usefulMs } = this.#sides[other];
    const ends = this.#ends;
    const first = (key << ENDS_BITS) + (other << 1);
    let at = ends[first];
    if (at === NONE) return;
    if (times[at] + usefulMs <= markMs) {
      while (at !== NONE && times[at] + usefulMs <= markMs) at = next[at];
      ends[first] = at;
      if (at === NONE) {
        ends[first + 1] = NONE;
        return;
      }
    }
    const { lowerMs, upperMs } = this.#time;
    const sign = own === LEFT_ROW ? 1 : -1;
    for (; at !== NONE; at = next[at]) {
      const atMs = times[at];
      const distanceMs = sign * (atMs - ms);
      if (distanceMs < lowerMs || distanceMs > upperMs || atMs + usefulMs <= markMs) continue;
      if (this.#pairCount === this.#arrival.length) this.#growPairs();
      this.#pairs[own][this.#pairCount] = number;
      this.#pairs[other][this.#pairCount] = at;
      this.#arrival[this.#pairCount++] = arrival;
    }
  }

  #growPairs(): void {
    const size = this.#pairCount * 2;
    this.#pairs = [grown(this.#pairs[0], size), grown(this.#pairs[1], size)];
    this.#arrival = grown(this.#arrival, size);
  }

  /** Puts a row behind those of its key. */
  #chain(own: number, number: number, key: number): void {
    const ends = this.#ends;
    const { next } = this.#sides[own];
    const first = (key << ENDS_BITS) + (own << 1);
    const last = ends[first + 1];
    if (last === NONE) ends[first] = number;
    else next[last] = number;
    next[number] = NONE;
    ends[first + 1] = number;
  }

  #output(batches: readonly [ChangeBatch, ChangeBatch], steps: StepList, context: BatchContext): ChangeBatch {
    const count = this.#pairCount;
    const columns = this.#sides.flatMap((side, s) =>
      side.read(this.#pairs[s], count, batches[s].columns, context.lent),
    );
    return {
      rowCount: count,
      columns,
      kinds: null,
      selection: this.#matching(columns, count, context),
      steps: steps.finish(),
      origin: null,
      arrival: this.#arrival.subarray(0, count),
    };
  }

  /** The pairs that the residual condition lets through; null: all. */
  #matching(columns: readonly Vector[], rowCount: number, context: BatchContext): Int32Array | null {
    if (this.#residual === null || rowCount === 0) return null;
    const types = this.#sides.flatMap((side) => side.types);
    const input = { rowCount, columns, selection: null };
    return this.#residual.run(input, context.evaluation, (pair, problem) => {
      const values = rowScalars(columns, types, pair);
      const { code, message } = problem;
      context.report.bad({ operatorId: this.id, code, message, ...placeOf(null, 0), values });
    }).selection;
  }

  #reportLate(batch: ChangeBatch, side: IntervalSide, row: number, markMs: number, context: BatchContext): void {
    context.report.late({
      operatorId: this.id,
      isLateForAll: false,
      windowStartMs: null,
      windowEndMs: null,
      watermarkMs: markMs,
      ...placeOf(batch.origin, row),
      values: rowScalars(batch.columns, side.types, row),
    });
  }

  /** Between batches: forgets rows that are over, and keys without rows. */
  #tidy(): void {
    const sparse = this.#sides.filter((side) => side.isSparse);
    if (sparse.length === 0) return;
    for (const side of this.#sides) side.compact();
    const held = new Uint8Array(this.#keys.count);
    for (const side of this.#sides) side.markKeys(held);
    const map = this.#keys.tidy((key) => held[key] === 1);
    if (map !== null) for (const side of this.#sides) side.renumberKeys(map);
    this.#chainAll();
  }

  #chainAll(): void {
    this.#ends.fill(NONE);
    this.#roomForKeys();
    this.#sides.forEach((side, own) => {
      for (let number = 0; number < side.count; number++) this.#chain(own, number, side.keyAt(number));
    });
  }

  #restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    for (const side of this.#sides) side.restore();
    this.#chainAll();
  }
}
