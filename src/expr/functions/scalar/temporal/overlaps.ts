// (start, end) OVERLAPS (start, end) as the call OVERLAPS(start, end, start, end): an end may be an interval, and the two of a period may come in either order.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { BOOLEAN, type SqlType, withNullable } from "../../../../common/types.ts";
import type { CallInfo } from "../../../function.ts";
import { scalar } from "../../define.ts";
import { plainMs } from "./moment.ts";

const POINTS = ["DATE", "TIME", "TIMESTAMP", "TIMESTAMP_LTZ"];

export const overlaps = scalar({
  name: "OVERLAPS",
  category: "temporal",
  syntax: ["(start, end_or_interval) OVERLAPS (start, end_or_interval)"],
  bind: (args) => {
    if (args.length !== 4) return "it takes two periods of two values each";
    const isWrong = args.some(
      ({ type }, i) => !POINTS.includes(type.kind) && !(i % 2 === 1 && type.kind === "INTERVAL_DAY"),
    );
    if (isWrong || args[0].type.kind !== args[2].type.kind)
      return "a period is two dates, times or timestamps, or one and a day-time interval";
    return {
      argTypes: args.map((arg) => arg.type),
      type: withNullable(
        BOOLEAN,
        args.some((arg) => arg.type.nullable),
      ),
    };
  },
  summary: "Whether two periods have a moment in common",
  examples: [
    ["(TIME '2:55:00', INTERVAL '1' HOUR) OVERLAPS (TIME '3:30:00', INTERVAL '2' HOUR)", "TRUE"],
    ["(DATE '2020-01-01', DATE '2020-01-02') OVERLAPS (DATE '2020-01-03', DATE '2020-01-04')", "FALSE"],
  ],
  evaluateCall: (args, call) => {
    const [from, to] = period(args, call, 0);
    const [otherFrom, otherTo] = period(args, call, 2);
    return to >= otherFrom && otherTo >= from;
  },
});

function period(args: readonly Scalar[], call: CallInfo, at: number): [number, number] {
  const start = plainMs(args[at], call.argTypes[at]);
  const type: SqlType = call.argTypes[at + 1];
  const end = type.kind === "INTERVAL_DAY" ? start + Number(args[at + 1]) : plainMs(args[at + 1], type);
  return start <= end ? [start, end] : [end, start];
}
