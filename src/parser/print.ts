import type { Statement } from "./ast.ts";
export function printStatement(_s: Statement): string {
  return "";
}
export function printExpr(_s: unknown): string {
  return "";
}
export function printQuery(_s: unknown): string {
  return "";
}
