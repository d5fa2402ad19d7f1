// State of OVER windows that began with the first row of a partition: one accumulator per call and partition, and where ranks
// are asked for, how many rows and how many different times there were.
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { AggregateState } from "../../../expr/aggregate-function.ts";
import { bindAggregate } from "../../../expr/bind-aggregate.ts";
import type { AggregateCall } from "../../../expr/expr.ts";
import { invariant } from "../../../common/invariant.ts";
import type { OverCall } from "../../../planner/over-calls.ts";
import { type Expired, GroupStateTable, NOTHING } from "../../state/group-state-table.ts";
import { groupLayout } from "../aggregate-states.ts";
import type { Continued } from "./over-kernel.ts";
import type { OverWork } from "./over-work.ts";

/** True when the call goes on from what was before. */
export function isRunning(call: OverCall): boolean {
  return call.kind === "rank" || (call.kind === "aggregate" && call.frame.start === null);
}

export class RunningStates {
  readonly table: GroupStateTable;
  readonly #calls: readonly OverCall[];
  readonly #hasRanks: boolean;
  readonly #ttlMs: number | null;

  /** `ttlMs`: how long a partition stays without a row; null: for ever. */
  constructor(calls: readonly OverCall[], keyTypes: readonly SqlType[], ttlMs: number | null) {
    this.#ttlMs = ttlMs;
    this.#calls = calls;
    this.#hasRanks = calls.some((call) => call.kind === "rank");
    const running = calls.flatMap((call) => (call.kind === "aggregate" && isRunning(call) ? [call.call] : []));
    const counts = this.#hasRanks ? [countCall(), countCall()] : [];
    this.table = new GroupStateTable(groupLayout("groups", keyTypes, [...running, ...counts], false, ttlMs !== null));
  }

  /** Before the rows of a batch: partitions that have been idle for too long go, but for those that are held. */
  expire(nowMs: number, isHeld: (group: number) => boolean): Expired {
    if (this.#ttlMs === null) return NOTHING;
    this.table.groups.nowMs = nowMs;
    return this.table.expire(this.#ttlMs, isHeld);
  }

  /** Groups of rows that the table knows, as it knows them. */
  knownGroups(keyColumns: readonly Vector[], rows: Int32Array, count: number): Int32Array {
    const groups = new Int32Array(count);
    this.table.groups.keys.find(keyColumns, rows, count, groups);
    return groups;
  }

  /** Groups of rows, new ones made; they count as changed. */
  groupsOf(keyColumns: readonly Vector[], rows: Int32Array, count: number): Int32Array {
    const groups = new Int32Array(count);
    this.table.groups.assign(keyColumns, rows, count, groups);
    return groups;
  }

  /** What the work goes on from; ask before `count`. */
  continued(work: OverWork): Continued {
    const groups = Int32Array.from(work.segments, (segment) => segment.group);
    let next = 0;
    const { states } = this.table.groups;
    const byCall = this.#calls.map((call): AggregateState | null =>
      call.kind === "aggregate" && isRunning(call) ? states[next++] : null,
    );
    const numbers = (state: AggregateState | undefined): Float64Array =>
      state === undefined ? new Float64Array(groups.length) : numbersOf(state.values(groups, groups.length));
    const counts = this.#hasRanks ? states.slice(next) : [];
    return { states: byCall, groups, rowsBefore: numbers(counts[0]), peersBefore: numbers(counts[1]) };
  }

  /** Counts the rows of the work for ranks to come. */
  count(work: OverWork): void {
    if (!this.#hasRanks) return;
    const { states } = this.table.groups;
    const [rowCount, peerCount] = states.slice(states.length - 2);
    for (const [state, isCounted] of [
      [rowCount, () => true],
      [peerCount, (i: number) => work.peerStart[i] === i],
    ] as const) {
      const rows: number[] = [];
      const groups: number[] = [];
      for (const { from, to, group } of work.segments) {
        for (let i = from; i < to; i++) {
          if (!isCounted(i)) continue;
          rows.push(i);
          groups.push(group);
        }
      }
      state.update(
        { rows: Int32Array.from(rows), groups: Int32Array.from(groups), count: rows.length, signs: null },
        [],
      );
    }
  }
}

function countCall(): AggregateCall {
  const call = bindAggregate("COUNT", [], { isDistinct: false, filter: null, orderBy: [] });
  invariant(typeof call !== "string", "COUNT(*) counts rows");
  return call;
}

function numbersOf(vector: Vector): Float64Array {
  invariant(vector.rep === "f64", "counts are numbers");
  return vector.values;
}
