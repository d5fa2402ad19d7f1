import { isSqlMap, type Scalar, type SqlMap } from "../../../../columnar/scalar.ts";
import { INT } from "../../../../common/types.ts";
import { DataProblem } from "../../../function.ts";
import { arrayOf, nullable, scalar } from "../../define.ts";

export const cardinality = scalar({
  name: "CARDINALITY",
  aliases: ["ARRAY_LENGTH"],
  category: "collection",
  syntax: ["CARDINALITY(array)", "CARDINALITY(map)"],
  signatures: [
    ["ARRAY", "->", INT],
    ["MAP", "->", INT],
  ],
  summary: "The number of elements of an array, NULLs counted, or of entries of a map",
  examples: [
    ["CARDINALITY(ARRAY[3, 1, 2])", "3"],
    ["CARDINALITY(MAP['a', 1])", "1"],
  ],
  evaluate: (value: readonly Scalar[] | SqlMap) => (isSqlMap(value) ? value.entries.length : value.length),
});

export const element = scalar({
  name: "ELEMENT",
  category: "collection",
  syntax: ["ELEMENT(array)"],
  signatures: [[arrayOf("T"), "->", nullable("T")]],
  summary: "The only element of an array; NULL when it is empty, an error when it has more",
  examples: [
    ["ELEMENT(ARRAY[5])", "5"],
    ["ELEMENT(CAST(NULL AS ARRAY<INT>))", null],
  ],
  canFail: true,
  evaluate: (array: readonly Scalar[]) => {
    if (array.length > 1) {
      throw new DataProblem("DATA_BAD_ARGUMENT", `ELEMENT takes the only element, but the array has ${array.length}`);
    }
    return array[0] ?? null;
  },
});
