// The operator of a join, by what bounds it.
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { Operator } from "../../operator.ts";
import { AsofChangesOperator } from "./asof-changes.ts";
import { AsofTimeOperator } from "./asof-time.ts";
import { IntervalJoinOperator, plainInterval } from "./interval-join.ts";
import { JoinOperator } from "./join.ts";
import { TemporalJoinOperator } from "./temporal-join.ts";

export function joinOperator(node: PhysicalJoin): Operator {
  const { time } = node;
  if (time?.kind === "temporal" || time?.kind === "latest") return new TemporalJoinOperator(node, time);
  if (time?.kind === "asof") {
    return time.isEventTime ? new AsofTimeOperator(node, time) : new AsofChangesOperator(node, time);
  }
  const interval = plainInterval(node);
  return interval === null ? new JoinOperator(node) : new IntervalJoinOperator(node, interval);
}
