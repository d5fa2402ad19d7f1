import { DOUBLE } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";
import { doubleFunction } from "./double-function.ts";

const DEGREES_PER_RADIAN = 57.29577951308232;
const RADIANS_PER_DEGREE = 0.017453292519943295;

export const trigonometry = [
  doubleFunction("SIN", "The sine of an angle in radians", Math.sin, [
    ["SIN(0)", "0.0"],
    ["ROUND(SIN(1), 6)", "0.841471"],
  ]),
  doubleFunction("COS", "The cosine of an angle in radians", Math.cos, [
    ["COS(0)", "1.0"],
    ["ROUND(COS(1), 6)", "0.540302"],
  ]),
  doubleFunction("TAN", "The tangent of an angle in radians", Math.tan, [
    ["TAN(0)", "0.0"],
    ["ROUND(TAN(1), 6)", "1.557408"],
  ]),
  doubleFunction("COT", "The cotangent of an angle in radians", (x) => 1 / Math.tan(x), [
    ["ROUND(COT(1), 6)", "0.642093"],
    ["COT(0)", "Infinity"],
  ]),
  doubleFunction("ASIN", "The angle in radians whose sine this is; NaN outside [-1, 1]", Math.asin, [
    ["ASIN(0)", "0.0"],
    ["ROUND(ASIN(1), 6)", "1.570796"],
  ]),
  doubleFunction("ACOS", "The angle in radians whose cosine this is; NaN outside [-1, 1]", Math.acos, [
    ["ACOS(1)", "0.0"],
    ["ACOS(2)", "NaN"],
  ]),
  doubleFunction("ATAN", "The angle in radians whose tangent this is", Math.atan, [
    ["ATAN(0)", "0.0"],
    ["ROUND(ATAN(1), 6)", "0.785398"],
  ]),
  scalar({
    name: "ATAN2",
    category: "arithmetic",
    syntax: ["ATAN2(y, x)"],
    signatures: [[DOUBLE, DOUBLE, "->", DOUBLE]],
    summary: "The angle in radians of the point (x, y)",
    examples: [
      ["ATAN2(0, 1)", "0.0"],
      ["ROUND(ATAN2(0, -1), 6)", "3.141593"],
    ],
    evaluate: (y: number, x: number) => Math.atan2(y, x),
  }),
  doubleFunction("SINH", "The hyperbolic sine", Math.sinh, [
    ["SINH(0)", "0.0"],
    ["ROUND(SINH(1), 6)", "1.175201"],
  ]),
  doubleFunction("COSH", "The hyperbolic cosine", Math.cosh, [
    ["COSH(0)", "1.0"],
    ["ROUND(COSH(1), 6)", "1.543081"],
  ]),
  doubleFunction("TANH", "The hyperbolic tangent", Math.tanh, [
    ["TANH(0)", "0.0"],
    ["ROUND(TANH(1), 6)", "0.761594"],
  ]),
  doubleFunction("DEGREES", "An angle in radians as degrees", (x) => x * DEGREES_PER_RADIAN, [
    ["DEGREES(0)", "0.0"],
    ["ROUND(DEGREES(PI()), 6)", "180.0"],
  ]),
  doubleFunction("RADIANS", "An angle in degrees as radians", (x) => x * RADIANS_PER_DEGREE, [
    ["RADIANS(0)", "0.0"],
    ["ROUND(RADIANS(180), 6)", "3.141593"],
  ]),
];
