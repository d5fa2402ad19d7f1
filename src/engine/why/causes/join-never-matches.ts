// Both sides of a join have rows, and no pair of them fits.
import { type Cause, rowsText } from "../finding.ts";

export const joinNeverMatches: Cause = ({ node, figures, inputs }) => {
  if (node.kind !== "join" || node.type === "anti" || figures.late > 0) return null;
  const [left, right] = inputs;
  return {
    evidence: `no pair fits at ${figures.operator}: left ${rowsText(left.rowsOut)}, right ${rowsText(right.rowsOut)}`,
    change: "compare the keys of both sides (type, case, blanks, leading zeros) and, where the condition bounds times, their ranges",
  };
};
