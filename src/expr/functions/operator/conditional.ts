// CASE, IF, COALESCE, IFNULL, NULLIF, GREATEST and LEAST. All but the last two are written by the kernel itself, which
// evaluates only the operands it needs (compile-forms.ts).
// Result type: the least restrictive type of the results; IFNULL keeps the type of its first operand where that is one.
import type { Scalar } from "../../../columnar/scalar.ts";
import { BOOLEAN, type SqlType, typeText, withNullable } from "../../../common/types.ts";
import { leastRestrictive } from "../../coerce.ts";
import type { ArgumentInfo, BoundSignature, FunctionExample, ScalarFunction } from "../../function.ts";
import { scalar } from "../define.ts";
import { compareValues } from "./compare-values.ts";
import { comparable } from "./comparison-types.ts";

function typeNames(args: readonly ArgumentInfo[]): string {
  return args.map((arg) => typeText(withNullable(arg.type, true))).join(", ");
}

/** when, then, when, then, ..., else. */
function bindBranches(args: readonly ArgumentInfo[]): BoundSignature | string {
  const results = args.filter((_, i) => i % 2 === 1 || i === args.length - 1);
  const conditions = args.filter((_, i) => i % 2 === 0 && i !== args.length - 1);
  const wrong = conditions.find((arg) => arg.type.kind !== "BOOLEAN" && arg.type.kind !== "NULL");
  if (wrong !== undefined) return `a condition is BOOLEAN, not ${typeText(withNullable(wrong.type, true))}`;
  const type = leastRestrictive(results.map((arg) => arg.type));
  if (type === null) return `its results have no common type: ${typeNames(results)}`;
  if (type.kind === "NULL") return "at least one of its results is not NULL";
  const argTypes = args.map((arg, i) =>
    i % 2 === 0 && i !== args.length - 1
      ? withNullable(BOOLEAN, arg.type.nullable)
      : withNullable(type, arg.type.nullable),
  );
  return { argTypes, type };
}

function evaluateBranches(args: readonly Scalar[]): Scalar {
  for (let i = 0; i + 1 < args.length; i += 2) if (args[i] === true) return args[i + 1];
  return args[args.length - 1];
}

export const caseWhen = scalar({
  name: "CASE",
  category: "conditional",
  syntax: ["CASE WHEN condition THEN result [WHEN ...] [ELSE result] END", "CASE value WHEN value THEN result ... END"],
  summary: "The result of the first condition that is true, else that of ELSE, else NULL",
  examples: [
    ["CASE WHEN FALSE THEN 'a' WHEN TRUE THEN 'b' END", "b"],
    ["CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'many' END", "two"],
  ],
  isStrict: false,
  bind: (args) =>
    args.length < 3 || args.length % 2 === 0 ? "it takes conditions, results and an ELSE" : bindBranches(args),
  evaluateCall: evaluateBranches,
});

export const ifThen = scalar({
  name: "IF",
  category: "conditional",
  syntax: ["IF(condition, then, else)"],
  summary: "One of two values, by a condition; NULL counts as false",
  examples: [["IF(1 < 2, 'yes', 'no')", "yes"]],
  isStrict: false,
  bind: (args) => (args.length === 3 ? bindBranches(args) : `it takes 3 arguments, not ${args.length}`),
  evaluateCall: evaluateBranches,
});

export const coalesce = scalar({
  name: "COALESCE",
  category: "conditional",
  syntax: ["COALESCE(value, ...)"],
  summary: "The first value that is not NULL",
  examples: [
    ["COALESCE(CAST(NULL AS INT), 2, 3)", "2"],
    ["COALESCE(CAST(NULL AS STRING), 'x')", "x"],
  ],
  isStrict: false,
  bind: (args) => {
    if (args.length === 0) return "it takes 1 or more arguments";
    const type = leastRestrictive(args.map((arg) => arg.type));
    if (type === null) return `its arguments have no common type: ${typeNames(args)}`;
    const nullable = args.every((arg) => arg.type.nullable);
    return { argTypes: args.map((arg) => withNullable(type, arg.type.nullable)), type: withNullable(type, nullable) };
  },
  evaluateCall: (args) => args.find((arg) => arg !== null) ?? null,
});

export const ifNull = scalar({
  name: "IFNULL",
  category: "conditional",
  syntax: ["IFNULL(value, instead)"],
  summary: "The value, or the other one when it is NULL",
  examples: [["IFNULL(CAST(NULL AS INT), 2)", "2"]],
  isStrict: false,
  bind: (args) => {
    if (args.length !== 2) return `it takes 2 arguments, not ${args.length}`;
    const [a, b] = args.map((arg) => arg.type);
    const type = a.nullable ? leastRestrictive([a, b]) : leastRestrictive([a, b]) === null ? null : notNullFirst(a, b);
    if (type === null) return `its arguments have no common type: ${typeNames(args)}`;
    const nullable = a.nullable && b.nullable;
    return {
      argTypes: [withNullable(type, a.nullable), withNullable(type, b.nullable)],
      type: withNullable(type, nullable),
    };
  },
  evaluate: (value: Scalar, instead: Scalar) => value ?? instead,
});

/** A first operand that is never NULL decides about texts: its length stays. */
function notNullFirst(a: SqlType, b: SqlType): SqlType | null {
  return a.kind === "CHAR" || a.kind === "VARCHAR" ? a : leastRestrictive([a, b]);
}

export const nullIf = scalar({
  name: "NULLIF",
  category: "conditional",
  syntax: ["NULLIF(a, b)"],
  summary: "NULL when both are equal, else the first",
  examples: [
    ["NULLIF(1, 1)", null],
    ["NULLIF(1, 2)", "1"],
  ],
  isStrict: false,
  bind: (args) => {
    if (args.length !== 2) return `it takes 2 arguments, not ${args.length}`;
    const [a, b] = args.map((arg) => arg.type);
    const types = comparable(a, b);
    if (types === null) return `its arguments do not compare: ${typeNames(args)}`;
    // The first operand keeps its type: only the second is cast, where a cast is needed at all.
    const second = types[0].kind === a.kind ? types[1] : a;
    return { argTypes: [a, withNullable(second, b.nullable)], type: withNullable(a, true) };
  },
  evaluateCall: ([a, b], call) => {
    if (a === null || b === null) return a;
    return compareValues(call.argTypes[0], call.argTypes[1])(a, b) === 0 ? null : a;
  },
});

export const greatest = extreme("GREATEST", 1, "The greatest of the values; NULL when one is NULL", [
  ["GREATEST(1, 3, 2)", "3"],
]);
export const least = extreme("LEAST", -1, "The least of the values; NULL when one is NULL", [
  ["LEAST(1.10, 0.5)", "0.50"],
]);

function extreme(name: string, sign: 1 | -1, summary: string, examples: readonly FunctionExample[]): ScalarFunction {
  return scalar({
    name,
    category: "conditional",
    syntax: [`${name}(value, ...)`],
    summary,
    examples,
    bind: (args) => {
      if (args.length === 0) return "it takes 1 or more arguments";
      const type = leastRestrictive(args.map((arg) => arg.type));
      if (type === null) return `its arguments have no common type: ${typeNames(args)}`;
      if (type.kind === "ARRAY" || type.kind === "MAP" || type.kind === "ROW")
        return `${type.kind} values have no order`;
      return { argTypes: args.map((arg) => withNullable(type, arg.type.nullable)), type };
    },
    evaluateCall: (args, call) => {
      const compare = compareValues(call.type, call.type);
      return args.reduce((best, arg) => (compare(arg, best) * sign > 0 ? arg : best));
    },
  });
}
