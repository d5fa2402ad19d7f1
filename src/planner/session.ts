// What binding and planning know of their surroundings: the catalog, the settings, and facts about connectors. The
// planner imports no connector; the engine hands it a ConnectorDirectory.

import type { Scalar } from "../columnar/scalar.ts";
import type { Column, SqlType } from "../common/types.ts";
import type { AggregateFunction } from "../expr/aggregate-function.ts";
import type { ScalarFunction } from "../expr/function.ts";
import type { QueryNode } from "../parser/ast.ts";
import type { LogicalSink, ResolvedTable } from "./logical.ts";

/** Something wrong with the WITH options of a table. */
export interface OptionProblem {
  /** The option's key as written, or null when one is missing. */
  readonly key: string | null;
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** The key or value that was probably meant; null when unknown. */
  readonly suggestion: string | null;
}

export interface ConnectorDirectory {
  names(): readonly string[];
  /** All problems of the options of a table: unknown connector, unknown or missing keys, bad values, format that does not fit. */
  check(table: ResolvedTable): readonly OptionProblem[];
  canRead(connector: string): boolean;
  canWrite(connector: string): boolean;
  /** Whether rows can be asked for by key, as FOR SYSTEM_TIME AS OF processing time does. */
  canLookUp(connector: string): boolean;
  /** Whether a lookup can compare values of the type. */
  canCompare(connector: string, type: SqlType): boolean;
  /** Metadata keys of a source or sink with their types, those of its format among them. */
  metadata(connector: string, options: Readonly<Record<string, string>>): Readonly<Record<string, SqlType>>;
  isBounded(table: ResolvedTable): boolean;
  /** Kinds of changes a source brings. */
  sourceMode(table: ResolvedTable): "append" | "retract" | "upsert";
  /** Changes a sink takes; upsert needs a PRIMARY KEY. */
  sinkMode(table: ResolvedTable): "append" | "retract" | "upsert";
}

export interface CatalogView {
  readonly name: string;
  readonly columns: readonly string[] | null;
  readonly query: QueryNode;
  /** The text after AS, for SHOW CREATE VIEW. */
  readonly sql: string;
}

/** A table as its statement wrote it, for DESCRIBE and SHOW CREATE TABLE. */
export interface TableTexts {
  /** SQL of computed columns and comments, by column name. */
  readonly columns: Readonly<Record<string, { readonly expr: string | null; readonly comment: string | null }>>;
  /** SQL behind WATERMARK FOR c AS. */
  readonly watermark: string | null;
  readonly comment: string | null;
}

export type CatalogObject =
  | {
      readonly kind: "table";
      readonly table: ResolvedTable;
      readonly isTemporary: boolean;
      readonly sql: string;
      readonly texts?: TableTexts;
    }
  | { readonly kind: "view"; readonly view: CatalogView; readonly isTemporary: boolean };

/** Names are matched case-insensitively unless quoted and an exact match exists. Database and catalog prefixes default_catalog.default_database are accepted. */
export interface Catalog {
  find(name: string): CatalogObject | null;
  /** In order of creation. */
  list(): readonly CatalogObject[];
  put(object: CatalogObject): void;
  drop(name: string): void;
}

/** A function of FROM: `record` answers its rows as an ARRAY. */
export interface TableFunction {
  readonly kind: "table";
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly syntax: readonly string[];
  readonly record: ScalarFunction;
}

/** A function of the user by its name in upper case. */
export type UserFunction = ScalarFunction | AggregateFunction | TableFunction;

/** Why a module gives no function. */
export interface FunctionProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** User functions of a session. Names are matched in any case. */
export interface UserFunctions {
  find(name: string): UserFunction | null;
  list(): readonly UserFunction[];
  /** Takes the function that `body` ("module.js#export") exports, under the name. */
  create(name: string, body: string): FunctionProblem | null;
  drop(name: string): void;
}

export interface PlannerSession {
  readonly catalog: Catalog;
  /** Absent: there are none and none can be made. */
  readonly functions?: UserFunctions;
  readonly connectors: ConnectorDirectory;
  /** Whether jobs run beside the statements, as at the prompt: SHOW JOBS and STOP JOB mean something. */
  readonly hasJobs?: boolean;
  /** Settings in force: SET values over defaults. Keys known to the engine are in planner/settings.ts. */
  readonly settings: Map<string, string>;
  /** True while the settings that were given from outside are checked. */
  readonly takesOutsideSettings?: boolean;
}

export interface BindWarning {
  readonly code: string;
  /** Rendered as an error is: place, text, hint, repaired SQL. */
  readonly text: string;
}

export type BoundStatement =
  /** DDL, SET, RESET: already applied to the session. */
  | { readonly kind: "done"; readonly message: string; readonly warnings: readonly BindWarning[] }
  | { readonly kind: "rows"; readonly columns: readonly Column[]; readonly rows: readonly (readonly Scalar[])[] }
  /** SHOW JOBS; with an id STOP JOB. */
  | { readonly kind: "jobs"; readonly stops: string | null }
  /** INSERT, statement set, CREATE TABLE AS (already in the catalog). */
  | { readonly kind: "insert"; readonly sinks: readonly LogicalSink[]; readonly warnings: readonly BindWarning[] }
  | { readonly kind: "select"; readonly sink: LogicalSink; readonly warnings: readonly BindWarning[] }
  | {
      readonly kind: "explain";
      readonly sinks: readonly LogicalSink[];
      readonly details: readonly string[];
      readonly warnings: readonly BindWarning[];
    };
