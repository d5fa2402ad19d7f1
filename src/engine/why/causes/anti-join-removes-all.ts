// NOT EXISTS, NOT IN: every row of the left side has its like on the right.
import { type Cause, rowsText } from "../finding.ts";

export const antiJoinRemovesAll: Cause = ({ node, figures, inputs }) => {
  if (node.kind !== "join" || node.type !== "anti" || figures.late > 0) return null;
  const [left, right] = inputs;
  return {
    evidence: `${figures.operator} removed all ${rowsText(left.rowsOut)}: each fits one of the ${rowsText(right.rowsOut)} to be left out, or a key is NULL`,
    change: "narrow what NOT EXISTS or NOT IN reads; a NULL in what NOT IN reads leaves nothing",
  };
};
