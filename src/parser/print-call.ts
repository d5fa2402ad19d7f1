// Function calls back to SQL: the keyword syntax of those that have one, plain calls for all others.
import type { ExprNode, FunctionCall, SortItem, WindowRef } from "./ast.ts";
import { POWERS } from "./binding-power.ts";
import { BARE_FUNCTIONS } from "./keywords.ts";

/** What printing a call needs of the printer of expressions. */
export interface CallPrinter {
  print(expr: ExprNode, minPower?: number): string;
  list(exprs: readonly ExprNode[]): string;
  sortItems(items: readonly SortItem[]): string;
  window(window: WindowRef): string;
}

export function printCall(call: FunctionCall, printer: CallPrinter): string {
  return `${printHead(call, printer)}${printTail(call, printer)}`;
}

function printHead(call: FunctionCall, printer: CallPrinter): string {
  const inside = keywordArguments(call, printer);
  if (inside !== null) return `${call.name}(${inside})`;
  if (BARE_FUNCTIONS.has(call.name) && call.args.length === 0 && call.over === null) return call.name;
  const parts: string[] = [];
  if (call.quantifier !== null) parts.push(call.quantifier);
  if (call.args.length > 0) parts.push(printer.list(call.args));
  if (call.orderBy.length > 0 && !call.isWithinGroup) parts.push(printer.sortItems(call.orderBy));
  return `${printFunctionName(call.name)}(${parts.join(" ")})`;
}

function printFunctionName(name: string): string {
  return /^[A-Z_][A-Z0-9_$]*(\.[A-Z_][A-Z0-9_$]*)*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

function printTail(call: FunctionCall, printer: CallPrinter): string {
  let text = "";
  if (call.isWithinGroup) text += ` WITHIN GROUP (${printer.sortItems(call.orderBy)})`;
  if (call.filter !== null) text += ` FILTER (WHERE ${printer.print(call.filter)})`;
  if (call.nulls !== null) text += ` ${call.nulls} NULLS`;
  if (call.over !== null) text += ` OVER ${printer.window(call.over)}`;
  return text;
}

/** What stands between the parentheses of a function with a syntax of its own; null for an ordinary call. */
function keywordArguments(call: FunctionCall, printer: CallPrinter): string | null {
  const { name, args, options } = call;
  const arg = (index: number, minPower = 0) => printer.print(args[index], minPower);
  switch (name) {
    case "EXTRACT":
      return options["unit"] === undefined ? null : `${options["unit"]} FROM ${arg(0)}`;
    case "TRIM": {
      if (options["side"] === undefined) return null;
      return `${options["side"]}${args.length > 1 ? ` ${arg(1)}` : ""} FROM ${arg(0)}`;
    }
    case "POSITION":
      return `${arg(0, POWERS.RANGE + 1)} IN ${arg(1)}${args.length > 2 ? ` FROM ${arg(2)}` : ""}`;
    case "OVERLAY":
      return `${arg(0)} PLACING ${arg(1)} FROM ${arg(2)}${args.length > 3 ? ` FOR ${arg(3)}` : ""}`;
    case "FLOOR":
    case "CEIL":
      return options["unit"] === undefined ? null : `${beforeTo(arg(0))} TO ${options["unit"]}`;
    case "TIMESTAMPADD":
    case "TIMESTAMPDIFF":
      return options["unit"] === undefined ? null : `${options["unit"]}, ${printer.list(args)}`;
    case "JSON_VALUE":
    case "JSON_QUERY":
    case "JSON_EXISTS":
      return jsonPathArguments(call, printer);
    case "JSON_OBJECT":
    case "JSON_OBJECTAGG":
      return `${pairs(args, printer)}${onNull(call)}`.trimStart();
    case "JSON_ARRAY":
    case "JSON_ARRAYAGG":
      return `${printer.list(args)}${onNull(call)}`.trimStart();
    default:
      return null;
  }
}

/** INTERVAL '1' HOUR TO ... would go on with the interval. */
function beforeTo(text: string): string {
  return text.includes("INTERVAL") ? `(${text})` : text;
}

function pairs(args: readonly ExprNode[], printer: CallPrinter): string {
  const texts: string[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) {
    const key = printer.print(args[i]);
    // A column that is called key would be taken for the word.
    texts.push(`${/^key\b/i.test(key) ? "KEY " : ""}${key} VALUE ${printer.print(args[i + 1])}`);
  }
  return texts.join(", ");
}

function onNull(call: FunctionCall): string {
  return call.options["onNull"] === undefined ? "" : ` ${call.options["onNull"]} ON NULL`;
}

function jsonPathArguments(call: FunctionCall, printer: CallPrinter): string {
  const { args, options } = call;
  let text = printer.list(args.slice(0, 2));
  if (options["returning"] !== undefined) text += ` RETURNING ${options["returning"]}`;
  if (options["wrapper"] === "WITHOUT") text += " WITHOUT WRAPPER";
  else if (options["wrapper"] !== undefined) text += ` WITH ${options["wrapper"]} WRAPPER`;
  let nextDefault = 2;
  for (const event of ["EMPTY", "ERROR"] as const) {
    const answer = options[event === "EMPTY" ? "onEmpty" : "onError"];
    if (answer === undefined) continue;
    const value = answer === "DEFAULT" ? ` ${printer.print(args[nextDefault++])}` : "";
    text += ` ${answer}${value} ON ${event}`;
  }
  return text;
}
