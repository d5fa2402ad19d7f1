// ORDER BY keeps every row until the end and then emits them in order, so it needs bounded input. LIMIT alone lets the
// first rows by arrival through, anywhere.
import type { LogicalSort } from "../logical.ts";
import type { PhysicalNode } from "../physical.ts";
import { extractSortInputs } from "./extract-inputs.ts";
import { boundId, type Lowering } from "./lowering.ts";
import { planError } from "./plan-error.ts";
import { limitState, sortState } from "./state-bounds.ts";

export function lowerSort(node: LogicalSort, lowering: Lowering): PhysicalNode {
  if (node.keys.length === 0) return lowerLimit(node, lowering);
  const extracted = extractSortInputs(node);
  if (extracted.kind === "project") {
    const sorted = lowerOrdered(extracted.input as LogicalSort, lowering);
    return lowering.calc(sorted, null, extracted.exprs, extracted.columns);
  }
  return lowerOrdered(extracted, lowering);
}

function lowerOrdered(node: LogicalSort, lowering: Lowering): PhysicalNode {
  const input = lowering.lower(node.input);
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
  const inputs = node.kind === "union-all" ? node.inputs : "input" in node ? [node.input] : [];
  return [...new Set(inputs.flatMap(unboundedSources))];
}
