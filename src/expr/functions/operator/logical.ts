// AND, OR, NOT and the IS tests in three-valued logic. The kernel writes these itself (compile-forms.ts) and evaluates
// the operands of AND and OR from left to right only as long as they are needed.
import type { Scalar } from "../../../columnar/scalar.ts";
import { BOOLEAN, typeText, withNullable } from "../../../common/types.ts";
import type { FunctionExample, ScalarFunction } from "../../function.ts";
import { scalar } from "../define.ts";

export const and = junction("AND", false, "True when all operands are true, false when one is false, else NULL", [
  ["TRUE AND FALSE", "FALSE"],
  ["FALSE AND CAST(NULL AS BOOLEAN)", "FALSE"],
  ["TRUE AND CAST(NULL AS BOOLEAN)", null],
]);

export const or = junction("OR", true, "True when one operand is true, false when all are false, else NULL", [
  ["TRUE OR CAST(NULL AS BOOLEAN)", "TRUE"],
  ["FALSE OR FALSE", "FALSE"],
]);

function junction(
  name: string,
  decider: boolean,
  summary: string,
  examples: readonly FunctionExample[],
): ScalarFunction {
  return scalar({
    name,
    category: "logical",
    syntax: [`a ${name} b`],
    summary,
    examples,
    isStrict: false,
    bind: (args) => {
      if (args.length < 2) return `it takes 2 or more operands, not ${args.length}`;
      const wrong = args.find((arg) => arg.type.kind !== "BOOLEAN" && arg.type.kind !== "NULL");
      if (wrong !== undefined) return `it takes BOOLEAN operands, not ${typeText(withNullable(wrong.type, true))}`;
      const nullable = args.some((arg) => arg.type.nullable);
      return {
        argTypes: args.map((arg) => withNullable(BOOLEAN, arg.type.nullable)),
        type: withNullable(BOOLEAN, nullable),
      };
    },
    evaluate: (...operands: (boolean | null)[]) =>
      operands.includes(decider) ? decider : operands.includes(null) ? null : !decider,
  });
}

export const not = scalar({
  name: "NOT",
  category: "logical",
  syntax: ["NOT a"],
  signatures: [[BOOLEAN, "->", BOOLEAN]],
  summary: "False for true, true for false",
  examples: [["NOT TRUE", "FALSE"]],
  evaluate: (value: boolean) => !value,
});

export const isNull = test("IS NULL", "any", (value) => value === null, "True when the value is NULL", [
  ["CAST(NULL AS INT) IS NULL", "TRUE"],
]);
export const isNotNull = test("IS NOT NULL", "any", (value) => value !== null, "True when the value is not NULL", [
  ["1 IS NOT NULL", "TRUE"],
]);
export const isTrue = test("IS TRUE", "boolean", (value) => value === true, "True when the condition is true", [
  ["CAST(NULL AS BOOLEAN) IS TRUE", "FALSE"],
]);
export const isNotTrue = test(
  "IS NOT TRUE",
  "boolean",
  (value) => value !== true,
  "True when the condition is false or NULL",
  [["CAST(NULL AS BOOLEAN) IS NOT TRUE", "TRUE"]],
);
export const isFalse = test("IS FALSE", "boolean", (value) => value === false, "True when the condition is false", [
  ["FALSE IS FALSE", "TRUE"],
]);
export const isNotFalse = test(
  "IS NOT FALSE",
  "boolean",
  (value) => value !== false,
  "True when the condition is true or NULL",
  [["FALSE IS NOT FALSE", "FALSE"]],
);
export const isUnknown = test("IS UNKNOWN", "boolean", (value) => value === null, "True when the condition is NULL", [
  ["CAST(NULL AS BOOLEAN) IS UNKNOWN", "TRUE"],
]);
export const isNotUnknown = test(
  "IS NOT UNKNOWN",
  "boolean",
  (value) => value !== null,
  "True when the condition is not NULL",
  [["TRUE IS NOT UNKNOWN", "TRUE"]],
);

function test(
  name: string,
  takes: "any" | "boolean",
  evaluate: (value: Scalar) => boolean,
  summary: string,
  examples: readonly FunctionExample[],
): ScalarFunction {
  return scalar({
    name,
    category: "logical",
    syntax: [`a ${name}`],
    summary,
    examples,
    isStrict: false,
    bind: (args) => {
      if (args.length !== 1) return `it takes 1 operand, not ${args.length}`;
      const { type } = args[0];
      if (takes === "boolean" && type.kind !== "BOOLEAN" && type.kind !== "NULL") {
        return `it takes a BOOLEAN, not ${typeText(withNullable(type, true))}`;
      }
      return {
        argTypes: [takes === "boolean" ? withNullable(BOOLEAN, type.nullable) : type],
        type: withNullable(BOOLEAN, false),
      };
    },
    evaluate,
  });
}
