// ORDER BY time lets rows through as the watermark passes them. ORDER BY with LIMIT over input that does not end, or into a
// table that takes changes, is a Top-N. Every other ORDER BY keeps its rows until the end and then emits them in order, so
// it needs bounded input. LIMIT alone lets the first rows by arrival through, anywhere.
import type { LogicalSort } from "../logical.ts";
import type { PhysicalNode } from "../physical.ts";
import { inputsOf } from "../physical-tree.ts";
import { extractSortInputs } from "./extract-inputs.ts";
import { boundId, type Lowering } from "./lowering.ts";
import { pendingRows, rankRows } from "./over-bounds.ts";
import { expiring, stateTtlMs } from "./state-ttl.ts";
import { planError } from "./plan-error.ts";
import { limitState, sortState } from "./state-bounds.ts";

export function lowerSort(node: LogicalSort, lowering: Lowering): PhysicalNode {
  if (node.keys.length === 0) return lowerLimit(node, lowering);
  const canChange = lowering.feedsChangingTable(node);
  const extracted = extractSortInputs(node);
  if (extracted.kind === "project") {
    const sorted = lowerOrdered(extracted.input as LogicalSort, canChange, lowering);
    return lowering.calc(sorted, null, extracted.exprs, extracted.columns);
  }
  return lowerOrdered(extracted, canChange, lowering);
}

function lowerOrdered(node: LogicalSort, canChange: boolean, lowering: Lowering): PhysicalNode {
  const input = lowering.lower(node.input);
  const isWhole = node.limit === null && node.offset === 0;
  if (isWhole && isByTime(node.keys, input)) return lowerTimeSort(node, input, lowering);
  if ((!input.isBounded || canChange) && node.limit !== null) return lowerTopN(node, node.limit, input, lowering);
  if (!input.isBounded) throw unboundedSort(input);
  return lowering.intern(
    {
      kind: "sort",
      id: boundId("sort", node, [input]),
      input,
      columns: node.columns,
      keys: node.keys,
      limit: node.limit,
      offset: node.offset,
      changelogMode: "append",
      streamKey: input.streamKey,
      watermarkColumns: input.watermarkColumns,
      state: sortState(),
      isBounded: true,
    },
    lowering.factsOf(input),
  );
}

/** Ascending by a time attribute first. */
function isByTime(keys: LogicalSort["keys"], input: PhysicalNode): boolean {
  const [{ expr, isDescending }] = keys;
  const isTime = expr.kind === "column" && input.watermarkColumns.includes(expr.index);
  return isTime && !isDescending && input.changelogMode === "append";
}

function lowerTimeSort(node: LogicalSort, input: PhysicalNode, lowering: Lowering): PhysicalNode {
  const facts = lowering.factsOf(input);
  return lowering.intern(
    {
      kind: "time-sort",
      id: boundId("time-sort", node, [input]),
      input,
      columns: node.columns,
      keys: node.keys,
      changelogMode: "append",
      streamKey: input.streamKey,
      watermarkColumns: input.watermarkColumns,
      state: [pendingRows(facts)],
      isBounded: input.isBounded,
    },
    facts,
  );
}

/** ORDER BY with LIMIT over input that does not end: the first rows so far, as they change. */
function lowerTopN(node: LogicalSort, limit: number, input: PhysicalNode, lowering: Lowering): PhysicalNode {
  const order = node.keys.map(({ expr, isDescending, isNullsFirst }) => ({
    column: expr.kind === "column" ? expr.index : -1,
    isDescending,
    isNullsFirst,
  }));
  const rows = { partition: [], order, from: node.offset + 1, to: node.offset + limit };
  const ttlMs = stateTtlMs(lowering);
  const isAppend = input.changelogMode === "append";
  return lowering.intern(
    {
      kind: "rank",
      ttlMs,
      id: boundId("rank", node, [input]),
      input,
      columns: node.columns,
      fn: "ROW_NUMBER",
      ...rows,
      isTimeOrder: false,
      window: null,
      emitsRank: false,
      ties: "first",
      changelogMode: "retract",
      streamKey: input.streamKey,
      watermarkColumns: input.watermarkColumns,
      state: [expiring(rankRows(rows.to, [], isAppend, "ROW_NUMBER"), ttlMs, "the table", isAppend)],
      isBounded: input.isBounded,
    },
    lowering.factsOf(input),
  );
}

function lowerLimit(node: LogicalSort, lowering: Lowering): PhysicalNode {
  const input = lowering.lower(node.input);
  return lowering.intern(
    {
      kind: "limit",
      id: boundId("limit", node, [input]),
      input,
      columns: node.columns,
      limit: node.limit,
      offset: node.offset,
      changelogMode: input.changelogMode,
      streamKey: input.streamKey,
      watermarkColumns: input.watermarkColumns,
      state: limitState(input.changelogMode === "append", node.limit),
      isBounded: input.isBounded,
    },
    lowering.factsOf(input),
  );
}

function unboundedSort(input: PhysicalNode): Error {
  const sources = unboundedSources(input);
  const names = sources.map((name) => `"${name}"`).join(" and ");
  return planError(
    "PLAN_UNBOUNDED_SORT",
    `ORDER BY needs all rows, and ${names} never end${sources.length === 1 ? "s" : ""}`,
    "Ways out: leave ORDER BY away (rows of windows come in the order in which the windows close); read a bounded source " +
      "(filesystem without 'source.monitor-interval', datagen with 'number-of-rows'); or keep only LIMIT, which takes " +
      "the first rows as they come.",
  );
}

/** Names of the tables below that have no end. */
export function unboundedSources(node: PhysicalNode): readonly string[] {
  if (node.kind === "scan") return node.isBounded ? [] : [node.table.name];
  return [...new Set(inputsOf(node).flatMap(unboundedSources))];
}
