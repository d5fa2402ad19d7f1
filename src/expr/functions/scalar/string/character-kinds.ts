// IS_ALPHA, IS_DIGIT, IS_DECIMAL: what a text is made of. Numbers are digits and decimals themselves, NULL is
// neither (Flink): the answer is never NULL.
import { BOOLEAN, isInteger, isNumeric } from "../../../../common/types.ts";
import { neverNull, scalar } from "../../define.ts";

/** What Java's Double.parseDouble reads. */
const JAVA_DOUBLE =
  /^[\s]*[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?|0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?\d+[fFdD]?)[\s]*$/;

export const isAlpha = scalar({
  name: "IS_ALPHA",
  category: "string",
  syntax: ["IS_ALPHA(value)"],
  signatures: [["ANY", "->", neverNull(BOOLEAN)]],
  isStrict: false,
  summary: "Whether a value is a text of letters only, at least one",
  examples: [
    ["IS_ALPHA('Abc')", "TRUE"],
    ["IS_ALPHA('a1')", "FALSE"],
    ["IS_ALPHA(NULL)", "FALSE"],
  ],
  evaluate: (value: unknown) => typeof value === "string" && /^\p{L}+$/u.test(value),
});

export const isDigit = scalar({
  name: "IS_DIGIT",
  category: "string",
  syntax: ["IS_DIGIT(value)"],
  signatures: [["ANY", "->", neverNull(BOOLEAN)]],
  isStrict: false,
  summary: "Whether a value is an integer or a text of digits only, at least one",
  examples: [
    ["IS_DIGIT('23')", "TRUE"],
    ["IS_DIGIT('2.3')", "FALSE"],
  ],
  evaluateCall: ([value], call) =>
    value !== null && (isInteger(call.argTypes[0]) || (typeof value === "string" && /^\p{Nd}+$/u.test(value))),
});

export const isDecimal = scalar({
  name: "IS_DECIMAL",
  category: "string",
  syntax: ["IS_DECIMAL(value)"],
  signatures: [["ANY", "->", neverNull(BOOLEAN)]],
  isStrict: false,
  summary: "Whether a value is a number or a text that reads as one",
  examples: [
    ["IS_DECIMAL('2.5e3')", "TRUE"],
    ["IS_DECIMAL('abc')", "FALSE"],
  ],
  evaluateCall: ([value], call) =>
    value !== null && (isNumeric(call.argTypes[0]) || (typeof value === "string" && JAVA_DOUBLE.test(value))),
});
