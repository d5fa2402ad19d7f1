// Every record of a source failed to decode.
import { type Cause, rowsText } from "../finding.ts";

export const allBad: Cause = ({ node, accounts }) => {
  if (node.kind !== "scan") return null;
  const account = accounts.find(({ table }) => table === node.table.name);
  if (account === undefined || account.bad === 0 || account.bad < account.read) return null;
  return {
    evidence: `none of ${rowsText(account.read)} of ${node.table.name} could be decoded as ${node.table.options["format"] ?? node.table.connector}`,
    change: "compare the format and the column types of the table with the data; millrace inspect lists bad rows with their reasons",
  };
};
