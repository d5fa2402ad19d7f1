// GROUP BY becomes a window aggregate (results once, when the window closes: append-only, unless late rows may correct it) or a group aggregate (updating;
// DISTINCT over append-only input only ever adds rows).
import { aggregateOf } from "../../expr/functions/aggregate/index.ts";
import type { LogicalAggregate, LogicalNode } from "../logical.ts";
import type { PhysicalNode } from "../physical.ts";
import { inputsOf } from "../physical-tree.ts";
import { withSessionEmit } from "../session-emit.ts";
import { allowedLatenessMs } from "../settings.ts";
import { extractAggregateInputs } from "./extract-inputs.ts";
import { boundId, type Lowering } from "./lowering.ts";
import { planError } from "./plan-error.ts";
import { stateTtlMs } from "./state-ttl.ts";
import { groupAggregateState, windowAggregateState } from "./state-bounds.ts";

export function lowerAggregate(node: LogicalAggregate, lowering: Lowering): PhysicalNode {
  const extracted = extractAggregateInputs(node);
  const input = lowering.lower(inputWithLateness(extracted, allowedLatenessMs(lowering.session.settings)));
  if (input.changelogMode !== "append") refuseUnretractable(extracted, input);
  return extracted.window === null
    ? lowerGroupAggregate(extracted, input, lowering)
    : lowerWindowAggregate(extracted, extracted.window, input, lowering);
}

/** Sessions grow by late rows, so that their function has to keep what has closed. */
function inputWithLateness({ input, window }: LogicalAggregate, latenessMs: number): LogicalNode {
  if (latenessMs === 0 || window === null || window.spec.kind !== "session") return input;
  return withSessionEmit(input, { latenessMs }) ?? input;
}

/** @throws PLAN_AGGREGATE_NEEDS_APPEND for a call that cannot take a row back. */
function refuseUnretractable(node: LogicalAggregate, input: PhysicalNode): void {
  const call = node.aggregates.find((one) => !aggregateOf(one).canRetract);
  if (call === undefined) return;
  throw planError(
    "PLAN_AGGREGATE_NEEDS_APPEND",
    `${call.fn} cannot take back a row, and its input changes rows: ${updatingReason(input)}`,
    "Aggregate the rows themselves instead of an updating result, or group by a window first, whose rows are final.",
  );
}

function keyColumns(node: LogicalAggregate): readonly number[] {
  return node.keys.map((key) => (key.kind === "column" ? key.index : -1));
}

function lowerGroupAggregate(node: LogicalAggregate, input: PhysicalNode, lowering: Lowering): PhysicalNode {
  const keyNames = node.keys.map((_, i) => node.columns[i].name);
  const ttlMs = stateTtlMs(lowering, node.ttlMs);
  const isDistinctOnly = node.aggregates.length === 0 && node.keys.length > 0;
  return lowering.intern(
    {
      kind: "group-aggregate",
      id: boundId("group-aggregate", node, [input]),
      input,
      columns: node.columns,
      keys: keyColumns(node),
      aggregates: node.aggregates,
      ttlMs,
      changelogMode: isDistinctOnly && input.changelogMode === "append" ? "append" : "retract",
      streamKey: node.keys.map((_, i) => i),
      watermarkColumns: [],
      state: groupAggregateState(keyNames, node.aggregates, input.isBounded, input.changelogMode !== "append", ttlMs),
      isBounded: input.isBounded,
    },
    lowering.factsOf(input),
  );
}

function lowerWindowAggregate(
  node: LogicalAggregate,
  window: NonNullable<LogicalAggregate["window"]>,
  input: PhysicalNode,
  lowering: Lowering,
): PhysicalNode {
  const isProcessing = window.spec.isProcessing === true;
  const facts = isProcessing ? { hasWatermark: true, delayMs: 0 } : lowering.factsOf(input);
  const lateness = allowedLatenessMs(lowering.session.settings);
  const delayMs = window.emit?.kind === "delay" ? window.emit.delayMs : 0;
  const keyNames = node.keys.map((_, i) => node.columns[i].name);
  const firstProperty = node.keys.length + node.aggregates.length;
  const propertyAt = (property: "start" | "end" | "time"): number => {
    const index = window.properties.indexOf(property);
    return index === -1 ? -1 : firstProperty + index;
  };
  const named = windowColumns(window, propertyAt);
  return lowering.intern(
    {
      kind: "window-aggregate",
      id: boundId("window-aggregate", node, [input]),
      input,
      columns: node.columns,
      keys: keyColumns(node),
      aggregates: node.aggregates,
      window,
      allowedLatenessMs: lateness,
      // A row within the allowed lateness corrects a window that has fired.
      changelogMode: lateness > 0 || window.emit?.kind === "changes" ? "retract" : "append",
      streamKey: named === null ? null : [...node.keys.map((_, i) => i), ...named],
      watermarkColumns: window.properties.flatMap((property, i) => (property === "time" ? [firstProperty + i] : [])),
      state: windowAggregateState(keyNames, node.aggregates, window, facts, lateness + delayMs, input.changelogMode !== "append"),
      isBounded: input.isBounded,
    },
    { ...facts, delayMs: facts.delayMs === null ? null : facts.delayMs + delayMs },
  );
}

/** Output columns that name the window of a row: any bound of a fixed window, both ends of a session. */
function windowColumns(
  window: NonNullable<LogicalAggregate["window"]>,
  propertyAt: (property: "start" | "end" | "time") => number,
): readonly number[] | null {
  const start = propertyAt("start");
  const end = Math.max(propertyAt("end"), propertyAt("time"));
  if (window.spec.kind === "session") return start === -1 || end === -1 ? null : [start, end];
  const one = [propertyAt("end"), start, propertyAt("time")].find((index) => index !== -1);
  return one === undefined ? null : [one];
}

/** Which operator below makes the result update rows, and why. */
export function updatingReason(node: PhysicalNode): string {
  const source = updatingNode(node);
  switch (source.kind) {
    case "group-aggregate":
      return source.keys.length === 0
        ? "the aggregate without GROUP BY replaces its row with each change"
        : `GROUP BY ${source.keys.map((_, i) => source.columns[i].name).join(", ")} replaces the row of a key with each change`;
    case "limit":
      return "LIMIT over an updating result lets rows move up and out";
    case "window-aggregate":
      if (source.window.emit?.kind === "changes") return "EMIT CHANGES gives the rows of windows that are still open";
      return "'window.allowed-lateness' lets late rows correct windows that were written";
    case "join":
      return `the ${source.type} join replaces rows as matches come and go`;
    case "rank":
      return "a Top-N replaces rows as better ones come";
    case "over":
      return "OVER in an order that is not that of the event time changes earlier results with later rows";
    case "scan":
      return `table "${source.table.name}" brings changes`;
    case "normalize":
      return `table "${source.input.kind === "scan" ? source.input.table.name : "of changes"}" brings changes by key`;
    case "window":
      return "SESSION takes back what it showed when a session grows";
    case "values":
    case "materialize":
    case "calc":
    case "union-all":
    case "unnest":
    case "lookup":
    case "pin":
    case "async-call":
    case "replicate":
    case "expand":
    case "sort":
    case "periodic":
    case "window-rank":
    case "keep-first":
    case "match":
    case "time-sort":
    case "time-over":
      return `${source.kind} updates rows`;
  }
}

function updatingNode(node: PhysicalNode): PhysicalNode {
  if (node.kind === "group-aggregate" || (node.kind === "window-aggregate" && node.changelogMode !== "append")) return node;
  if (node.kind === "window" && node.input.changelogMode === "append" && node.changelogMode !== "append") return node;
  const below = inputsOf(node).find((input) => input.changelogMode !== "append");
  return below === undefined ? node : updatingNode(below);
}
