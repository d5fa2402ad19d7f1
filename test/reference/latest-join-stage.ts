// FOR SYSTEM_TIME AS OF processing time: each left row meets the right row of its key that is there when it comes, and what
// becomes of that one later changes nothing.
import type { LogicalJoin } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import { isAddition, type Outlet } from "./stage.ts";
import { JoinCondition, joinedRow, RIGHT, twoInputs } from "./two-inputs.ts";
import { keyText, type Row } from "./values.ts";

export function latestJoin(node: LogicalJoin, evaluation: Evaluation, to: Outlet): readonly [Outlet, Outlet] {
  const condition = new JoinCondition(node, evaluation);
  const there = new Map<string, Row>();
  return twoInputs({
    change(side, { kind, row }) {
      const hasKey = !condition.hasNullKey(side, row);
      const key = keyText(condition.keysOf(side, row));
      if (side === RIGHT) {
        if (hasKey && isAddition({ kind, row, origin: null })) there.set(key, row);
        else if (hasKey) there.delete(key);
        return;
      }
      const other = hasKey ? there.get(key) : undefined;
      const isFound = other !== undefined && condition.isResidualTrue(row, other);
      if (isFound) to.change({ kind, row: joinedRow(node, row, other), origin: null });
      else if (node.type === "left") to.change({ kind, row: joinedRow(node, row, null), origin: null });
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  });
}
