// Every row came after the watermark had closed its window.
import { type Cause, rowsText } from "../finding.ts";

export const allLate: Cause = ({ figures }) => {
  if (figures.rowsIn === 0 || figures.late < figures.rowsIn) return null;
  return {
    evidence: `all ${rowsText(figures.rowsIn)} that reached ${figures.operator} were late`,
    change: "let the watermark wait longer (WATERMARK FOR ts AS ts - INTERVAL ...), and look for a single time far in the future",
  };
};
