// What stands below an EMIT PERIODIC gives its changes per stretch between two multiples of the interval, as if a batch had ended
// there: else a large batch would tell of a change before and one after the multiple as one.
import { type ChangeBatch, INSERT, type WatermarkSteps } from "../../columnar/change-batch.ts";
import { concatVectors, type VectorPart } from "../../columnar/gather.ts";
import { invariant } from "../../common/invariant.ts";
import type { PhysicalNode, PhysicalPlan } from "../../planner/physical.ts";
import { inputsOf, nodesOf } from "../../planner/physical-tree.ts";
import type { BatchContext, Operator } from "../operator.ts";
import { liveRows, lowerBound } from "./live-rows.ts";

/** The last multiple of the interval that a watermark has passed, as it passes the end of a window; counted from 1970. */
export function tickOf(markMs: number, intervalMs: number): number {
  return Math.floor((markMs + 1) / intervalMs);
}

/** For each node that sums up the changes of a batch, the intervals that count above it. */
export function ticksBelow(plan: PhysicalPlan): ReadonlyMap<PhysicalNode, ReadonlySet<number>> {
  const ticks = new Map<PhysicalNode, Set<number>>();
  const mark = (node: PhysicalNode, intervalMs: number): void => {
    if (sumsUp(node)) ticks.set(node, (ticks.get(node) ?? new Set()).add(intervalMs));
    for (const input of inputsOf(node)) mark(input, intervalMs);
  };
  for (const node of nodesOf(plan.sinks)) {
    if (node.kind === "periodic" && node.clock === "watermark") mark(node.input, node.intervalMs);
  }
  return ticks;
}

/** Changes at most once per batch and key. */
function sumsUp(node: PhysicalNode): boolean {
  const { kind } = node;
  const isOne = kind === "group-aggregate" || kind === "window-aggregate" || kind === "rank" || kind === "over";
  return node.changelogMode !== "append" && (isOne || kind === "limit");
}

export function cutAtTicks(operator: Operator, node: PhysicalNode, intervals: ReadonlySet<number>): Operator {
  return {
    id: operator.id,
    stateTables: operator.stateTables,
    processBatch([input]: readonly ChangeBatch[], context: BatchContext) {
      const stretches = stretchesOf(input, intervals);
      if (stretches.length === 1) return operator.processBatch([input], context);
      const parts = stretches.map((stretch, i) =>
        operator.processBatch([stretch], i < stretches.length - 1 ? { ...context, isEndOfInput: false } : context),
      );
      return joined(parts, node);
    },
    ...(operator.nextTimerMs === undefined
      ? {}
      : { nextTimerMs: () => operator.nextTimerMs?.() ?? Number.POSITIVE_INFINITY }),
  };
}

/** The rows up to each step that passes a multiple, with that step; then what follows. */
function stretchesOf(input: ChangeBatch, intervals: ReadonlySet<number>): readonly ChangeBatch[] {
  const { steps } = input;
  const rows = liveRows(input);
  const stretches: ChangeBatch[] = [];
  let fromRow = 0;
  let fromStep = 0;
  const take = (toRow: number, toStep: number): void => {
    stretches.push({
      ...input,
      selection: rows.subarray(fromRow, toRow),
      steps: stepsBetween(steps, fromStep, toStep),
    });
    fromRow = toRow;
    fromStep = toStep;
  };
  for (let s = 0; s < steps.count; s++) {
    const mark = steps.marks[s];
    const before = s === 0 ? Number.NEGATIVE_INFINITY : steps.marks[s - 1];
    const isTick = [...intervals].some((intervalMs) => tickOf(mark, intervalMs) > tickOf(before, intervalMs));
    const toRow = lowerBound(rows, fromRow, steps.rows[s]);
    if (isTick && (toRow < rows.length || s + 1 < steps.count)) take(toRow, s + 1);
  }
  take(rows.length, steps.count);
  return stretches;
}

function stepsBetween(steps: WatermarkSteps, from: number, to: number): WatermarkSteps {
  const part = { rows: steps.rows.subarray(from, to), marks: steps.marks.subarray(from, to), count: to - from };
  return steps.arrivals == null ? part : { ...part, arrivals: steps.arrivals.subarray(from, to) };
}

/** One batch of several that carry no origin. */
function joined(parts: readonly ChangeBatch[], node: PhysicalNode): ChangeBatch {
  invariant(
    parts.every((part) => part.selection === null && part.origin === null),
    "what sums up changes makes its rows anew",
  );
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const columns = node.columns.map(({ type }, c) =>
    concatVectors(
      type,
      parts.map((part): VectorPart => ({ vector: part.columns[c], count: part.rowCount })),
    ),
  );
  const hasArrival = parts.some((part) => part.arrival !== null);
  const kinds = parts.every((part) => part.kinds === null) ? null : new Uint8Array(rowCount).fill(INSERT);
  const arrival = hasArrival ? new Float64Array(rowCount) : null;
  let at = 0;
  for (const part of parts) {
    if (part.kinds !== null) kinds?.set(part.kinds.subarray(0, part.rowCount), at);
    if (part.arrival !== null) arrival?.set(part.arrival.subarray(0, part.rowCount), at);
    at += part.rowCount;
  }
  return { rowCount, columns, kinds, selection: null, steps: joinedSteps(parts), origin: null, arrival };
}

function joinedSteps(parts: readonly ChangeBatch[]): WatermarkSteps {
  const count = parts.reduce((sum, part) => sum + part.steps.count, 0);
  const rows = new Int32Array(count);
  const marks = new Float64Array(count);
  const arrivals = parts.some((part) => part.steps.arrivals != null) ? new Float64Array(count) : null;
  let at = 0;
  let firstRow = 0;
  for (const { steps, rowCount } of parts) {
    for (let s = 0; s < steps.count; s++) {
      rows[at] = firstRow + steps.rows[s];
      marks[at] = steps.marks[s];
      if (arrivals !== null && steps.arrivals != null) arrivals[at] = steps.arrivals[s];
      at++;
    }
    firstRow += rowCount;
  }
  return arrivals === null ? { rows, marks, count } : { rows, marks, count, arrivals };
}
