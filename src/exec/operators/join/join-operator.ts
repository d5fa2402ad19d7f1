// The operator of a join, by what bounds it.
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { Operator } from "../../operator.ts";
import { JoinOperator } from "./join.ts";
import { TemporalJoinOperator } from "./temporal-join.ts";

export function joinOperator(node: PhysicalJoin): Operator {
  return node.time?.kind === "temporal" ? new TemporalJoinOperator(node, node.time) : new JoinOperator(node);
}
