// The operator of a join, by what bounds it.
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { Operator } from "../../operator.ts";
import { JoinOperator } from "./join.ts";

export function joinOperator(node: PhysicalJoin): Operator {
  return new JoinOperator(node);
}
