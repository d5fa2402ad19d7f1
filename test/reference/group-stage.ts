// GROUP BY without a window, and DISTINCT: the rows of every key, results compared before and after each change.
// Without keys there is one group: it appears with the first row, or at the end of input, and never goes.
import type { LogicalAggregate } from "../../src/planner/logical.ts";
import { aggregate } from "./aggregates.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate } from "./expressions.ts";
import { emitDifference, isAddition, type Outlet } from "./stage.ts";
import { keyText, type Row } from "./values.ts";
import { withoutOne } from "./window-stage.ts";

export function groupStage(node: LogicalAggregate, { context, hasTtl }: Evaluation, to: Outlet): Outlet {
  const isGlobal = node.keys.length === 0;
  const groups = new Map<string, Row[]>();
  const resultOf = (keys: Row, rows: readonly Row[] | undefined): Row | null => {
    if (rows === undefined || (rows.length === 0 && !isGlobal)) return null;
    return [...keys, ...node.aggregates.map((call) => aggregate(call, rows, context))];
  };
  return {
    change(change) {
      const keys = node.keys.map((key) => evaluate(key, change.row, context));
      const name = keyText(keys);
      const rows = groups.get(name);
      const before = resultOf(keys, rows);
      const changed = isAddition(change) ? [...(rows ?? []), change.row] : withoutOne(rows ?? [], change.row);
      const after = resultOf(keys, changed);
      groups.set(name, changed);
      if (changed.length === 0 && !isGlobal) groups.delete(name);
      emitDifference(before, after, before !== null && after !== null && keyText(before) === keyText(after), to);
    },
    watermark: (ms) => to.watermark(ms),
    end() {
      // Where state expires, nobody knows whether there were rows.
      if (isGlobal && !hasTtl && !groups.has(keyText([]))) emitDifference(null, resultOf([], []), false, to);
      to.end();
    },
  };
}
