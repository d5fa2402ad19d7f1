// A condition of WHERE, ON or HAVING that no row fulfils.
import { exprText } from "../../../planner/explain/expr-text.ts";
import { type Cause, rowsText } from "../finding.ts";

export const filterPassesNothing: Cause = ({ node, figures }) => {
  if (node.kind !== "calc" || node.predicate === null) return null;
  if (figures.rowsIn === 0 || figures.filtered < figures.rowsIn) return null;
  return {
    evidence: `the condition ${exprText(node.predicate, node.input.columns)} is true for none of the ${rowsText(figures.rowsIn)} that reached it`,
    change: "compare it with the data: SELECT its columns without the condition",
  };
};
