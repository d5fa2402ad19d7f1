// State of Top-N, deduplication, OVER and sorting by time, and what bounds it.
import type { OverCall, RankFunction } from "../over-calls.ts";
import type { StateTableSpec } from "../physical.ts";
import { durationText } from "./durations.ts";
import type { WatermarkDelay } from "./state-bounds.ts";
import { expiring } from "./state-ttl.ts";

function table(name: string, bound: string, isBounded: boolean): StateTableSpec {
  return { name, bound, isBounded, layoutVersion: 1 };
}

function keysText(names: readonly string[]): string {
  return names.length <= 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

function passed({ delayMs }: WatermarkDelay): string {
  if (delayMs === null) return "until the watermark passes them";
  return delayMs === 0 ? "until a later row comes" : `for about ${durationText(delayMs)}`;
}

export function pendingRows(delay: WatermarkDelay): StateTableSpec {
  return table("rows", `the rows that the watermark has not passed: they wait ${passed(delay)}`, true);
}

export function rankRows(to: number, keys: readonly string[], isAppend: boolean, fn: RankFunction): StateTableSpec {
  if (!isAppend) {
    return table("rows", "every live row of the input: one that goes makes room for the next", false);
  }
  const rows = to === 1 ? "1 row" : `${to} rows`;
  const ties = fn === "ROW_NUMBER" ? "" : " and those of equal rank";
  if (keys.length === 0) return table("rows", `at most ${rows}${ties}`, ties === "");
  return table("rows", `at most ${rows}${ties} per ${keysText(keys)}; grows with the number of distinct keys`, false);
}

export function windowRankRows(
  to: number,
  keys: readonly string[],
  isAppend: boolean,
  delay: WatermarkDelay,
): StateTableSpec {
  const rows = isAppend
    ? `at most ${to === 1 ? "1 row" : `${to} rows`} per ${keysText([...keys, "open window"])}`
    : "the rows of open windows";
  const { delayMs } = delay;
  const freed =
    delayMs === null
      ? "freed when the watermark passes the end of the window"
      : delayMs === 0
        ? "freed as soon as the window ends"
        : `freed ${durationText(delayMs)} after the window ends`;
  return table("rows", `${rows}; ${freed}`, true);
}

export function keepFirstRows(keys: readonly string[]): StateTableSpec {
  if (keys.length === 0) return table("rows", "one row", true);
  return table("rows", `one row per ${keysText(keys)}; grows with the number of distinct keys`, false);
}

export function timeOverState(
  keys: readonly string[],
  calls: readonly OverCall[],
  delay: WatermarkDelay,
  ttlMs: number | null,
): readonly StateTableSpec[] {
  const reach = frameReach(calls);
  const kept = reach === "" ? "" : ` and ${reach}${keys.length === 0 ? "" : ` per ${keysText(keys)}`}`;
  const rows = table(
    "rows",
    `the rows that the watermark has not passed, ${passed(delay)}${kept}`,
    keys.length === 0 || !hasRowFrames(calls),
  );
  if (!calls.some(isRunning)) {
    const isKept = looksBackByRows(calls);
    return [isKept ? expiring(rows, ttlMs, keys.length === 0 ? "the table" : "the key", true) : rows];
  }
  const groups =
    keys.length === 0
      ? table("groups", "one row", true)
      : table("groups", `one row per ${keysText(keys)}; grows with the number of distinct keys`, false);
  return [rows, expiring(groups, ttlMs, keys.length === 0 ? "it" : "the key")];
}

function isRunning(call: OverCall): boolean {
  return call.kind === "rank" || (call.kind === "aggregate" && call.frame.start === null);
}

function looksBackByRows(calls: readonly OverCall[]): boolean {
  return calls.some((call) =>
    call.kind === "offset"
      ? call.offset < 0
      : "frame" in call && call.frame.unit === "rows" && (call.frame.start ?? 0) < 0,
  );
}

function hasRowFrames(calls: readonly OverCall[]): boolean {
  return calls.some(
    (call) => call.kind === "offset" || ("frame" in call && call.frame.unit === "rows" && call.frame.start !== null),
  );
}

/** How far back frames with a beginning look. */
function frameReach(calls: readonly OverCall[]): string {
  let rows = 0;
  let ms = 0;
  for (const call of calls) {
    if (call.kind === "offset") rows = Math.max(rows, Math.abs(call.offset));
    if (!("frame" in call) || call.frame.start === null) continue;
    if (call.frame.unit === "rows") rows = Math.max(rows, -call.frame.start, call.frame.end ?? 0);
    else ms = Math.max(ms, -call.frame.start, call.frame.end ?? 0);
  }
  const parts = [
    ...(rows === 0 ? [] : [`${rows} row${rows === 1 ? "" : "s"}`]),
    ...(ms === 0 ? [] : [`the rows of ${durationText(ms)}`]),
  ];
  return parts.join(" and ");
}

export function overState(isInputBounded: boolean): readonly StateTableSpec[] {
  const until = isInputBounded ? " until the input ends" : "";
  return [table("rows", `every live row of the input${until}: a later row can change the results of any`, false)];
}
