// Top-N, deduplication and OVER to operators.
//
// Top-N over append-only input that is partitioned by a window: once per window, when it closes. ROW_NUMBER = 1 by a time
// attribute alone is deduplication: the first row waits for the watermark (append-only), the last one replaces the one
// before it. Everything else is a Top-N that changes with each row.
// OVER by time over append-only input answers each row once; every other OVER changes.
import type { LogicalOver, LogicalRank } from "../logical.ts";
import { isFinalInTime, isFinalLater } from "../over-time.ts";
import type { PhysicalNode } from "../physical.ts";
import { type Lowering, boundId } from "./lowering.ts";
import { expiring, stateTtlMs } from "./state-ttl.ts";
import { keepFirstRows, overState, rankRows, timeOverState, windowRankRows } from "./over-bounds.ts";

export function lowerRank(node: LogicalRank, lowering: Lowering): PhysicalNode {
  const input = lowering.lower(node.input);
  const isAppend = input.changelogMode === "append";
  const isTime = node.isTimeOrder && node.order.length === 1 && input.watermarkColumns.includes(node.order[0].column);
  const isDedup = isTime && isAppend && node.fn === "ROW_NUMBER" && node.from === 1 && node.to === 1;
  const isKeepFirst = isDedup && !node.order[0].isDescending;
  const isLastFirst = node.isLatestFirst === true || (isDedup && !isKeepFirst);
  if (node.window !== null) return lowerWindowRank(node, input, isLastFirst, lowering);
  if (isKeepFirst) return lowerKeepFirst(node, input, lowering);
  const ttlMs = stateTtlMs(lowering);
  const rows = rankRows(node.to, keyNames(node, input), isAppend, node.fn);
  return lowering.intern(
    {
      ...rankFields(node, input, isLastFirst ? "last" : "first"),
      ttlMs,
      kind: "rank",
      id: boundId("rank", node, [input]),
      changelogMode: "retract",
      streamKey: rankKey(node, input),
      state: [expiring(rows, ttlMs, node.partition.length === 0 ? "the table" : "the key", isAppend)],
    },
    lowering.factsOf(input),
  );
}

function rankFields(node: LogicalRank, input: PhysicalNode, ties: "first" | "last") {
  const { fn, from, to, emitsRank, partition, order, isTimeOrder, window, columns } = node;
  const { watermarkColumns, isBounded } = input;
  return {
    input,
    columns,
    fn,
    from,
    to,
    emitsRank,
    partition,
    order,
    isTimeOrder,
    window,
    ties,
    watermarkColumns,
    isBounded,
  };
}

/** One row per partition; or one per partition and number; or what the input's rows are known by. */
function rankKey(node: LogicalRank, input: PhysicalNode): readonly number[] | null {
  if (node.fn === "ROW_NUMBER" && node.from === node.to) return node.partition;
  if (node.fn === "ROW_NUMBER" && node.emitsRank) return [...node.partition, node.columns.length - 1];
  return input.streamKey;
}

function keyNames({ partition, window }: LogicalRank | LogicalOver, input: PhysicalNode): readonly string[] {
  const bounds = window === null ? [] : [window.startColumn, window.endColumn];
  return partition.filter((column) => !bounds.includes(column)).map((column) => input.columns[column].name);
}

function lowerWindowRank(
  node: LogicalRank,
  input: PhysicalNode,
  isLastFirst: boolean,
  lowering: Lowering,
): PhysicalNode {
  const facts = lowering.factsOf(input);
  const isAppend = input.changelogMode === "append";
  return lowering.intern(
    {
      ...rankFields(node, input, isLastFirst ? "last" : "first"),
      kind: "window-rank",
      id: boundId("window-rank", node, [input]),
      changelogMode: "append",
      streamKey: rankKey(node, input),
      state: [windowRankRows(node.to, keyNames(node, input), isAppend, facts)],
    },
    facts,
  );
}

function lowerKeepFirst(node: LogicalRank, input: PhysicalNode, lowering: Lowering): PhysicalNode {
  const ttlMs = stateTtlMs(lowering);
  return lowering.intern(
    {
      kind: "keep-first",
      id: boundId("keep-first", node, [input]),
      input,
      columns: node.columns,
      partition: node.partition,
      timeColumn: node.order[0].column,
      changelogMode: "append",
      streamKey: node.partition,
      watermarkColumns: input.watermarkColumns,
      ttlMs,
      state: [expiring(keepFirstRows(keyNames(node, input)), ttlMs, "a key that was answered")],
      isBounded: input.isBounded,
    },
    lowering.factsOf(input),
  );
}

export function lowerOver(node: LogicalOver, lowering: Lowering): PhysicalNode {
  const input = lowering.lower(node.input);
  const facts = lowering.factsOf(input);
  const { partition, order, isTimeOrder, window, calls, columns } = node;
  const ttlMs = stateTtlMs(lowering);
  const fields = { input, columns, ttlMs, partition, order, isTimeOrder, window, calls, isBounded: input.isBounded };
  const isTime =
    input.changelogMode === "append" && order.length === 1 && input.watermarkColumns.includes(order[0].column);
  if (isTime && isFinalLater(node, calls)) {
    return lowering.intern(
      {
        ...fields,
        kind: "time-over",
        id: boundId("time-over", node, [input]),
        changelogMode: "append",
        streamKey: input.streamKey,
        watermarkColumns: isFinalInTime(node, calls) ? input.watermarkColumns : [],
        state: timeOverState(keyNames(node, input), calls, facts, ttlMs),
      },
      facts,
    );
  }
  return lowering.intern(
    {
      ...fields,
      kind: "over",
      id: boundId("over", node, [input]),
      changelogMode: "retract",
      streamKey: input.streamKey,
      watermarkColumns: input.watermarkColumns,
      state: overState(input.isBounded).map((rows) => expiring(rows, ttlMs, "the partition", input.isBounded)),
    },
    facts,
  );
}
