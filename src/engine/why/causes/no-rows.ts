// A source brought nothing at all.
import type { Cause } from "../finding.ts";

export const noRows: Cause = ({ node, figures, accounts }) => {
  if (node.kind !== "scan" || figures.rowsIn > 0) return null;
  if (accounts.some(({ table, read }) => table === node.table.name && read > 0)) return null;
  return {
    evidence: `${node.table.name} brought no rows`,
    change: "look whether its path, topic or start position ('scan.startup.mode') holds any",
  };
};
