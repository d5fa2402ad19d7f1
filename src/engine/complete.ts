// Completion of an unfinished statement: what the grammar lets come next, filled in from the catalog and the functions;
// inside quotes from the settings and the options of connectors (complete-text.ts).
import { typeText } from "../common/types.ts";
import { allAggregates } from "../expr/functions/aggregate/index.ts";
import { allFunctions } from "../expr/functions/index.ts";
import { type Assist, assistAt, parseStatements, quoteIfNeeded } from "../parser/index.ts";
import type { Lexeme } from "../parser/lexer.ts";
import { bindStatement, type CatalogObject } from "../planner/index.ts";
import { textCompletions } from "./complete-text.ts";
import type { Completion, Completions } from "./completion.ts";
import type { SessionState } from "./state.ts";

/** Words behind which only a table stands. */
const TABLE_WORDS: ReadonlySet<string> = new Set(["FROM", "JOIN", "INTO", "DESCRIBE", "DESC", "TABLE", "VIEW", "LIKE"]);

export function completionsAt(state: SessionState, text: string, cursor: number): Completions {
  const assist = assistAt(text, cursor);
  const { start, prefix } = assist;
  if (assist.place === "comment") return { start: cursor, end: cursor, items: [] };
  const quoted = textCompletions(state, assist, text.slice(cursor));
  if (quoted !== null) return { start: quoted.start, end: cursor, items: quoted.items };
  const typed = prefix.toLowerCase();
  const items = wordCompletions(state, assist).filter((item) => bare(item.text).toLowerCase().startsWith(typed));
  // A quoted name is written anew with its quotes.
  const isQuoted = start > 0 && (text[start - 1] === "`" || text[start - 1] === '"');
  const from = isQuoted ? start - 1 : start;
  return { start: from, end: cursor, items: unique(items).map((item) => inCaseOf(item, prefix)) };
}

function wordCompletions(state: SessionState, assist: Assist): readonly Completion[] {
  const { before, takesName, takesExpression } = assist;
  const last = wordOf(before.at(-1));
  if (last === ".") return qualifiedColumns(state, assist);
  const words = assist.words.map((word): Completion => ({ text: word, kind: "keyword", detail: "" }));
  if (takesExpression) {
    return [...columnsInSight(state, assist), ...aliases(state, assist), ...functions(state), ...words];
  }
  if (takesName && TABLE_WORDS.has(last)) return [...tables(state, assist), ...words];
  if (takesName && last === "(") return [...columnsInSight(state, assist), ...words];
  return words;
}

function tables(state: SessionState, assist: Assist): readonly Completion[] {
  const named = state.catalog.list().map((object): Completion => {
    const name = nameOf(object);
    return {
      text: quoteIfNeeded(name),
      kind: object.kind,
      detail: object.kind === "table" ? object.table.connector : "",
    };
  });
  return [...named, ...queryNames(assist).map((name): Completion => ({ text: name, kind: "view", detail: "WITH" }))];
}

/** Names that WITH gives to queries of the statement. */
function queryNames({ statement }: Assist): readonly string[] {
  if (!statement.some((lexeme) => wordOf(lexeme) === "WITH")) return [];
  return statement.flatMap((lexeme, i) => {
    const isName = lexeme.kind === "word" && wordOf(statement[i + 1]) === "AS" && wordOf(statement[i + 2]) === "(";
    return isName && ["WITH", ","].includes(wordOf(statement[i - 1])) ? [lexeme.value] : [];
  });
}

interface TableUse {
  readonly object: CatalogObject;
  /** Its alias, or its name. */
  readonly name: string;
}

/** Tables that the statement names anywhere, also behind the cursor: SELECT | FROM bids. */
function tableUses(state: SessionState, { statement }: Assist): readonly TableUse[] {
  return statement.flatMap((lexeme, i) => {
    if (lexeme.kind !== "word" && lexeme.kind !== "quoted") return [];
    const isTable = TABLE_WORDS.has(wordOf(statement[i - 1])) || wordOf(statement[i - 1]) === ",";
    const object = isTable ? state.catalog.find(lexeme.value) : null;
    if (object === null) return [];
    const next = wordOf(statement[i + 1]) === "AS" ? statement[i + 2] : statement[i + 1];
    const hasAlias = next?.kind === "word" && !isKeyword(next.value);
    return [{ object, name: hasAlias ? next.value : lexeme.value }];
  });
}

function isKeyword(word: string): boolean {
  return (
    quoteIfNeeded(word) !== word || /^(?:EMIT|WINDOW|MATCH_RECOGNIZE|SEMI|ANTI|ASOF|WITHIN|TABLESAMPLE)$/i.test(word)
  );
}

function columnsInSight(state: SessionState, assist: Assist): readonly Completion[] {
  return tableUses(state, assist).flatMap(({ object }) => columnsOf(state, object));
}

function aliases(state: SessionState, assist: Assist): readonly Completion[] {
  return tableUses(state, assist).map(({ object, name }) => ({
    text: quoteIfNeeded(name),
    kind: object.kind,
    detail: "",
  }));
}

function qualifiedColumns(state: SessionState, assist: Assist): readonly Completion[] {
  const qualifier = assist.before.at(-2)?.value.toLowerCase();
  const use = tableUses(state, assist).find(({ name }) => name.toLowerCase() === qualifier);
  return use === undefined ? [] : columnsOf(state, use.object);
}

function columnsOf(state: SessionState, object: CatalogObject): readonly Completion[] {
  const columns = object.kind === "table" ? object.table.columns : viewColumns(state, object.view.name);
  return columns.map(({ name, type }) => ({ text: quoteIfNeeded(name), kind: "column", detail: typeText(type) }));
}

function viewColumns(state: SessionState, name: string): ReturnType<typeof bindColumns> {
  try {
    return bindColumns(state, name);
  } catch {
    // A view whose tables are gone has no columns to offer.
    return [];
  }
}

function bindColumns(state: SessionState, name: string) {
  const parsed = parseStatements({ name: "input", text: `SELECT * FROM ${quoteIfNeeded(name)}` });
  const bound = bindStatement(parsed.statements[0], state);
  return bound.kind === "select" ? bound.sink.input.columns : [];
}

function functions(state: SessionState): readonly Completion[] {
  const all = [...allFunctions(), ...allAggregates(), ...state.functions.list()];
  return all
    .filter(({ name }) => /^[A-Z][A-Z0-9_]*$/.test(name))
    .map((record): Completion => ({ text: `${record.name}(`, kind: "function", detail: record.syntax?.[0] ?? "" }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

function nameOf(object: CatalogObject): string {
  return object.kind === "table" ? object.table.name : object.view.name;
}

/** Words and symbols in upper case; "" for anything else. */
function wordOf(lexeme: Lexeme | undefined): string {
  return lexeme === undefined || (lexeme.kind !== "word" && lexeme.kind !== "symbol") ? "" : lexeme.value.toUpperCase();
}

function bare(text: string): string {
  return text.replace(/^`/, "");
}

function unique(items: readonly Completion[]): readonly Completion[] {
  return [...new Map(items.toReversed().map((item) => [item.text, item])).values()].toReversed();
}

/** Words of the language follow the hand that types: lower case goes on in lower case. */
function inCaseOf(item: Completion, prefix: string): Completion {
  const isLower = prefix !== "" && prefix === prefix.toLowerCase() && prefix !== prefix.toUpperCase();
  return isLower && (item.kind === "keyword" || item.kind === "function")
    ? { ...item, text: item.text.toLowerCase() }
    : item;
}
