// The syntax tree: readonly plain data, discriminated by `kind`, every node with the span it was read from. Names keep
// the case they were written in. The tree holds what was written (types and intervals as syntax, operators as calls);
// what it means is the binder's business. Synonyms (`!=`, CREATE SOURCE, RisingWave's TUMBLE(t, ts, ...)) are already in
// base form, so printing gives the base form.
import type { Span } from "../common/span.ts";

export interface Name {
  readonly text: string;
  /** Written in backticks or double quotes: matched with its case. */
  readonly isQuoted: boolean;
  readonly span: Span;
}

/** `a`, `db.a`, `catalog.db.a`. */
export interface QualifiedName {
  readonly parts: readonly Name[];
  readonly span: Span;
}

// ---- Types as written

export type TypeNode =
  /** INT, VARCHAR(10), DECIMAL(10, 2), TIMESTAMP(3), TIMESTAMP_LTZ(3), STRING, BYTES, INTERVAL ... as `name` in upper case with its numbers. */
  | {
      readonly kind: "named-type";
      readonly name: string;
      readonly parameters: readonly number[];
      readonly isNotNull: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: "array-type";
      readonly element: TypeNode;
      readonly isMultiset: boolean;
      readonly isNotNull: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: "map-type";
      readonly key: TypeNode;
      readonly value: TypeNode;
      readonly isNotNull: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: "row-type";
      readonly fields: readonly { readonly name: Name; readonly type: TypeNode; readonly comment: string | null }[];
      readonly isNotNull: boolean;
      readonly span: Span;
    };

// ---- Expressions

/** Units of intervals, EXTRACT, FLOOR TO, TIMESTAMPADD; upper case, singular. */
export type TimeUnit =
  | "MILLENNIUM"
  | "CENTURY"
  | "DECADE"
  | "YEAR"
  | "QUARTER"
  | "MONTH"
  | "WEEK"
  | "DAY"
  | "HOUR"
  | "MINUTE"
  | "SECOND"
  | "MILLISECOND"
  | "MICROSECOND"
  | "NANOSECOND"
  | "EPOCH"
  | "DOW"
  | "ISODOW"
  | "DOY"
  | "ISOYEAR";

export type ExprNode =
  | NumberLiteral
  | StringLiteral
  | BinaryLiteral
  | BooleanLiteral
  | NullLiteral
  | TemporalLiteral
  | IntervalLiteral
  | ColumnRef
  | StarRef
  | FunctionCall
  | CastNode
  | CaseNode
  | InList
  | InSubquery
  | ExistsNode
  | ScalarSubquery
  | BetweenNode
  | LikeNode
  | IsNode
  | SubscriptNode
  | FieldAccess
  | RowConstructor
  | ArrayConstructor
  | MapConstructor
  | DescriptorNode
  | NamedArgument
  | TableArgument;

/** `text` as written, without sign: 1, 1.50, 1e3. */
export interface NumberLiteral {
  readonly kind: "number";
  readonly text: string;
  readonly span: Span;
}
/** The value, escapes undone. U&'' literals too. */
export interface StringLiteral {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}
/** X'..': hex digits in upper case. */
export interface BinaryLiteral {
  readonly kind: "binary";
  readonly hex: string;
  readonly span: Span;
}
export interface BooleanLiteral {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly span: Span;
}
export interface NullLiteral {
  readonly kind: "null";
  readonly span: Span;
}
/** DATE '...', TIME '...', TIMESTAMP '...'. */
export interface TemporalLiteral {
  readonly kind: "temporal";
  readonly type: "DATE" | "TIME" | "TIMESTAMP";
  readonly text: string;
  readonly span: Span;
}
/** INTERVAL [-]'text' from [TO to]; also INTERVAL '1 minute' and INTERVAL 1 MINUTE, already in this form. Precisions as written. */
export interface IntervalLiteral {
  readonly kind: "interval";
  readonly isNegative: boolean;
  readonly text: string;
  readonly from: TimeUnit;
  readonly to: TimeUnit | null;
  readonly leadingPrecision: number | null;
  readonly fractionalPrecision: number | null;
  readonly span: Span;
}
/** `a`, `t.a`, `t.r.f`: which parts are table, column and fields is for the binder. */
export interface ColumnRef {
  readonly kind: "column";
  readonly parts: readonly Name[];
  readonly span: Span;
}
/** `*` in COUNT(*) and SELECT lists, `t.*`; EXCLUDE names leave out columns. */
export interface StarRef {
  readonly kind: "star";
  readonly qualifier: readonly Name[];
  readonly exclude: readonly Name[];
  readonly span: Span;
}

/**
 * A function or operator. Operators: name is the symbol ("+", "-", "*", "/", "%", "||", "=", "<>", "<", "<=", ">", ">=", "AND", "OR", "NOT", "->",
 * "->>"), `isOperator` true, one argument for unary + - NOT. Functions with keyword syntax are in call form with the keyword parts in
 * `options` (plain words, upper case): EXTRACT {unit}, FLOOR/CEIL {unit}, TIMESTAMPADD/TIMESTAMPDIFF {unit},
 * TRIM {side: BOTH|LEADING|TRAILING} with args (text [, chars]), POSITION (needle, haystack), OVERLAY, SUBSTRING,
 * JSON_VALUE {returning, onEmpty, onError}, JSON_QUERY {wrapper, ...}, JSON_EXISTS {onError}, IS JSON {jsonKind},
 * JSON_OBJECT {onNull} with args key, value, key, value, ...; JSON_ARRAY {onNull}. The value of DEFAULT x ON EMPTY and DEFAULT x ON
 * ERROR is a further argument, in this order; `returning` is the printed type, for parseType. (a, b) OVERLAPS (c, d) is the
 * call OVERLAPS(ROW(a, b), ROW(c, d)). Names that were not quoted are in upper case here. CURRENT_TIMESTAMP and friends without parentheses have no arguments.
 */
export interface FunctionCall {
  readonly kind: "call";
  readonly name: string;
  /** Null for operators. */
  readonly nameSpan: Span | null;
  readonly isOperator: boolean;
  readonly args: readonly ExprNode[];
  readonly options: Readonly<Record<string, string | number | boolean | null>>;
  readonly quantifier: "DISTINCT" | "ALL" | null;
  /** ORDER BY inside the call, or WITHIN GROUP (ORDER BY ...). */
  readonly orderBy: readonly SortItem[];
  readonly isWithinGroup: boolean;
  /** IGNORE NULLS / RESPECT NULLS. */
  readonly nulls: "IGNORE" | "RESPECT" | null;
  readonly filter: ExprNode | null;
  readonly over: WindowRef | null;
  readonly span: Span;
}
export interface CastNode {
  readonly kind: "cast";
  readonly input: ExprNode;
  readonly type: TypeNode;
  readonly isTry: boolean;
  readonly span: Span;
}
/** `operand` null: searched CASE. */
export interface CaseNode {
  readonly kind: "case";
  readonly operand: ExprNode | null;
  readonly branches: readonly { readonly when: ExprNode; readonly then: ExprNode }[];
  readonly otherwise: ExprNode | null;
  readonly span: Span;
}
export interface InList {
  readonly kind: "in-list";
  readonly input: ExprNode;
  readonly items: readonly ExprNode[];
  readonly isNegated: boolean;
  readonly span: Span;
}
export interface InSubquery {
  readonly kind: "in-subquery";
  readonly input: ExprNode;
  readonly query: QueryNode;
  readonly isNegated: boolean;
  readonly span: Span;
}
export interface ExistsNode {
  readonly kind: "exists";
  readonly query: QueryNode;
  readonly span: Span;
}
export interface ScalarSubquery {
  readonly kind: "scalar-subquery";
  readonly query: QueryNode;
  readonly span: Span;
}
export interface BetweenNode {
  readonly kind: "between";
  readonly input: ExprNode;
  readonly low: ExprNode;
  readonly high: ExprNode;
  readonly isNegated: boolean;
  readonly isSymmetric: boolean;
  readonly span: Span;
}
export interface LikeNode {
  readonly kind: "like";
  readonly operator: "LIKE" | "ILIKE" | "SIMILAR TO";
  readonly input: ExprNode;
  readonly pattern: ExprNode;
  readonly escape: ExprNode | null;
  readonly isNegated: boolean;
  readonly span: Span;
}
/** IS [NOT] NULL / TRUE / FALSE / UNKNOWN / JSON [VALUE|OBJECT|ARRAY|SCALAR], and IS [NOT] DISTINCT FROM `other`. */
export interface IsNode {
  readonly kind: "is";
  readonly input: ExprNode;
  readonly test:
    | "NULL"
    | "TRUE"
    | "FALSE"
    | "UNKNOWN"
    | "DISTINCT FROM"
    | "JSON VALUE"
    | "JSON OBJECT"
    | "JSON ARRAY"
    | "JSON SCALAR";
  readonly other: ExprNode | null;
  readonly isNegated: boolean;
  readonly span: Span;
}
/** a[i], m['k']. */
export interface SubscriptNode {
  readonly kind: "subscript";
  readonly input: ExprNode;
  readonly index: ExprNode;
  readonly span: Span;
}
/** (expr).f, f(x).g: access on something that is no plain column path. */
export interface FieldAccess {
  readonly kind: "field";
  readonly input: ExprNode;
  readonly field: Name;
  readonly span: Span;
}
/** ROW(a, b) and (a, b). */
export interface RowConstructor {
  readonly kind: "row";
  readonly items: readonly ExprNode[];
  readonly span: Span;
}
export interface ArrayConstructor {
  readonly kind: "array";
  readonly items: readonly ExprNode[];
  readonly span: Span;
}
/** MAP[k, v, k, v]. */
export interface MapConstructor {
  readonly kind: "map";
  readonly entries: readonly { readonly key: ExprNode; readonly value: ExprNode }[];
  readonly span: Span;
}
/** DESCRIPTOR(a, b), in table function calls. */
export interface DescriptorNode {
  readonly kind: "descriptor";
  readonly columns: readonly Name[];
  readonly span: Span;
}
/** SIZE => expr, in table function calls. */
export interface NamedArgument {
  readonly kind: "named-argument";
  readonly name: Name;
  readonly value: ExprNode;
  readonly span: Span;
}
/** TABLE t [PARTITION BY (a, b)], TABLE (query), or a parenthesised query as argument of a table function. */
export interface TableArgument {
  readonly kind: "table-argument";
  readonly table: QualifiedName | QueryNode;
  readonly partitionBy: readonly ExprNode[];
  readonly span: Span;
}

export interface SortItem {
  readonly expr: ExprNode;
  readonly direction: "ASC" | "DESC" | null;
  readonly nulls: "FIRST" | "LAST" | null;
  readonly span: Span;
}

/** OVER name, or OVER (...). */
export type WindowRef =
  | { readonly kind: "window-name"; readonly name: Name; readonly span: Span }
  | {
      readonly kind: "window-spec";
      readonly base: Name | null;
      readonly partitionBy: readonly ExprNode[];
      readonly orderBy: readonly SortItem[];
      readonly frame: WindowFrame | null;
      readonly span: Span;
    };
export interface WindowFrame {
  readonly unit: "ROWS" | "RANGE";
  readonly start: FrameBound;
  readonly end: FrameBound | null;
  readonly span: Span;
}
export type FrameBound =
  | { readonly kind: "unbounded-preceding" | "unbounded-following" | "current-row" }
  | { readonly kind: "preceding" | "following"; readonly offset: ExprNode };

// ---- Queries

export type QueryNode = SelectNode | ValuesNode | SetOperation | WithNode | OrderedQuery;

export interface SelectNode {
  readonly kind: "select";
  readonly hints: readonly Hint[];
  readonly isDistinct: boolean;
  readonly items: readonly SelectItem[];
  /** Null: SELECT without FROM. Several FROM items are cross joins in this tree. */
  readonly from: TableNode | null;
  readonly where: ExprNode | null;
  /** Null: no GROUP BY. */
  readonly groupBy: readonly GroupItem[] | null;
  readonly having: ExprNode | null;
  readonly windows: readonly { readonly name: Name; readonly spec: WindowRef }[];
  readonly qualify: ExprNode | null;
  readonly span: Span;
}
export interface SelectItem {
  readonly expr: ExprNode;
  readonly alias: Name | null;
  readonly span: Span;
}
export type GroupItem =
  | { readonly kind: "group-expr"; readonly expr: ExprNode; readonly span: Span }
  | {
      readonly kind: "grouping-sets" | "rollup" | "cube";
      readonly sets: readonly (readonly ExprNode[])[];
      readonly span: Span;
    };
export interface ValuesNode {
  readonly kind: "values";
  readonly rows: readonly (readonly ExprNode[])[];
  readonly span: Span;
}
export interface SetOperation {
  readonly kind: "set-operation";
  readonly operator: "UNION" | "INTERSECT" | "EXCEPT";
  readonly isAll: boolean;
  readonly left: QueryNode;
  readonly right: QueryNode;
  readonly span: Span;
}
export interface WithNode {
  readonly kind: "with";
  readonly ctes: readonly {
    readonly name: Name;
    readonly columns: readonly Name[];
    readonly query: QueryNode;
    readonly span: Span;
  }[];
  readonly body: QueryNode;
  readonly span: Span;
}
/** ORDER BY, LIMIT, OFFSET, FETCH and the trailing EMIT clause around a query; only made when one of them is there. */
export interface OrderedQuery {
  readonly kind: "ordered";
  readonly query: QueryNode;
  readonly orderBy: readonly SortItem[];
  readonly limit: ExprNode | null;
  readonly offset: ExprNode | null;
  readonly emit: EmitClause | null;
  readonly span: Span;
}
export interface EmitClause {
  readonly mode: "ON WINDOW CLOSE" | "CHANGES" | "FINAL" | "PERIODIC" | "AFTER WATERMARK";
  readonly interval: ExprNode | null;
  readonly span: Span;
}
export interface Hint {
  readonly name: Name;
  readonly options: readonly { readonly key: string; readonly value: string | null; readonly span: Span }[];
  readonly span: Span;
}

export interface TableAlias {
  readonly name: Name;
  readonly columns: readonly Name[];
}

export type TableNode =
  | {
      readonly kind: "table";
      readonly name: QualifiedName;
      readonly hints: readonly Hint[];
      readonly alias: TableAlias | null;
      readonly systemTime: ExprNode | null;
      readonly span: Span;
    }
  | {
      readonly kind: "derived";
      readonly query: QueryNode;
      readonly isLateral: boolean;
      readonly alias: TableAlias | null;
      readonly span: Span;
    }
  /**
   * TABLE(TUMBLE(...)), TUMBLE(...), LATERAL TABLE(f(x)). RisingWave's TUMBLE(t, ts, size) and HOP(t, ts, slide, size) are already
   * in base form: a TableArgument and a DescriptorNode.
   */
  | {
      readonly kind: "table-function";
      readonly call: FunctionCall;
      readonly isLateral: boolean;
      readonly alias: TableAlias | null;
      readonly span: Span;
    }
  | {
      readonly kind: "unnest";
      readonly exprs: readonly ExprNode[];
      readonly hasOrdinality: boolean;
      readonly alias: TableAlias | null;
      readonly span: Span;
    }
  | MatchRecognizeNode
  | JoinNode;

/** input MATCH_RECOGNIZE (...) AS alias. */
export interface MatchRecognizeNode {
  readonly kind: "match-recognize";
  readonly input: TableNode;
  readonly partitionBy: readonly ExprNode[];
  readonly orderBy: readonly SortItem[];
  readonly measures: readonly { readonly expr: ExprNode; readonly name: Name; readonly span: Span }[];
  /** ONE ROW or ALL ROWS PER MATCH; null: not written. */
  readonly rows: "ONE" | "ALL" | null;
  /** Null: not written. */
  readonly skip: MatchSkip | null;
  readonly pattern: PatternNode;
  readonly within: ExprNode | null;
  readonly subsets: readonly { readonly name: Name; readonly members: readonly Name[]; readonly span: Span }[];
  readonly defines: readonly { readonly variable: Name; readonly condition: ExprNode; readonly span: Span }[];
  readonly alias: TableAlias | null;
  readonly span: Span;
}

/** AFTER MATCH SKIP ...; TO v is TO LAST v. */
export type MatchSkip =
  | { readonly kind: "past-last-row" | "to-next-row"; readonly span: Span }
  | { readonly kind: "to-first" | "to-last"; readonly variable: Name; readonly span: Span };

/** Sequences and alternations have at least two items. */
export type PatternNode =
  | { readonly kind: "variable"; readonly name: Name; readonly span: Span }
  | { readonly kind: "sequence" | "alternation"; readonly items: readonly PatternNode[]; readonly span: Span }
  | {
      readonly kind: "repeat";
      readonly input: PatternNode;
      readonly min: number;
      /** Null: without limit. */
      readonly max: number | null;
      readonly isReluctant: boolean;
      readonly span: Span;
    };

export interface JoinNode {
  readonly kind: "join";
  readonly type: "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS" | "SEMI" | "ANTI" | "ASOF" | "LEFT ASOF";
  readonly isNatural: boolean;
  readonly left: TableNode;
  readonly right: TableNode;
  readonly on: ExprNode | null;
  readonly using: readonly Name[];
  readonly span: Span;
}

// ---- Statements

export type Statement =
  | CreateTable
  | CreateView
  | CreateFunction
  | DropStatement
  | AlterTable
  | InsertStatement
  | StatementSet
  | SelectStatement
  | ExplainStatement
  | DescribeStatement
  | ShowStatement
  | SetStatement
  | ResetStatement
  | StopJob;

export interface TableOption {
  readonly key: string;
  readonly value: string;
  readonly keySpan: Span;
  readonly valueSpan: Span;
}

export type ColumnNode =
  | {
      readonly kind: "physical";
      readonly name: Name;
      readonly type: TypeNode;
      readonly isPrimaryKey: boolean;
      readonly comment: string | null;
      readonly span: Span;
    }
  | {
      readonly kind: "computed";
      readonly name: Name;
      readonly expr: ExprNode;
      readonly comment: string | null;
      readonly span: Span;
    }
  | {
      readonly kind: "metadata";
      readonly name: Name;
      readonly type: TypeNode;
      readonly key: string | null;
      readonly isVirtual: boolean;
      readonly comment: string | null;
      readonly span: Span;
    };

export interface CreateTable {
  readonly kind: "create-table";
  readonly isTemporary: boolean;
  readonly ifNotExists: boolean;
  readonly name: QualifiedName;
  readonly columns: readonly ColumnNode[];
  readonly watermark: { readonly column: Name; readonly expr: ExprNode; readonly span: Span } | null;
  /** From a table constraint. `isEnforced`: written without NOT ENFORCED. */
  readonly primaryKey: { readonly columns: readonly Name[]; readonly isEnforced: boolean; readonly span: Span } | null;
  readonly comment: string | null;
  readonly partitionedBy: readonly Name[];
  readonly options: readonly TableOption[];
  readonly like: { readonly table: QualifiedName; readonly span: Span } | null;
  /** CREATE TABLE ... AS query. */
  readonly as: QueryNode | null;
  readonly span: Span;
}
export interface CreateView {
  readonly kind: "create-view";
  readonly isTemporary: boolean;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: QualifiedName;
  readonly columns: readonly Name[];
  readonly comment: string | null;
  readonly query: QueryNode;
  readonly span: Span;
}
/** CREATE FUNCTION f AS 'module.js#export' LANGUAGE JAVASCRIPT. */
export interface CreateFunction {
  readonly kind: "create-function";
  readonly isTemporary: boolean;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly name: QualifiedName;
  /** The text after AS. */
  readonly body: string;
  readonly bodySpan: Span;
  /** As written; null: no LANGUAGE. */
  readonly language: Name | null;
  readonly span: Span;
}
export interface DropStatement {
  readonly kind: "drop";
  readonly object: "TABLE" | "VIEW" | "FUNCTION";
  readonly isTemporary: boolean;
  readonly ifExists: boolean;
  readonly name: QualifiedName;
  readonly span: Span;
}
/** ALTER TABLE t SET ('k' = 'v') and ALTER TABLE t RESET ('k'). */
export interface AlterTable {
  readonly kind: "alter-table";
  readonly name: QualifiedName;
  readonly set: readonly TableOption[];
  readonly reset: readonly { readonly key: string; readonly span: Span }[];
  readonly span: Span;
}
export interface InsertStatement {
  readonly kind: "insert";
  readonly isOverwrite: boolean;
  readonly table: QualifiedName;
  readonly hints: readonly Hint[];
  /** INSERT INTO t PARTITION (k = 'v'). */
  readonly partition: readonly { readonly column: Name; readonly value: ExprNode }[];
  /** Empty: all columns in order. */
  readonly columns: readonly Name[];
  readonly query: QueryNode;
  /** ON CONFLICT DO ...: what several rows of one PRIMARY KEY do; null: nothing said. */
  readonly onConflict: ConflictAction | null;
  readonly span: Span;
}
export type ConflictAction = "deduplicate" | "nothing" | "error";
export interface StatementSet {
  readonly kind: "statement-set";
  readonly inserts: readonly InsertStatement[];
  readonly span: Span;
}
export interface SelectStatement {
  readonly kind: "select-statement";
  readonly query: QueryNode;
  readonly span: Span;
}
export interface ExplainStatement {
  readonly kind: "explain";
  readonly details: readonly ExplainDetail[];
  readonly statement: SelectStatement | InsertStatement | StatementSet;
  readonly span: Span;
}
/** Any word, in upper case: whether there is such a detail is the binder's to say. */
export interface ExplainDetail {
  readonly word: string;
  readonly span: Span;
}
export interface DescribeStatement {
  readonly kind: "describe";
  readonly name: QualifiedName;
  readonly span: Span;
}
/** SHOW TABLES | VIEWS | FUNCTIONS | JOBS | CREATE TABLE t | CREATE VIEW v [LIKE 'pattern']; `what` in upper case. */
export interface ShowStatement {
  readonly kind: "show";
  readonly what: "TABLES" | "VIEWS" | "FUNCTIONS" | "JOBS" | "CREATE TABLE" | "CREATE VIEW";
  readonly name: QualifiedName | null;
  readonly like: string | null;
  readonly span: Span;
}
/** STOP JOB 'id'. */
export interface StopJob {
  readonly kind: "stop-job";
  readonly id: string;
  readonly span: Span;
}
/** SET 'k' = 'v'; key null: SET alone lists the settings. */
export interface SetStatement {
  readonly kind: "set";
  readonly key: string | null;
  readonly value: string | null;
  readonly keySpan: Span | null;
  readonly valueSpan: Span | null;
  readonly span: Span;
}
/** RESET 'k'; key null: all. */
export interface ResetStatement {
  readonly kind: "reset";
  readonly key: string | null;
  readonly keySpan: Span | null;
  readonly span: Span;
}
