// Statements and queries back to SQL, in base form: what is printed parses back to the same tree, spans aside.
import { assertNever } from "../common/invariant.ts";
import type { ExprNode, Hint, JoinNode, MatchRecognizeNode, Name, OrderedQuery, QualifiedName, QueryNode, SelectNode, SetOperation, Statement, TableAlias, TableNode } from "./ast.ts"; // biome-ignore format: a list
import { ExprPrinter } from "./print-expr.ts";
import { printMatchClauses } from "./print-match.ts";
import { printStatementWith } from "./print-statement.ts";
import { printName, printString } from "./print-type.ts";

export function printStatement(statement: Statement): string {
  return printStatementWith(statement, { query: printQuery, expr: printExpr, hints: printHints });
}

export function printExpr(expr: ExprNode): string {
  return new ExprPrinter(printQuery).print(expr);
}

export function printQuery(query: QueryNode): string {
  switch (query.kind) {
    case "select":
      return printSelect(query);
    case "values":
      return `VALUES ${query.rows.map((row) => `(${row.map(printExpr).join(", ")})`).join(", ")}`;
    case "set-operation":
      return printSetOperation(query);
    case "with": {
      const ctes = query.ctes.map((cte) => {
        return `${printName(cte.name)}${nameList(cte.columns)} AS (${printQuery(cte.query)})`;
      });
      return `WITH ${ctes.join(", ")} ${query.body.kind === "with" ? parenthesized(query.body) : printQuery(query.body)}`;
    }
    case "ordered":
      return printOrdered(query);
    default:
      return assertNever(query, "query");
  }
}

function parenthesized(query: QueryNode): string {
  return `(${printQuery(query)})`;
}

/** INTERSECT binds tighter than UNION and EXCEPT; all go from left to right. */
function setPower(query: QueryNode): number {
  switch (query.kind) {
    case "select":
    case "values":
      return 3;
    case "set-operation":
      return query.operator === "INTERSECT" ? 2 : 1;
    case "with":
    case "ordered":
      return 0;
    default:
      return assertNever(query, "query");
  }
}

function printSetOperation(query: SetOperation): string {
  const power = setPower(query);
  const side = (node: QueryNode, minPower: number) =>
    setPower(node) < minPower ? parenthesized(node) : printQuery(node);
  return `${side(query.left, power)} ${query.operator}${query.isAll ? " ALL" : ""} ${side(query.right, power + 1)}`;
}

function printOrdered(query: OrderedQuery): string {
  const printer = new ExprPrinter(printQuery);
  const parts = [setPower(query.query) === 0 ? parenthesized(query.query) : printQuery(query.query)];
  if (query.orderBy.length > 0) parts.push(printer.sortItems(query.orderBy));
  if (query.limit !== null) parts.push(`LIMIT ${printExpr(query.limit)}`);
  if (query.offset !== null) parts.push(`OFFSET ${printExpr(query.offset)}`);
  if (query.emit !== null) {
    const { mode, interval } = query.emit;
    const delay = mode === "AFTER WATERMARK" ? " DELAY" : "";
    parts.push(`EMIT ${mode}${interval === null ? "" : `${delay} ${printExpr(interval)}`}`);
  }
  return parts.join(" ");
}

function printSelect(query: SelectNode): string {
  const printer = new ExprPrinter(printQuery);
  const items = query.items.map(({ expr, alias }) => {
    return `${printer.print(expr)}${alias === null ? "" : ` AS ${printName(alias)}`}`;
  });
  const parts = [`SELECT ${printHints(query.hints)}${query.isDistinct ? "DISTINCT " : ""}${items.join(", ")}`];
  if (query.from !== null) parts.push(`FROM ${printTable(query.from)}`);
  if (query.where !== null) parts.push(`WHERE ${printer.print(query.where)}`);
  if (query.groupBy !== null) parts.push(`GROUP BY ${query.groupBy.map(printGroupItem).join(", ")}`);
  if (query.having !== null) parts.push(`HAVING ${printer.print(query.having)}`);
  if (query.windows.length > 0) {
    const windows = query.windows.map(({ name, spec }) => `${printName(name)} AS ${printer.window(spec)}`);
    parts.push(`WINDOW ${windows.join(", ")}`);
  }
  if (query.qualify !== null) parts.push(`QUALIFY ${printer.print(query.qualify)}`);
  return parts.join(" ");
}

function printGroupItem(item: NonNullable<SelectNode["groupBy"]>[number]): string {
  if (item.kind === "group-expr") return printExpr(item.expr);
  const sets = item.sets.map((set) => `(${set.map(printExpr).join(", ")})`).join(", ");
  return `${item.kind === "grouping-sets" ? "GROUPING SETS" : item.kind.toUpperCase()} (${sets})`;
}

function printTable(table: TableNode): string {
  switch (table.kind) {
    case "table": {
      const time = table.systemTime === null ? "" : ` FOR SYSTEM_TIME AS OF ${printExpr(table.systemTime)}`;
      return `${qualified(table.name)}${printHints(table.hints, " ")}${time}${printAlias(table.alias)}`;
    }
    case "derived":
      return `${table.isLateral ? "LATERAL " : ""}(${printQuery(table.query)})${printAlias(table.alias)}`;
    case "table-function":
      return `${table.isLateral ? "LATERAL " : ""}TABLE(${printExpr(table.call)})${printAlias(table.alias)}`;
    case "unnest": {
      const ordinality = table.hasOrdinality ? " WITH ORDINALITY" : "";
      return `UNNEST(${table.exprs.map(printExpr).join(", ")})${ordinality}${printAlias(table.alias)}`;
    }
    case "match-recognize":
      return printMatch(table);
    case "join":
      return printJoin(table);
    default:
      return assertNever(table, "table");
  }
}

function printMatch(match: MatchRecognizeNode): string {
  const { input } = match;
  const isCompound = input.kind === "join" || input.kind === "match-recognize";
  const clauses = printMatchClauses(match, {
    expr: printExpr,
    sortItems: (items) => new ExprPrinter(printQuery).sortItems(items),
  });
  return `${isCompound ? `(${printTable(input)})` : printTable(input)} MATCH_RECOGNIZE (${clauses})${printAlias(match.alias)}`;
}

function printJoin(join: JoinNode): string {
  const natural = join.isNatural ? "NATURAL " : "";
  const type = join.type === "SEMI" || join.type === "ANTI" ? `LEFT ${join.type}` : join.type;
  const right = join.right.kind === "join" ? `(${printTable(join.right)})` : printTable(join.right);
  let condition = "";
  if (join.on !== null) condition = ` ON ${printExpr(join.on)}`;
  else if (join.using.length > 0) condition = ` USING (${join.using.map(printName).join(", ")})`;
  return `${printTable(join.left)} ${natural}${type} JOIN ${right}${condition}`;
}

function printAlias(alias: TableAlias | null): string {
  return alias === null ? "" : ` AS ${printName(alias.name)}${nameList(alias.columns)}`;
}

function nameList(names: readonly Name[]): string {
  if (names.length === 0) return "";
  return ` (${names.map((name) => printName(name)).join(", ")})`;
}

function qualified(name: QualifiedName): string {
  return name.parts.map(printName).join(".");
}

function printHints(hints: readonly Hint[], before = ""): string {
  if (hints.length === 0) return "";
  const texts = hints.map((hint) => {
    const options = hint.options.map(({ key, value }) => {
      return `${printString(key)}${value === null ? "" : ` = ${printString(value)}`}`;
    });
    return `${printName(hint.name)}${options.length === 0 ? "" : `(${options.join(", ")})`}`;
  });
  const text = `/*+ ${texts.join(", ")} */`;
  return before === "" ? `${text} ` : `${before}${text}`;
}
