// The state tables of each operator and, for a person, what bounds them. The text must be true as it stands: a delay is
// quoted only when the watermark is `column - constant`, and nothing promises a limit that is not there.
import type { AggregateCall } from "../../expr/expr.ts";
import { aggregateOf } from "../../expr/functions/aggregate/index.ts";
import type { WindowAssignment, WindowLength } from "../logical.ts";
import type { StateTableSpec } from "../physical.ts";
import { expiring } from "./state-ttl.ts";
import { durationText, monthsText } from "./durations.ts";

const LAYOUT_VERSION = 1;

export interface WatermarkDelay {
  /** Null: the watermark expression is not `column - constant`, or there is no watermark. */
  readonly delayMs: number | null;
}

export function scanState(hasWatermark: boolean): readonly StateTableSpec[] {
  if (!hasWatermark) return [];
  return [table("lanes", "one row per split that has not ended: its greatest watermark", true)];
}

/** Of a calc that asks for the watermark. */
export function watermarkState(): readonly StateTableSpec[] {
  return [table("watermark", "one row: the watermark", true)];
}

export function valuesState(): readonly StateTableSpec[] {
  return [table("emitted", "one row: whether the rows were emitted", true)];
}

export function windowState(
  window: { readonly kind: string },
  delay: WatermarkDelay,
  latenessMs: number,
): readonly StateTableSpec[] {
  if (window.kind !== "session") return [];
  return [table("sessions", `the rows of open sessions; ${freed("the session", delay, latenessMs)}`, true)];
}

export function windowAggregateState(
  keyNames: readonly string[],
  aggregates: readonly AggregateCall[],
  window: WindowAssignment,
  delay: WatermarkDelay,
  allowedLatenessMs: number,
  canInputChange: boolean,
): readonly StateTableSpec[] {
  const pane = paneOf(window, aggregates);
  const what = perText([...keyNames, pane.name]);
  return [
    table(
      "panes",
      [what, ...valuesText(aggregates, canInputChange), freed(pane.until, delay, allowedLatenessMs)].join("; "),
      true,
    ),
  ];
}

export function groupAggregateState(
  keyNames: readonly string[],
  aggregates: readonly AggregateCall[],
  isInputBounded: boolean,
  canInputChange: boolean,
  ttlMs: number | null,
): readonly StateTableSpec[] {
  return [
    expiring(
      groupsTable(keyNames, aggregates, isInputBounded, canInputChange),
      ttlMs,
      keyNames.length === 0 ? "it" : "the key",
      isInputBounded || valuesText(aggregates, canInputChange).length === 0,
    ),
  ];
}

function groupsTable(
  keyNames: readonly string[],
  aggregates: readonly AggregateCall[],
  isInputBounded: boolean,
  canInputChange: boolean,
): StateTableSpec {
  const values = valuesText(aggregates, canInputChange);
  if (keyNames.length === 0) {
    return table("groups", ["one row", ...values].join("; "), values.length === 0 || isInputBounded);
  }
  const keys = joinNames(keyNames);
  const growth = `grows with the number of distinct keys (${keys})${isInputBounded ? " until the input ends" : ""}`;
  return table("groups", [perText(keyNames), ...values, growth].join("; "), isInputBounded);
}

export function sortState(): readonly StateTableSpec[] {
  return [table("rows", "every row, until the input ends", true)];
}

/** Of EMIT PERIODIC; `keyNames` null: rows are told apart by all their values. */
export function heldChanges(
  keyNames: readonly string[] | null,
  isAppend: boolean,
  intervalMs: number,
): readonly StateTableSpec[] {
  const freedText = `freed every ${durationText(intervalMs)}`;
  if (isAppend) return [table("changes", `the new rows; ${freedText}`, true)];
  const what = keyNames === null ? "the changes" : `${perText(keyNames)} that changed: what it was and what it is`;
  return [table("changes", `${what}; ${freedText}`, true)];
}

export function limitState(isAppendOnly: boolean, limit: number | null): readonly StateTableSpec[] {
  if (isAppendOnly) return [table("rows", "one row: how many rows came so far", true)];
  const what =
    limit === null ? "every live row" : "every live row, also those beyond the limit: they move up when others go";
  return [table("rows", `${what}; grows with the input's result`, false)];
}

export function keyedState(
  keyNames: readonly string[],
  isBounded: boolean,
  ttlMs: number | null,
): readonly StateTableSpec[] {
  const rows = table("rows", `${perText(keyNames)}: the last; grows with the number of live keys`, isBounded);
  return [expiring(rows, ttlMs, "the key")];
}

export function materializeState(isBounded: boolean, ttlMs: number | null): readonly StateTableSpec[] {
  const rows = table("rows", "every live row, in order of arrival; grows with the result of the query", isBounded);
  return [expiring(rows, ttlMs, "its key", isBounded)];
}

/** Of what takes answers from outside or draws at random, over changing input. */
export function answeredState(isBounded: boolean): readonly StateTableSpec[] {
  return [table("rows", "every live row of the input with its answers; grows with the input's result", isBounded)];
}

export function unionState(inputCount: number): readonly StateTableSpec[] {
  return [table("inputs", `${inputCount} rows: the watermark of each input`, true)];
}

function table(name: string, bound: string, isBounded: boolean): StateTableSpec {
  return { name, bound, isBounded, layoutVersion: LAYOUT_VERSION };
}

function perText(things: readonly string[]): string {
  return `one row per ${joinNames(things)}`;
}

function joinNames(names: readonly string[]): string {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

interface Pane {
  /** What one row of window state stands for. */
  readonly name: string;
  /** By whose end it is freed. */
  readonly until: string;
}

/** Overlapping windows share slices, unless an aggregate needs the rows of each window in order of arrival. */
function paneOf(window: WindowAssignment, aggregates: readonly AggregateCall[]): Pane {
  const { spec } = window;
  const whole = { name: "open window", until: "the window" };
  if (window.attached !== null || aggregates.some((call) => aggregateOf(call).isOrderSensitive))
    return whole;
  switch (spec.kind) {
    case "tumble":
      return whole;
    case "session":
      return { name: "open session", until: "the session" };
    case "hop":
      return { name: sliceText(spec.slide, spec.size), until: "the last window of the slice" };
    case "cumulate":
      return { name: sliceText(spec.step, spec.size), until: "the last window of the slice" };
  }
}

function sliceText(step: WindowLength, size: WindowLength): string {
  if (step.unit === "ms" && size.unit === "ms")
    return `${durationText(gcd(step.ms, size.ms))} slice of the open windows`;
  if (step.unit === "month" && size.unit === "month") {
    return `${monthsText(gcd(step.months, size.months))} slice of the open windows`;
  }
  return "slice of the open windows";
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Aggregates whose state holds values rather than one number. */
function valuesText(aggregates: readonly AggregateCall[], canChange: boolean): readonly string[] {
  const holdsAll = (fn: string): boolean => KEEPS_VALUES.has(fn) || (canChange && KEEPS_VALUES_TO_RETRACT.has(fn));
  const distinct = aggregates.filter((call) => call.isDistinct).map((call) => call.fn);
  const all = aggregates.filter((call) => !call.isDistinct && holdsAll(call.fn)).map((call) => call.fn);
  return [
    ...(distinct.length === 0 ? [] : [`${joinNames([...new Set(distinct)])} DISTINCT holds each different value`]),
    ...(all.length === 0 ? [] : [`${joinNames([...new Set(all)])} holds every value`]),
  ];
}

const KEEPS_VALUES: ReadonlySet<string> = new Set([
  ...["LISTAGG", "ARRAY_AGG", "COLLECT", "JSON_ARRAYAGG", "JSON_OBJECTAGG"],
  ...["MEDIAN", "PERCENTILE", "PERCENTILE_CONT", "PERCENTILE_DISC"],
]);

/** One value is enough until a row may be taken back. */
const KEEPS_VALUES_TO_RETRACT: ReadonlySet<string> = new Set([
  ...["MIN", "MAX", "ARG_MIN", "ARG_MAX", "FIRST_VALUE", "LAST_VALUE", "ANY_VALUE", "SINGLE_VALUE"],
  ...["BIT_AND", "BIT_OR", "BIT_XOR"],
]);

function freed(until: string, { delayMs }: WatermarkDelay, allowedLatenessMs: number): string {
  if (delayMs === null) {
    const grace = allowedLatenessMs === 0 ? "" : ` by ${durationText(allowedLatenessMs)}`;
    return `freed when the watermark passes the end of ${until}${grace}`;
  }
  const totalMs = delayMs + allowedLatenessMs;
  return totalMs === 0 ? `freed as soon as ${until} ends` : `freed ${durationText(totalMs)} after ${until} ends`;
}
