// State tables of joins and what bounds them.
import { heldBackMs } from "../join-hold.ts";
import { type AsofMatch, type JoinTime, looksBack } from "../logical.ts";
import type { PhysicalNode, StateTableSpec } from "../physical.ts";
import { durationText } from "./durations.ts";
import { expiring } from "./state-ttl.ts";
import type { WatermarkFacts } from "./lowering.ts";

const LAYOUT_VERSION = 1;

export function joinState(
  left: PhysicalNode,
  right: PhysicalNode,
  time: JoinTime | null,
  facts: WatermarkFacts,
  leftTtlMs: number | null,
  rightTtlMs: number | null,
): readonly StateTableSpec[] {
  const inputs = table("inputs", "2 rows: the watermark of each input", true);
  if (time === null) return [inputs, growing("left", left, leftTtlMs), growing("right", right, rightTtlMs)];
  switch (time.kind) {
    case "interval": {
      const heldMs = heldBackMs(time);
      const delayMs = facts.delayMs === null ? null : facts.delayMs - heldMs;
      return [
        inputs,
        held("left", left.columns[time.leftTime].name, time.upperMs, delayMs),
        held("right", right.columns[time.rightTime].name, -time.lowerMs, delayMs),
      ];
    }
    case "window": {
      const freed =
        facts.delayMs === null
          ? "freed when the watermark passes the end of the window"
          : facts.delayMs === 0
            ? "freed as soon as the window ends"
            : `freed ${durationText(facts.delayMs)} after the window ends`;
      return [
        inputs,
        table("left", `the rows of open windows; ${freed}`, true),
        table("right", `the rows of open windows; ${freed}`, true),
      ];
    }
    case "temporal":
      return [
        inputs,
        table("left", "rows that wait for the watermark to reach their time", true),
        table(
          "right",
          `the versions of each key that a row to come may ask for, at least the last; grows with the number of keys${right.isBounded ? " until the input ends" : ""}`,
          right.isBounded,
        ),
      ];
    case "latest":
      return [
        inputs,
        table("left", "no rows", true),
        table(
          "right",
          `the row of each key; grows with the number of keys${right.isBounded ? " until the input ends" : ""}`,
          right.isBounded,
        ),
      ];
    case "asof":
      return [inputs, ...(time.isEventTime ? nearest(time, left, right) : [growing("left", left, null), growing("right", right, null)])];
  }
}

function nearest(asof: AsofMatch, left: PhysicalNode, right: PhysicalNode): readonly StateTableSpec[] {
  const untilEnd = (input: PhysicalNode): string => (input.isBounded ? " until the input ends" : "");
  if (looksBack(asof)) {
    const kept = `the rows of each key that a row to come may ask for, at least the last; grows with the number of keys${untilEnd(right)}`;
    return [
      table("left", "rows that wait for the watermark to reach their time", true),
      table("right", kept, right.isBounded),
    ];
  }
  const waiting = `rows that wait for the next row of their key; those that find none stay${untilEnd(left)}`;
  return [
    table("left", waiting, left.isBounded),
    table("right", "rows that wait for the watermark to reach their time", true),
  ];
}

function growing(name: "left" | "right", input: PhysicalNode, ttlMs: number | null): StateTableSpec {
  const what = `every live row of the ${name} input; grows with it${input.isBounded ? " until it ends" : ""}`;
  return expiring(table(name, what, input.isBounded), ttlMs, "the row");
}

function held(name: string, timeName: string, heldMs: number, delayMs: number | null): StateTableSpec {
  const past = delayMs === null ? heldMs : heldMs + delayMs;
  const until = delayMs === null ? `the watermark passes ${timeName}` : `event time passes ${timeName}`;
  const by = past > 0 ? ` by ${durationText(past)}` : "";
  return table(name, `one row per row that may still match; freed when ${until}${by}`, true);
}

function table(name: string, bound: string, isBounded: boolean): StateTableSpec {
  return { name, bound, isBounded, layoutVersion: LAYOUT_VERSION };
}
