// Statements back to SQL; queries, expressions and hints inside are printed by the caller's functions.
import { assertNever } from "../common/invariant.ts";
import type {
  ColumnNode, CreateFunction, CreateTable, CreateView, ExprNode, Hint, InsertStatement, Name, QualifiedName, QueryNode, Statement,
  TableOption,
} from "./ast.ts"; // biome-ignore format: a list
import { printName, printString, printType } from "./print-type.ts";

export interface PartPrinters {
  readonly query: (query: QueryNode) => string;
  readonly expr: (expr: ExprNode) => string;
  readonly hints: (hints: readonly Hint[], before?: string) => string;
}

export function printStatementWith(statement: Statement, print: PartPrinters): string {
  switch (statement.kind) {
    case "create-table":
      return printCreateTable(statement, print);
    case "create-view":
      return printCreateView(statement, print);
    case "create-function":
      return printCreateFunction(statement);
    case "drop": {
      const temporary = statement.isTemporary ? "TEMPORARY " : "";
      const ifExists = statement.ifExists ? "IF EXISTS " : "";
      return `DROP ${temporary}${statement.object} ${ifExists}${qualified(statement.name)}`;
    }
    case "alter-table": {
      const head = `ALTER TABLE ${qualified(statement.name)}`;
      if (statement.reset.length === 0) return `${head} SET (${printOptions(statement.set)})`;
      return `${head} RESET (${statement.reset.map(({ key }) => printString(key)).join(", ")})`;
    }
    case "insert":
      return printInsert(statement, print);
    case "statement-set": {
      const inserts = statement.inserts.map((insert) => `${printInsert(insert, print)};`);
      return ["EXECUTE STATEMENT SET BEGIN", ...inserts, "END"].join("\n");
    }
    case "select-statement":
      return print.query(statement.query);
    case "explain": {
      const details = statement.details.length === 0 ? "" : `${statement.details.map((detail) => detail.word).join(", ")} `;
      return `EXPLAIN ${details}${printStatementWith(statement.statement, print)}`;
    }
    case "describe":
      return `DESCRIBE ${qualified(statement.name)}`;
    case "show": {
      const name = statement.name === null ? "" : ` ${qualified(statement.name)}`;
      const like = statement.like === null ? "" : ` LIKE ${printString(statement.like)}`;
      return `SHOW ${statement.what}${name}${like}`;
    }
    case "set":
      if (statement.key === null) return "SET";
      return `SET ${printString(statement.key)} = ${printString(statement.value ?? "")}`;
    case "reset":
      return statement.key === null ? "RESET" : `RESET ${printString(statement.key)}`;
    case "stop-job":
      return `STOP JOB ${printString(statement.id)}`;
    default:
      return assertNever(statement, "statement");
  }
}

function qualified(name: QualifiedName): string {
  return name.parts.map(printName).join(".");
}

function nameList(names: readonly Name[]): string {
  return `(${names.map(printName).join(", ")})`;
}

function printOptions(options: readonly TableOption[]): string {
  return options.map(({ key, value }) => `${printString(key)} = ${printString(value)}`).join(", ");
}

function printComment(comment: string | null): string {
  return comment === null ? "" : ` COMMENT ${printString(comment)}`;
}

function printCreateTable(table: CreateTable, print: PartPrinters): string {
  const temporary = table.isTemporary ? "TEMPORARY " : "";
  const ifNotExists = table.ifNotExists ? "IF NOT EXISTS " : "";
  const elements = table.columns.map((column) => printColumn(column, print));
  if (table.primaryKey !== null) {
    const { columns, isEnforced } = table.primaryKey;
    elements.push(`PRIMARY KEY ${nameList(columns)}${isEnforced ? "" : " NOT ENFORCED"}`);
  }
  if (table.watermark !== null) {
    elements.push(`WATERMARK FOR ${printName(table.watermark.column)} AS ${print.expr(table.watermark.expr)}`);
  }
  let text = `CREATE ${temporary}TABLE ${ifNotExists}${qualified(table.name)}`;
  if (elements.length > 0) text += ` (${elements.join(", ")})`;
  text += printComment(table.comment);
  if (table.partitionedBy.length > 0) text += ` PARTITIONED BY ${nameList(table.partitionedBy)}`;
  if (table.options.length > 0) text += ` WITH (${printOptions(table.options)})`;
  if (table.like !== null) text += ` LIKE ${qualified(table.like.table)}`;
  if (table.as !== null) text += ` AS ${print.query(table.as)}`;
  return text;
}

function printColumn(column: ColumnNode, print: PartPrinters): string {
  const name = printName(column.name);
  const comment = printComment(column.comment);
  switch (column.kind) {
    case "physical":
      return `${name} ${printType(column.type)}${column.isPrimaryKey ? " PRIMARY KEY NOT ENFORCED" : ""}${comment}`;
    case "computed":
      return `${name} AS ${print.expr(column.expr)}${comment}`;
    case "metadata": {
      const from = column.key === null ? "" : ` FROM ${printString(column.key)}`;
      return `${name} ${printType(column.type)} METADATA${from}${column.isVirtual ? " VIRTUAL" : ""}${comment}`;
    }
    default:
      return assertNever(column, "column");
  }
}

function printCreateView(view: CreateView, print: PartPrinters): string {
  const orReplace = view.orReplace ? "OR REPLACE " : "";
  const temporary = view.isTemporary ? "TEMPORARY " : "";
  const ifNotExists = view.ifNotExists ? "IF NOT EXISTS " : "";
  const columns = view.columns.length === 0 ? "" : ` ${nameList(view.columns)}`;
  const head = `CREATE ${orReplace}${temporary}VIEW ${ifNotExists}${qualified(view.name)}${columns}`;
  return `${head}${printComment(view.comment)} AS ${print.query(view.query)}`;
}

function printCreateFunction(node: CreateFunction): string {
  const orReplace = node.orReplace ? "OR REPLACE " : "";
  const temporary = node.isTemporary ? "TEMPORARY " : "";
  const ifNotExists = node.ifNotExists ? "IF NOT EXISTS " : "";
  const language = node.language === null ? "" : ` LANGUAGE ${printName(node.language)}`;
  const head = `CREATE ${orReplace}${temporary}FUNCTION ${ifNotExists}${qualified(node.name)}`;
  return `${head} AS ${printString(node.body)}${language}`;
}

function printInsert(insert: InsertStatement, print: PartPrinters): string {
  let text = `INSERT ${insert.isOverwrite ? "OVERWRITE" : "INTO"} ${qualified(insert.table)}`;
  text += print.hints(insert.hints, " ");
  if (insert.partition.length > 0) {
    const parts = insert.partition.map(({ column, value }) => `${printName(column)} = ${print.expr(value)}`);
    text += ` PARTITION (${parts.join(", ")})`;
  }
  if (insert.columns.length > 0) text += ` ${nameList(insert.columns)}`;
  const conflict = insert.onConflict === null ? "" : ` ON CONFLICT DO ${insert.onConflict.toUpperCase()}`;
  return `${text} ${print.query(insert.query)}${conflict}`;
}
