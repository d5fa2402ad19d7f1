// OVER and Top-N the slow way: partitions are lists of rows, sorted and looked through anew for every result.
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { LogicalOver, LogicalRank } from "../../src/planner/logical.ts";
import type { ColumnOrder, OverCall, OverFrame } from "../../src/planner/over-calls.ts";
import { aggregate } from "./aggregates.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate } from "./expressions.ts";
import { type Change, emitDifference, isAddition, type Outlet } from "./stage.ts";
import { isAnsweredOnce, isDedup } from "./stream-kind.ts";
import { keyText, order, type Row, timeMs } from "./values.ts";
import { closingMs } from "./windows.ts";

/** A row with its place in arrival order. */
interface Placed {
  readonly row: Row;
  readonly seq: number;
}

interface Shown extends Placed {
  readonly output: Row;
}

export function rankStage(node: LogicalRank, evaluation: Evaluation, to: Outlet): Outlet {
  const isOnlyRow = isDedup(node, evaluation);
  const isKeepFirst = isOnlyRow && !node.order[0].isDescending;
  const isLastFirst = node.isLatestFirst === true || (isOnlyRow && !isKeepFirst);
  const shown = (rows: readonly Placed[]): Shown[] => {
    const list = sortedRows(rows, node.order, isLastFirst);
    return list.flatMap((placed, i): Shown[] => {
      const rank = rankOf(node.fn, list, i, node.order);
      if (rank < node.from || rank > node.to) return [];
      return [{ ...placed, output: node.emitsRank ? [...placed.row, rank] : placed.row }];
    });
  };
  if (node.window !== null) return windowRank(node, node.window, shown, evaluation, to);
  if (isKeepFirst) return byTime(node, evaluation, to, firstOnly);
  return changing(node.partition, shown, to);
}

export function overStage(node: LogicalOver, evaluation: Evaluation, to: Outlet): Outlet {
  const results = (list: readonly Placed[], i: number): Row => [
    ...list[i].row,
    ...node.calls.map((call) => callResult(call, list, i, node, evaluation)),
  ];
  if (isAnsweredOnce(node, evaluation)) {
    return byTime(node, evaluation, to, (list, answered, markMs, timeOf) => {
      const open: { readonly dueMs: number; readonly placed: Placed; readonly output: Row }[] = [];
      for (let i = answered; i < list.length; i++) {
        const dueMs = Math.max(...node.calls.map((call) => dueOf(call, list, i, timeOf)));
        if (dueMs > markMs) break;
        open.push({ dueMs, placed: list[i], output: results(list, i) });
      }
      return open;
    });
  }
  const shown = (rows: readonly Placed[]): Shown[] => {
    const list = sortedRows(rows, node.order, false);
    return list.map((placed, i) => ({ ...placed, output: results(list, i) }));
  };
  return changing(node.partition, shown, to);
}

type Answer = (
  list: readonly Placed[],
  answered: number,
  markMs: number,
  timeOf: (placed: Placed) => number,
) => readonly { readonly dueMs: number; readonly placed: Placed; readonly output: Row }[];

const firstOnly: Answer = (list, answered, _markMs, timeOf) =>
  answered === 0 && list.length > 0 ? [{ dueMs: timeOf(list[0]), placed: list[0], output: list[0].row }] : [];

/** Rows wait for the watermark; then they stand behind the earlier ones of their partition, and `answer` says what comes out. */
function byTime(node: LogicalOver | LogicalRank, evaluation: Evaluation, to: Outlet, answer: Answer): Outlet {
  const { column } = node.order[0];
  const { type } = node.input.columns[column];
  const timeOf = ({ row }: Placed): number => timeMs(row[column], type);
  let waiting: Placed[] = [];
  const partitions = new Map<string, { list: Placed[]; answered: number }>();
  let nowMs = Number.NEGATIVE_INFINITY;
  let seq = 0;
  return {
    change(change) {
      if (change.row[column] === null) {
        evaluation.nullTime(node, change);
        return;
      }
      const placed = { row: change.row, seq: seq++ };
      const isTaken = timeOf(placed) > nowMs || (node.kind === "rank" && timeOf(placed) === nowMs);
      evaluation.judge(node, change, [], isTaken);
      if (isTaken) waiting.push(placed);
    },
    watermark(ms) {
      nowMs = ms;
      const due = waiting
        .filter((placed) => timeOf(placed) <= ms)
        .sort((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq);
      waiting = waiting.filter((placed) => timeOf(placed) > ms);
      for (const placed of due) {
        const key = keyText(node.partition.map((c) => placed.row[c]));
        const partition = partitions.get(key) ?? { list: [], answered: 0 };
        partitions.set(key, partition);
        partition.list.push(placed);
      }
      const all = [...partitions.values()].flatMap((partition) => {
        const answers = answer(partition.list, partition.answered, ms, timeOf);
        partition.answered += answers.length;
        return answers;
      });
      all.sort(
        (a, b) =>
          compareNumbers(a.dueMs, b.dueMs) || timeOf(a.placed) - timeOf(b.placed) || a.placed.seq - b.placed.seq,
      );
      for (const { output } of all) to.change({ kind: "+I", row: output, origin: null });
      to.watermark(ms);
    },
    end: () => to.end(),
  };
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a partition shows is computed anew with each change; an update keeps its place in arrival order. */
function changing(
  partition: readonly number[],
  shown: (rows: readonly Placed[]) => readonly Shown[],
  to: Outlet,
): Outlet {
  const partitions = new Map<string, Placed[]>();
  let seq = 0;
  let openSeq: number | null = null;
  return {
    change(change) {
      const key = keyText(partition.map((column) => change.row[column]));
      const rows = partitions.get(key) ?? [];
      const before = shown(rows);
      const after = applied(rows, change, openSeq ?? seq++);
      openSeq = change.kind === "-U" ? (rows.find((placed) => !after.includes(placed))?.seq ?? null) : null;
      partitions.set(key, after);
      emitChanged(before, shown(after), to);
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}

/** A retraction takes the last equal row. */
function applied(rows: readonly Placed[], change: Change, seq: number): Placed[] {
  if (isAddition(change)) return [...rows, { row: change.row, seq }].sort((a, b) => a.seq - b.seq);
  const text = keyText(change.row);
  const at = rows.findLastIndex(({ row }) => keyText(row) === text);
  if (at === -1) throw new Error("a change takes back a row that is not there");
  return rows.toSpliced(at, 1);
}

/** Rows that left go first; the others come or change in order of arrival. */
function emitChanged(before: readonly Shown[], after: readonly Shown[], to: Outlet): void {
  const stays = new Set(after.map(({ seq }) => seq));
  for (const old of before) if (!stays.has(old.seq)) to.change({ kind: "-D", row: old.output, origin: null });
  for (const now of after.toSorted((a, b) => a.seq - b.seq)) {
    const old = before.find(({ seq }) => seq === now.seq);
    const isSame = old !== undefined && keyText(old.output) === keyText(now.output);
    emitDifference(old?.output ?? null, now.output, isSame, to);
  }
}

function windowRank(
  node: LogicalRank,
  bounds: NonNullable<LogicalRank["window"]>,
  shown: (rows: readonly Placed[]) => readonly Shown[],
  evaluation: Evaluation,
  to: Outlet,
): Outlet {
  const zone = bounds.isLtz ? evaluation.context.timeZone : null;
  const boundOf = (row: Row, column: number): number => timeMs(row[column], node.input.columns[column].type);
  const windowOf = (row: Row) => ({ startMs: boundOf(row, bounds.startColumn), endMs: boundOf(row, bounds.endColumn) });
  let open: {
    readonly partition: string;
    readonly endMs: number;
    readonly startMs: number;
    readonly closingMs: number;
    rows: Placed[];
  }[] = [];
  let nowMs = Number.NEGATIVE_INFINITY;
  let seq = 0;
  let openSeq: number | null = null;
  return {
    change(change) {
      const window = windowOf(change.row);
      const closesMs = closingMs(window, zone);
      evaluation.judge(node, change, closesMs <= nowMs ? [window] : [], closesMs > nowMs);
      if (closesMs <= nowMs) return;
      const partition = keyText(node.partition.map((column) => change.row[column]));
      let found = open.find((one) => one.partition === partition);
      if (found === undefined) open.push((found = { partition, ...window, closingMs: closesMs, rows: [] }));
      const after = applied(found.rows, change, openSeq ?? seq++);
      const { rows } = found;
      openSeq = change.kind === "-U" ? (rows.find((placed) => !after.includes(placed))?.seq ?? null) : null;
      found.rows = after;
    },
    watermark(ms) {
      nowMs = ms;
      const due = open.filter((one) => one.closingMs <= ms);
      open = open.filter((one) => one.closingMs > ms);
      const results = due.map((one) => ({ ...one, shown: shown(one.rows) }));
      results.sort((a, b) => a.endMs - b.endMs || a.startMs - b.startMs);
      for (const { shown: rows } of results)
        for (const { output } of rows) to.change({ kind: "+I", row: output, origin: null });
      to.watermark(ms);
    },
    end: () => to.end(),
  };
}

export function compareKeys(a: Row, b: Row, keys: readonly ColumnOrder[]): number {
  for (const { column, isDescending, isNullsFirst } of keys) {
    const [x, y] = [a[column], b[column]];
    if (x === null || y === null) {
      if (x === y) continue;
      return (x === null) === isNullsFirst ? -1 : 1;
    }
    const by = order(x, y);
    if (by !== 0) return isDescending ? -by : by;
  }
  return 0;
}

function sortedRows(rows: readonly Placed[], keys: readonly ColumnOrder[], isLastFirst: boolean): readonly Placed[] {
  return rows.toSorted((a, b) => compareKeys(a.row, b.row, keys) || (isLastFirst ? b.seq - a.seq : a.seq - b.seq));
}

function rankOf(fn: string, list: readonly Placed[], i: number, keys: readonly ColumnOrder[]): number {
  if (fn === "ROW_NUMBER") return i + 1;
  const before = list.filter(({ row }) => compareKeys(row, list[i].row, keys) < 0);
  if (fn === "RANK") return before.length + 1;
  if (fn === "PERCENT_RANK") return list.length === 1 ? 0 : before.length / (list.length - 1);
  if (fn === "CUME_DIST")
    return list.filter(({ row }) => compareKeys(row, list[i].row, keys) <= 0).length / list.length;
  return new Set(before.map(({ row }) => keyText(keys.map((key) => row[key.column])))).size + 1;
}

function callResult(
  call: OverCall,
  list: readonly Placed[],
  i: number,
  node: LogicalOver,
  { context }: Evaluation,
): Scalar {
  switch (call.kind) {
    case "aggregate":
      return aggregate(call.call, framed(call.frame, list, i, node), context);
    case "rank":
      return rankOf(call.fn, list, i, node.order);
    case "ntile": {
      const size = Math.floor(list.length / call.buckets);
      const larger = list.length % call.buckets;
      for (let bucket = 1, end = 0; ; bucket++) {
        end += size + (bucket <= larger ? 1 : 0);
        if (i < end) return bucket;
      }
    }
    case "offset": {
      const at = list[i + call.offset];
      if (at !== undefined) return evaluate(call.value, at.row, context);
      return call.fallback === null ? null : evaluate(call.fallback, list[i].row, context);
    }
    case "nth": {
      const row = framed(call.frame, list, i, node)[call.n - 1];
      return row === undefined ? null : evaluate(call.value, row, context);
    }
  }
}

function framed(frame: OverFrame, list: readonly Placed[], i: number, node: LogicalOver): readonly Row[] {
  const isIn = (j: number): boolean => {
    if (frame.unit === "rows") return j - i >= (frame.start ?? -Infinity) && j - i <= (frame.end ?? Infinity);
    return (
      isAtOrAfter(frame.start, list[j].row, list[i].row, node, 1) &&
      isAtOrAfter(frame.end, list[j].row, list[i].row, node, -1)
    );
  };
  return list.flatMap(({ row }, j) => (isIn(j) ? [row] : []));
}

/** sign 1: at or after the start; -1: at or before the end. */
function isAtOrAfter(bound: number | null, row: Row, current: Row, node: LogicalOver, sign: 1 | -1): boolean {
  if (bound === null) return true;
  if (bound === 0) return sign * compareKeys(row, current, node.order) >= 0;
  const [{ column, isDescending }] = node.order;
  const { type } = node.input.columns[column];
  if (row[column] === null || current[column] === null) return sign * compareKeys(row, current, node.order) >= 0;
  const numberOf = (value: Scalar): number => (type.kind.startsWith("TIMESTAMP") ? timeMs(value, type) : Number(value));
  const distance = (isDescending ? -1 : 1) * (numberOf(row[column]) - numberOf(current[column]));
  return sign * (distance - bound) >= 0;
}

function dueOf(call: OverCall, list: readonly Placed[], i: number, timeOf: (placed: Placed) => number): number {
  const own = timeOf(list[i]);
  const rowsAhead = (count: number): number =>
    i + count < list.length ? timeOf(list[i + count]) : Number.POSITIVE_INFINITY;
  if (call.kind === "offset") return call.offset > 0 ? Math.max(own, rowsAhead(call.offset)) : own;
  if (!("frame" in call) || (call.frame.end ?? 0) <= 0) return own;
  return call.frame.unit === "rows" ? Math.max(own, rowsAhead(call.frame.end ?? 0)) : own + (call.frame.end ?? 0);
}
