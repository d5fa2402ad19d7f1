// Computes the calls of an OVER node over partitions laid out as work: aggregates over frames, ranks, LAG and LEAD, NTH_VALUE.

import { NO_STEPS } from "../../../columnar/change-batch.ts";
import { concatVectors, gather, repeat } from "../../../columnar/gather.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import type { AggregateState } from "../../../expr/aggregate-function.ts";
import type { AggregateCall, Expr } from "../../../expr/expr.ts";
import type { DataProblem } from "../../../expr/function.ts";
import { aggregateOf } from "../../../expr/functions/aggregate/index.ts";
import type { OverCall, OverPartition } from "../../../planner/over-calls.ts";
import type { BatchContext } from "../../operator.ts";
import { reportBad } from "../accounts.ts";
import { AggregateInputs, type PreparedCall } from "../aggregate-inputs.ts";
import { runFrames } from "./frame-runs.ts";
import { frameBounds, type OverWork, rangeKeysOf } from "./over-work.ts";
import { RunningAggregates } from "./running-rounds.ts";

type AggregateOver = Extract<OverCall, { kind: "aggregate" }>;

/** What was before the work, by segment: states that go on, and how many rows and times a partition had. */
export interface Continued {
  /** By call; null: the call begins anew with the work. */
  readonly states: readonly (AggregateState | null)[];
  readonly groups: Int32Array;
  readonly rowsBefore: Float64Array;
  readonly peersBefore: Float64Array;
}

/** True when every call is an aggregate from the first row of the partition to the current one. */
export function isRunningOnly(calls: readonly OverCall[]): boolean {
  return calls.every((call) => call.kind === "aggregate" && call.frame.start === null && call.frame.end === 0);
}

export class OverKernel {
  readonly #id: string;
  readonly #calls: readonly OverCall[];
  readonly #partition: OverPartition;
  readonly #types: readonly SqlType[];
  readonly #inputs: AggregateInputs;
  readonly #aggregates: readonly AggregateOver[];
  readonly #running = new RunningAggregates();

  constructor(id: string, calls: readonly OverCall[], partition: OverPartition, types: readonly SqlType[]) {
    this.#id = id;
    this.#calls = calls;
    this.#partition = partition;
    this.#types = types;
    this.#aggregates = calls.filter((call) => call.kind === "aggregate");
    this.#inputs = new AggregateInputs(
      id,
      this.#aggregates.map((call) => call.call),
      types,
    );
  }

  /** One vector per call, over the targets of the work segment by segment. */
  compute(work: OverWork, continued: Continued | null, context: BatchContext): Vector[] {
    const { rowCount, columns } = work;
    const batch = { rowCount, columns, kinds: null, selection: null, steps: NO_STEPS, origin: null, arrival: null };
    const { calls } = this.#inputs.prepare(batch, context);
    const keys = this.#rangeKeys(work);
    return this.#calls.map((call, c) => {
      const prepared = call.kind === "aggregate" ? calls[this.#aggregates.indexOf(call)] : null;
      return this.#result(work, call, prepared, keys, continued, c, context);
    });
  }

  /**
   * Running calls over rows in order of time, `groups` their partitions as `states` number them: one vector per call, over all
   * rows. Only where `isRunningOnly`.
   */
  computeRunning(
    columns: readonly Vector[],
    times: Float64Array,
    groups: Int32Array,
    groupCount: number,
    states: readonly AggregateState[],
    context: BatchContext,
  ): Vector[] {
    const rowCount = groups.length;
    const batch = { rowCount, columns, kinds: null, selection: null, steps: NO_STEPS, origin: null, arrival: null };
    const { calls } = this.#inputs.prepare(batch, context);
    return this.#aggregates.map(({ frame, type }, c) => {
      const feeds = {
        state: states[c],
        prepared: calls[c],
        type,
        refuse: (row: number, problem: DataProblem) => reportBad(context, this.#id, batch, this.#types, row, problem),
      };
      return this.#running.run(groups, groupCount, frame.unit === "range" ? times : null, feeds, context.lent);
    });
  }

  #result(
    work: OverWork,
    call: OverCall,
    prepared: PreparedCall | null,
    keys: Float64Array | null,
    continued: Continued | null,
    c: number,
    context: BatchContext,
  ): Vector {
    switch (call.kind) {
      case "aggregate":
        invariant(prepared !== null, "arguments of an aggregate are prepared");
        return this.#aggregate(work, call, prepared, keys, continued, c, context);
      case "rank":
        return ranks(work, call.fn, continued);
      case "ntile":
        return ntiles(work, call.buckets);
      case "offset":
        return this.#offset(work, call);
      case "nth":
        return this.#nth(work, call, keys);
    }
  }

  #rangeKeys(work: OverWork): Float64Array | null {
    const needsKeys = this.#calls.some(
      (call) =>
        "frame" in call &&
        call.frame.unit === "range" &&
        ((call.frame.start ?? 0) !== 0 || (call.frame.end ?? 0) !== 0),
    );
    if (!needsKeys) return null;
    const [order] = this.#partition.order;
    return rangeKeysOf(work.columns[order.column], this.#types[order.column], order, work.rowCount);
  }

  #aggregate(
    work: OverWork,
    { call, frame, type }: AggregateOver,
    prepared: PreparedCall,
    keys: Float64Array | null,
    continued: Continued | null,
    c: number,
    context: BatchContext,
  ): Vector {
    const known = continued?.states[c] ?? null;
    const groups =
      known === null ? Int32Array.from(work.segments, (_, s) => s) : (continued?.groups ?? new Int32Array(0));
    const state = known ?? freshState(call, frame.start !== null, work.segments.length);
    const batch = {
      rowCount: work.rowCount,
      columns: work.columns,
      kinds: null,
      selection: null,
      steps: NO_STEPS,
      origin: null,
      arrival: null,
    };
    return runFrames(work, {
      state,
      prepared,
      bounds: frameBounds(work, frame, keys),
      type,
      groups,
      isContinued: known !== null,
      refuse: (row, problem) => reportBad(context, this.#id, batch, this.#types, row, problem),
    });
  }

  #offset(work: OverWork, call: Extract<OverCall, { kind: "offset" }>): Vector {
    const sources = new Int32Array(work.targetCount);
    const own = new Int32Array(work.targetCount);
    let t = 0;
    for (const { base, end, from, to } of work.segments) {
      for (let i = from; i < to; i++) {
        const at = i + call.offset;
        sources[t] = at >= base && at < end ? at : -1;
        own[t++] = i;
      }
    }
    return picked(
      work,
      call.value,
      sources,
      call.type,
      call.fallback === null ? null : { expr: call.fallback, rows: own },
    );
  }

  #nth(work: OverWork, call: Extract<OverCall, { kind: "nth" }>, keys: Float64Array | null): Vector {
    const { lo, hi } = frameBounds(work, call.frame, keys);
    const sources = new Int32Array(work.targetCount);
    let t = 0;
    for (const { from, to } of work.segments) {
      for (let i = from; i < to; i++) sources[t++] = lo[i] + call.n - 1 < hi[i] ? lo[i] + call.n - 1 : -1;
    }
    return picked(work, call.value, sources, call.type, null);
  }
}

export function freshState(call: AggregateCall, needsRetract: boolean, groupCount: number): AggregateState {
  const state = aggregateOf(call).createState(call, needsRetract);
  state.resize(groupCount);
  return state;
}

/** The value of row sources[t], or of the fallback where that is -1. */
function picked(
  work: OverWork,
  value: Expr,
  sources: Int32Array,
  type: SqlType,
  fallback: { readonly expr: Expr; readonly rows: Int32Array } | null,
): Vector {
  const count = sources.length;
  const places = new Int32Array(count);
  for (let t = 0; t < count; t++) places[t] = sources[t] === -1 ? work.rowCount + (fallback?.rows[t] ?? 0) : sources[t];
  const others =
    fallback === null
      ? { vector: repeat(type, null, 1), count: 1 }
      : { vector: argumentOf(work, fallback.expr), count: work.rowCount };
  const own = { vector: argumentOf(work, value), count: work.rowCount };
  return gather(concatVectors(type, [own, others]), places, count);
}

function argumentOf(work: OverWork, expr: Expr): Vector {
  if (expr.kind === "column") return work.columns[expr.index];
  invariant(expr.kind === "literal", "arguments of OVER calls are columns or literals");
  return repeat(expr.type, expr.value, work.rowCount);
}

function ranks(work: OverWork, fn: string, continued: Continued | null): Vector {
  const values = new Float64Array(work.targetCount);
  let t = 0;
  work.segments.forEach(({ base: first, end, from, to }, s) => {
    // What went before is counted in the state, rows that are kept to be looked at among it.
    const base = continued === null ? first : from;
    const rowsBefore = continued?.rowsBefore[s] ?? 0;
    let dense = continued?.peersBefore[s] ?? 0;
    const count = end - base;
    for (let i = base; i < to; i++) {
      if (work.peerStart[i] === i) dense++;
      if (i < from) continue;
      values[t++] = rankOf(fn, i - base, work.peerStart[i] - base, work.peerEnd[i] - base, count, dense, rowsBefore);
    }
  });
  return { rep: "f64", values, valid: null };
}

function rankOf(
  fn: string,
  at: number,
  peerStart: number,
  peerEnd: number,
  count: number,
  dense: number,
  rowsBefore: number,
): number {
  if (fn === "ROW_NUMBER") return rowsBefore + at + 1;
  if (fn === "RANK") return rowsBefore + peerStart + 1;
  if (fn === "DENSE_RANK") return dense;
  return fn === "PERCENT_RANK" ? (count === 1 ? 0 : peerStart / (count - 1)) : peerEnd / count;
}

/** The first (rows modulo buckets) buckets have one row more. */
function ntiles(work: OverWork, buckets: number): Vector {
  const values = new Float64Array(work.targetCount);
  let t = 0;
  for (const { base, end, from, to } of work.segments) {
    const size = Math.floor((end - base) / buckets);
    const larger = (end - base) % buckets;
    for (let i = from; i < to; i++) {
      const at = i - base;
      const inLarger = larger * (size + 1);
      values[t++] = at < inLarger ? Math.floor(at / (size + 1)) + 1 : larger + Math.floor((at - inLarger) / size) + 1;
    }
  }
  return { rep: "f64", values, valid: null };
}
