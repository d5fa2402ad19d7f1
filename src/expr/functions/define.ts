// How a function record is written: `scalar({...})` turns a declarative table of signatures into the record's `bind`.
//
// A signature is the parameters, "->", the result:
//
//   export const splitIndex = scalar({
//     name: "SPLIT_INDEX",
//     category: "string",
//     syntax: ["SPLIT_INDEX(text, delimiter, index)"],
//     signatures: [[STRING, STRING, INT, "->", nullable(STRING)]],
//     summary: "The part of a text between delimiters, counted from 0",
//     examples: [["SPLIT_INDEX('a,b,c', ',', 1)", "b"], ["SPLIT_INDEX('a,b', ',', 5)", null]],
//     evaluate: (text: string, delimiter: string, index: number) => text.split(delimiter)[index] ?? null,
//   });
//
//   export const abs = scalar({
//     name: "ABS", category: "arithmetic", syntax: ["ABS(number)"],
//     signatures: [["NUMERIC", "->", first]],          // the result has the type of the first argument
//     summary: "The absolute value", examples: [["ABS(-1)", "1"]], canFail: true,
//     evaluateCall: ([x], call) => checkedInteger(absOf(x), call.type),   // when type, options, memo or context matter
//   });
//
// Parameters: a type (STRING takes any CHAR/VARCHAR, DOUBLE any number, by an inserted cast; DATE, timestamp(3), ...); a
//   family ("ANY", "NUMERIC", "EXACT", "INTEGER", "TEXT", "BINARY", "TIMESTAMP" of any precision, "TIMESTAMP_LTZ",
//   "DATETIME" = DATE or TIMESTAMP or TIMESTAMP_LTZ, "INTERVAL", "ARRAY", "MAP", "ROW"), which keeps the argument's own
//   type; a type variable "T", "K", "V": all arguments with it are cast to their least restrictive type;
//   arrayOf("T"), mapOf("K", "V"); optional(p) at the end; variadic(p) last (none or more).
// Result: a type, a type variable, arrayOf/mapOf, or a function of the argument types as cast; wrapped in nullable() or
//   neverNull() where NULL does not follow from the arguments. Otherwise the result is nullable iff an argument is.
// The first signature that fits without casts wins, else the first that fits with implicit casts.
// Strict (the default): a NULL argument makes NULL and evaluate never sees one. A literal NULL takes the parameter's type.
// evaluate gets the arguments one by one (an absent optional one is undefined) and is the faster form.
// It throws DataProblem for values it cannot answer (say canFail: true then) and returns a Scalar in canonical form
// (exact(bigint) of columnar/scalar.ts for 64-bit results).
import type { Scalar } from "../../columnar/scalar.ts";
import { isBinary, isInteger, isNumeric, isString, type SqlType, typeText, withNullable } from "../../common/types.ts";
import { canCastImplicitly, leastRestrictive } from "../coerce.ts";
import type {
  ArgumentInfo,
  BoundSignature,
  CallInfo,
  EmittedArgument,
  EvalContext,
  FunctionCategory,
  FunctionExample,
  ScalarFunction,
  Volatility,
} from "../function.ts";

const FAMILIES = {
  ANY: () => true,
  NUMERIC: isNumeric,
  EXACT: (type: SqlType) => isInteger(type) || type.kind === "DECIMAL",
  INTEGER: isInteger,
  TEXT: isString,
  BINARY: isBinary,
  TIMESTAMP: (type: SqlType) => type.kind === "TIMESTAMP",
  TIMESTAMP_LTZ: (type: SqlType) => type.kind === "TIMESTAMP_LTZ",
  DATETIME: (type: SqlType) => type.kind === "DATE" || type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ",
  INTERVAL: (type: SqlType) => type.kind === "INTERVAL_DAY" || type.kind === "INTERVAL_MONTH",
  ARRAY: (type: SqlType) => type.kind === "ARRAY",
  MAP: (type: SqlType) => type.kind === "MAP",
  ROW: (type: SqlType) => type.kind === "ROW",
} as const satisfies Record<string, (type: SqlType) => boolean>;

export type Family = keyof typeof FAMILIES;
export type TypeVariable = "T" | "K" | "V";
type Element = SqlType | TypeVariable;

interface ArrayPattern {
  readonly pattern: "array";
  readonly element: Element;
}
interface MapPattern {
  readonly pattern: "map";
  readonly key: Element;
  readonly value: Element;
}
type SinglePattern = SqlType | Family | TypeVariable | ArrayPattern | MapPattern;
interface RepeatedPattern {
  readonly pattern: "optional" | "variadic";
  readonly of: SinglePattern;
}

/** The result from the argument types as they were cast (absent optional ones left out). */
export type ResultOf = (argTypes: readonly SqlType[], args: readonly ArgumentInfo[]) => SqlType;
type BareResult = SqlType | TypeVariable | ArrayPattern | MapPattern | ResultOf;
interface ResultWithNullability {
  readonly pattern: "nullable" | "never-null" | "as-given";
  readonly of: BareResult;
}

export type Signature = readonly (SinglePattern | RepeatedPattern | BareResult | ResultWithNullability | "->")[];

export const optional = (of: SinglePattern): RepeatedPattern => ({ pattern: "optional", of });
export const variadic = (of: SinglePattern): RepeatedPattern => ({ pattern: "variadic", of });
export const arrayOf = (element: Element): ArrayPattern => ({ pattern: "array", element });
export const mapOf = (key: Element, value: Element): MapPattern => ({ pattern: "map", key, value });
/** The result may be NULL whatever the arguments are. */
export const nullable = (of: BareResult): ResultWithNullability => ({ pattern: "nullable", of });
/** The result is never NULL (for functions that are not strict). */
export const neverNull = (of: BareResult): ResultWithNullability => ({ pattern: "never-null", of });
/** The result's nullability is exactly what the function of the argument types answers. */
export const asGiven = (of: ResultOf): ResultWithNullability => ({ pattern: "as-given", of });
/** Result type: that of the first argument. */
export const first: ResultOf = (argTypes) => argTypes[0];
/** Result type: the first argument's text type as VARCHAR of the same greatest length (TRIM, SUBSTRING). */
export const firstVarying: ResultOf = ([type]) =>
  type.kind === "CHAR" ? { kind: "VARCHAR", length: type.length, nullable: type.nullable } : type;

export interface ScalarDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly category: FunctionCategory;
  readonly summary: string;
  readonly syntax: readonly string[];
  readonly examples: readonly FunctionExample[];
  readonly signatures?: readonly Signature[];
  /** Instead of signatures. */
  readonly bind?: ScalarFunction["bind"];
  /** Default "immutable". */
  readonly volatility?: Volatility;
  /** Default true. */
  readonly isStrict?: boolean;
  /** Default false. */
  readonly canFail?: boolean;
  readonly canCallFail?: ScalarFunction["canCallFail"];
  readonly evaluate?: (...args: never[]) => Scalar;
  readonly evaluateCall?: (args: readonly Scalar[], call: CallInfo, context: EvalContext) => Scalar;
  readonly emit?: (args: readonly EmittedArgument[], call: CallInfo) => string | null;
}

export function scalar(definition: ScalarDefinition): ScalarFunction {
  const { signatures, bind, volatility, isStrict, canFail, evaluate, evaluateCall, ...rest } = definition;
  const spread = evaluate as ((...args: Scalar[]) => Scalar) | undefined;
  return {
    kind: "scalar",
    ...rest,
    volatility: volatility ?? "immutable",
    isStrict: isStrict ?? true,
    canFail: canFail ?? false,
    bind: bind ?? bindSignatures((signatures ?? []).map(parseSignature)),
    evaluate: evaluateCall ?? (spread === undefined ? undefined : (args) => spread(...args)),
    evaluateSpread: evaluateCall === undefined ? spread : undefined,
  };
}

interface ParsedSignature {
  readonly parameters: readonly SinglePattern[];
  readonly requiredCount: number;
  readonly isVariadic: boolean;
  readonly result: ResultWithNullability | BareResult;
}

function parseSignature(signature: Signature): ParsedSignature {
  const written = signature.slice(0, -2) as readonly (SinglePattern | RepeatedPattern)[];
  let requiredCount = 0;
  let isVariadic = false;
  const parameters = written.map((parameter) => {
    if (typeof parameter === "object" && "of" in parameter) {
      isVariadic ||= parameter.pattern === "variadic";
      return parameter.of;
    }
    requiredCount++;
    return parameter;
  });
  return {
    parameters,
    requiredCount,
    isVariadic,
    result: signature[signature.length - 1] as ParsedSignature["result"],
  };
}

function bindSignatures(signatures: readonly ParsedSignature[]): ScalarFunction["bind"] {
  return (args) => {
    const fitting = signatures.filter(
      (s) => args.length >= s.requiredCount && (s.isVariadic || args.length <= s.parameters.length),
    );
    if (fitting.length === 0) return `it takes ${countText(signatures)}, not ${args.length}`;
    for (const canCast of [false, true]) {
      for (const signature of fitting) {
        const bound = match(signature, args, canCast);
        if (bound !== null) return bound;
      }
    }
    const takes = signatures.map((s) => `(${parametersText(s)})`).join(" or ");
    return `it takes ${takes}, not (${args.map((arg) => typeText(withNullable(arg.type, true))).join(", ")})`;
  };
}

function match(signature: ParsedSignature, args: readonly ArgumentInfo[], canCast: boolean): BoundSignature | null {
  const variables = new Map<TypeVariable, SqlType>();
  const patterns = args.map((_, i) => signature.parameters[Math.min(i, signature.parameters.length - 1)]);
  for (let i = 0; i < args.length; i++) {
    if (!collect(patterns[i], args[i].type, variables, canCast)) return null;
  }
  const argTypes: SqlType[] = [];
  for (let i = 0; i < args.length; i++) {
    const target = parameterType(patterns[i], args[i].type, variables);
    if (!canCastImplicitly(args[i].type, target)) return null;
    argTypes.push(target);
  }
  return { argTypes, type: resultType(signature.result, argTypes, args, variables) };
}

/** True when the argument can stand for the pattern; remembers what the type variables have to cover. */
function collect(
  pattern: SinglePattern,
  type: SqlType,
  variables: Map<TypeVariable, SqlType>,
  canCast: boolean,
): boolean {
  if (typeof pattern === "string") {
    if (!isVariable(pattern)) return type.kind === "NULL" || FAMILIES[pattern](type);
    return bindVariable(pattern, type, variables, canCast);
  }
  if ("kind" in pattern) {
    return isSameKind(type, pattern) || type.kind === "NULL" || (canCast && canCastImplicitly(type, pattern));
  }
  if (type.kind === "NULL") return true;
  if (pattern.pattern === "array") {
    return type.kind === "ARRAY" && collectElement(pattern.element, type.element, variables, canCast);
  }
  return (
    type.kind === "MAP" &&
    collectElement(pattern.key, type.key, variables, canCast) &&
    collectElement(pattern.value, type.value, variables, canCast)
  );
}

function collectElement(
  element: Element,
  type: SqlType,
  variables: Map<TypeVariable, SqlType>,
  canCast: boolean,
): boolean {
  if (typeof element === "string") return bindVariable(element, type, variables, canCast);
  return isSameKind(type, element) || (canCast && canCastImplicitly(type, element));
}

function bindVariable(
  variable: TypeVariable,
  type: SqlType,
  variables: Map<TypeVariable, SqlType>,
  canCast: boolean,
): boolean {
  const known = variables.get(variable);
  const shared = known === undefined ? type : leastRestrictive([known, type]);
  if (shared === null) return false;
  if (!canCast && known !== undefined && known.kind !== "NULL" && type.kind !== "NULL" && known.kind !== type.kind)
    return false;
  variables.set(variable, shared);
  return true;
}

function parameterType(pattern: SinglePattern, type: SqlType, variables: ReadonlyMap<TypeVariable, SqlType>): SqlType {
  if (typeof pattern === "string") {
    return isVariable(pattern) ? withNullable(variables.get(pattern) ?? type, type.nullable) : type;
  }
  if ("kind" in pattern) return isSameKind(type, pattern) ? type : withNullable(pattern, type.nullable);
  if (pattern.pattern === "array") {
    const given = type.kind === "ARRAY" ? type.element : null;
    return { kind: "ARRAY", element: elementType(pattern.element, given, variables), nullable: type.nullable };
  }
  const given = type.kind === "MAP" ? type : null;
  return {
    kind: "MAP",
    key: elementType(pattern.key, given === null ? null : given.key, variables),
    value: elementType(pattern.value, given === null ? null : given.value, variables),
    nullable: type.nullable,
  };
}

function elementType(element: Element, given: SqlType | null, variables: ReadonlyMap<TypeVariable, SqlType>): SqlType {
  if (typeof element === "string") return variables.get(element) ?? { kind: "NULL", nullable: true };
  return given !== null && isSameKind(given, element) ? given : element;
}

function resultType(
  result: ParsedSignature["result"],
  argTypes: readonly SqlType[],
  args: readonly ArgumentInfo[],
  variables: ReadonlyMap<TypeVariable, SqlType>,
): SqlType {
  const nullability = typeof result === "object" && "of" in result ? result.pattern : null;
  const bare = typeof result === "object" && "of" in result ? result.of : result;
  const type = bareResultType(bare, argTypes, args, variables);
  if (nullability === "as-given") return type;
  if (nullability !== null) return withNullable(type, nullability === "nullable");
  return withNullable(
    type,
    argTypes.some((argType) => argType.nullable),
  );
}

function bareResultType(
  bare: BareResult,
  argTypes: readonly SqlType[],
  args: readonly ArgumentInfo[],
  variables: ReadonlyMap<TypeVariable, SqlType>,
): SqlType {
  if (typeof bare === "function") return bare(argTypes, args);
  if (typeof bare === "string") return elementType(bare, null, variables);
  if ("kind" in bare) return bare;
  return parameterType(bare, { kind: "NULL", nullable: true }, variables);
}

/** Same kind, CHAR and VARCHAR (BINARY and VARBINARY) being one; DECIMAL, TIME and TIMESTAMP also by precision. */
function isSameKind(type: SqlType, wanted: SqlType): boolean {
  if (isString(type) || isBinary(type)) return isString(type) ? isString(wanted) : isBinary(wanted);
  if (type.kind !== wanted.kind) return false;
  if (type.kind === "DECIMAL" && wanted.kind === "DECIMAL")
    return type.precision === wanted.precision && type.scale === wanted.scale;
  if ("precision" in type && "precision" in wanted) return type.precision === wanted.precision;
  if ("element" in type && "element" in wanted) return isSameKind(type.element, wanted.element);
  return true;
}

function isVariable(pattern: string): pattern is TypeVariable {
  return pattern === "T" || pattern === "K" || pattern === "V";
}

function parametersText(signature: ParsedSignature): string {
  const texts = signature.parameters.map((parameter, i) => {
    const text = patternText(parameter);
    return i < signature.requiredCount ? text : signature.isVariadic ? `${text}, ...` : `[${text}]`;
  });
  return texts.join(", ");
}

function patternText(pattern: SinglePattern | Element): string {
  if (typeof pattern === "string") return pattern === "TEXT" ? "STRING" : pattern === "ANY" ? "any type" : pattern;
  if ("kind" in pattern) return typeText(withNullable(pattern, true));
  if (pattern.pattern === "array") return `ARRAY<${patternText(pattern.element)}>`;
  return `MAP<${patternText(pattern.key)}, ${patternText(pattern.value)}>`;
}

function countText(signatures: readonly ParsedSignature[]): string {
  const least = Math.min(...signatures.map((s) => s.requiredCount));
  const isOpen = signatures.some((s) => s.isVariadic);
  const most = Math.max(...signatures.map((s) => s.parameters.length));
  const count = isOpen ? `at least ${least}` : least === most ? `${least}` : `${least} to ${most}`;
  return `${count} argument${!isOpen && most === 1 ? "" : "s"}`;
}
