// A lookup join: each row with the rows of its key that a table outside holds. What it holds does not change here.
import type { LogicalLookup } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate, holds } from "./expressions.ts";
import type { Outlet } from "./stage.ts";
import { keyText, type Row } from "./values.ts";

/** `held`: rows of the table, all its columns. */
export function lookupStage(node: LogicalLookup, held: readonly Row[], { context }: Evaluation, to: Outlet): Outlet {
  const matching = (row: Row): readonly Row[] => {
    const key = node.keys.map(({ left }) => evaluate(left, row, context));
    if (key.includes(null)) return [];
    return held
      .filter((other) => keyText(node.keys.map(({ column }) => other[column])) === keyText(key))
      .map((other) => [...row, ...node.reads.map((column) => other[column])])
      .filter((pair) => holds(node.residual, pair, context));
  };
  return {
    change(change) {
      const found = matching(change.row);
      for (const row of found) to.change({ kind: change.kind, row, origin: null });
      if (found.length > 0 || node.type === "inner") return;
      to.change({ kind: change.kind, row: [...change.row, ...node.reads.map(() => null)], origin: null });
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}
