// What a function is: one record a file, one line in the registry. Reference, "did you mean", completion and the
// example tests come from the record.
import type { Scalar } from "../columnar/scalar.ts";
import type { SqlType } from "../common/types.ts";
import type { Zone } from "../common/zone.ts";
import type { Expr } from "./expr.ts";

/** What an expression may ask of its surroundings while it runs. Constant within a batch. */
export interface EvalContext {
  /** 'table.local-time-zone': an IANA name or an offset such as +05:30. */
  readonly zone: string;
  /** The rules of `zone`, kept by whoever runs the expressions: zoneFor(zone) of common/zone.ts. */
  readonly timeZone: Zone;
  /** Batch time, ms UTC: what CURRENT_TIMESTAMP and PROCTIME answer. Logged, so that a replay is identical. */
  readonly batchTimeMs: number;
  /** Watermark before each row, for CURRENT_WATERMARK; null outside streams. */
  readonly watermarkMs: number;
  /** Seeded numbers in [0, 1) for RAND and UUID; the seed is logged with the batch. */
  random(): number;
}

/** What bind sees of the arguments of a call. */
export interface ArgumentInfo {
  readonly type: SqlType;
  /** The value of a literal argument (already folded); undefined when it is no constant. */
  readonly constant: Scalar | undefined;
  /** True for a call that makes JSON text (JSON_OBJECT, JSON_ARRAY, JSON). */
  readonly isJson?: boolean;
}

/** Result of binding: the types the arguments are cast to (same length as the call's arguments) and the result's type. */
export interface BoundSignature {
  readonly argTypes: readonly SqlType[];
  readonly type: SqlType;
  /** Added to the options of the call. */
  readonly options?: CallInfo["options"];
}

/** An example: SQL expression text and its result as CAST(x AS STRING) prints it; null for NULL. */
export type FunctionExample = readonly [sql: string, result: string | null];

export type Volatility =
  /** Same arguments, same result. Folded when constant. */
  | "immutable"
  /** Constant within a batch or session (CURRENT_TIMESTAMP, zone-dependent text). Never folded at plan time. */
  | "stable"
  /** New at every call (RAND, UUID). */
  | "volatile";

export type FunctionCategory =
  | "comparison"
  | "logical"
  | "arithmetic"
  | "string"
  | "temporal"
  | "conditional"
  | "type conversion"
  | "collection"
  | "json"
  | "hash"
  | "regular expression"
  | "aggregate";

export interface ScalarFunction {
  readonly kind: "scalar";
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly category: FunctionCategory;
  /** One sentence without a full stop. */
  readonly summary: string;
  /** How it is written, for the reference: "SPLIT_INDEX(text, delimiter, index)". */
  readonly syntax: readonly string[];
  readonly examples: readonly FunctionExample[];
  readonly volatility: Volatility;
  /** Types of a call, or the reason (one sentence) why these arguments are refused. */
  bind(
    args: readonly ArgumentInfo[],
    options: Readonly<Record<string, string | number | boolean | null>>,
  ): BoundSignature | string;
  /** Set for an async function: planned as a node of its own, never evaluated by a kernel. */
  readonly later?: LaterAnswers;
  /** Set for a user function: its calls carry this record, no registry knows it. */
  readonly isUser?: boolean;
  /** True: any NULL argument makes NULL and `evaluate`/`emit` never see one. */
  readonly isStrict: boolean;
  /** True when it can throw a DataProblem for some arguments: such a call is never moved onto rows it would not have reached. */
  readonly canFail: boolean;
  /** A narrower answer for one call, where `canFail` is true: 1.5e0 * x never fails, 10 / x does. */
  readonly canCallFail?: (call: Pick<CallInfo, "argTypes" | "type" | "constants" | "options">) => boolean;
  /** The meaning, on scalars. Throws DataProblem. Absent only where `emit` exists. */
  readonly evaluate?: (args: readonly Scalar[], call: CallInfo, context: EvalContext) => Scalar;
  /** The same as `evaluate` with the arguments one by one, for functions that need no call and no context: the kernel calls it directly. */
  readonly evaluateSpread?: (...args: Scalar[]) => Scalar;
  /** Source text of the same meaning, for hot strict functions; the names of compile-library.ts are in scope. Property-tested equal to `evaluate`. */
  readonly emit?: (args: readonly EmittedArgument[], call: CallInfo) => string | null;
}

/** How a function that answers later is asked. */
export interface LaterAnswers {
  /** False: two calls with the same arguments may differ. */
  readonly isDeterministic: boolean;
  /** Calls at one time, and how long one may take; null: as the session says. */
  readonly concurrencyMax: number | null;
  readonly timeoutMs: number | null;
  /** Rejects with a DataProblem. */
  ask(args: readonly Scalar[], context: EvalContext): Promise<Scalar>;
}

/** The static side of one call, for evaluate and emit. */
export interface CallInfo {
  readonly argTypes: readonly SqlType[];
  readonly type: SqlType;
  readonly options: Readonly<Record<string, string | number | boolean | null>>;
  /** Values of constant arguments (undefined where not constant): a LIKE pattern is compiled once from this. */
  readonly constants: readonly (Scalar | undefined)[];
  /** Scratch that lives as long as the compiled expression: memoised regular expressions and the like. */
  readonly memo: Map<string, unknown>;
}

/** An argument inside generated code. */
export interface EmittedArgument {
  /** A JavaScript expression without side effects (a local). Never NULL when the function is strict. */
  readonly code: string;
  readonly type: SqlType;
  readonly expr: Expr;
  /** True when exact 64-bit values are bigints in this variant of the kernel. */
  readonly isBig: boolean;
}

/** Thrown by evaluate: the value cannot be computed. The kernel adds row and expression and makes a DATA_ error of it. */
export class DataProblem extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
