// 1 + 1 -> 2, UPPER('a') -> 'A', FALSE AND x -> FALSE, COALESCE('a', x) -> 'a'
// so that kernels compute per row only what varies per row. What fails stays as it is and fails when a row reaches it; what
// depends on the batch or the session zone stays as well (expr/fold.ts). Types stay, nullability included.
import { typeText } from "../../common/types.ts";
import { foldConstants as folded } from "../../expr/fold.ts";
import { mapNodeExprs } from "./node-exprs.ts";
import type { NodeRule } from "./rule.ts";

export const foldConstants: NodeRule = {
  name: "fold-constants",
  rewrite: (node) =>
    mapNodeExprs(node, (expr) => {
      const after = folded(expr);
      return typeText(after.type) === typeText(expr.type) ? after : expr;
    }),
};
