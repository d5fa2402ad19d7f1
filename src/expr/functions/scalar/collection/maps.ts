// MAP_KEYS, MAP_VALUES, MAP_ENTRIES, MAP_FROM_ARRAYS, MAP_UNION. A key is there once: a later value replaces an earlier
// one at its place.
import type { Scalar, SqlMap } from "../../../../columnar/scalar.ts";
import type { SqlType } from "../../../../common/types.ts";
import { DataProblem } from "../../../function.ts";
import { arrayOf, mapOf, scalar, variadic } from "../../define.ts";
import { elementKey } from "./elements.ts";

type Items = readonly Scalar[];

export const mapKeys = scalar({
  name: "MAP_KEYS",
  category: "collection",
  syntax: ["MAP_KEYS(map)"],
  signatures: [[mapOf("K", "V"), "->", arrayOf("K")]],
  summary: "The keys of a map as an array",
  examples: [
    ["MAP_KEYS(MAP['a', 1, 'b', 2])", "[a, b]"],
    ["MAP_KEYS(CAST(NULL AS MAP<STRING, INT>))", null],
  ],
  evaluate: (map: SqlMap) => map.entries.map(([key]) => key),
});

export const mapValues = scalar({
  name: "MAP_VALUES",
  category: "collection",
  syntax: ["MAP_VALUES(map)"],
  signatures: [[mapOf("K", "V"), "->", arrayOf("V")]],
  summary: "The values of a map as an array, in the order of MAP_KEYS",
  examples: [
    ["MAP_VALUES(MAP['a', 1, 'b', 2])", "[1, 2]"],
    ["MAP_VALUES(MAP['a', CAST(NULL AS INT)])", "[NULL]"],
  ],
  evaluate: (map: SqlMap) => map.entries.map(([, value]) => value),
});

export const mapEntries = scalar({
  name: "MAP_ENTRIES",
  category: "collection",
  syntax: ["MAP_ENTRIES(map)"],
  signatures: [["MAP", "->", ([map]) => entriesType(map)]],
  summary: "The entries of a map as an array of rows with the fields key and value",
  examples: [
    ["MAP_ENTRIES(MAP['a', 1, 'b', 2])", "[(a, 1), (b, 2)]"],
    ["CARDINALITY(MAP_ENTRIES(MAP['a', 1]))", "1"],
  ],
  evaluate: (map: SqlMap) => map.entries.map(([key, value]) => [key, value]),
});

export const mapFromArrays = scalar({
  name: "MAP_FROM_ARRAYS",
  category: "collection",
  syntax: ["MAP_FROM_ARRAYS(keys, values)"],
  signatures: [[arrayOf("K"), arrayOf("V"), "->", mapOf("K", "V")]],
  summary: "The map of keys to the values at the same places; the later value of a key that comes twice",
  examples: [
    ["MAP_FROM_ARRAYS(ARRAY['a', 'b'], ARRAY[1, 2])", "{a=1, b=2}"],
    ["MAP_FROM_ARRAYS(ARRAY['a', 'a'], ARRAY[1, 2])", "{a=2}"],
  ],
  canFail: true,
  evaluate: (keys: Items, values: Items) => {
    if (keys.length !== values.length) {
      throw new DataProblem("DATA_BAD_ARGUMENT", `MAP_FROM_ARRAYS got ${keys.length} keys and ${values.length} values`);
    }
    return mapOfEntries(keys.map((key, i) => [key, values[i]] as const));
  },
});

export const mapUnion = scalar({
  name: "MAP_UNION",
  category: "collection",
  syntax: ["MAP_UNION(map, ...)"],
  signatures: [[mapOf("K", "V"), variadic(mapOf("K", "V")), "->", mapOf("K", "V")]],
  summary: "The entries of all maps; of a key in several the value of the last",
  examples: [
    ["MAP_UNION(MAP['a', 1], MAP['b', 2])", "{a=1, b=2}"],
    ["MAP_UNION(MAP['a', 1], MAP['a', 3])", "{a=3}"],
  ],
  evaluate: (...maps: SqlMap[]) => mapOfEntries(maps.flatMap((map) => map.entries)),
});

/** The map with those entries. */
export function mapOfEntries(entries: Iterable<readonly [Scalar, Scalar]>): SqlMap {
  const byKey = new Map<string, readonly [Scalar, Scalar]>();
  for (const entry of entries) byKey.set(elementKey(entry[0]), entry);
  return { entries: [...byKey.values()] };
}

function entriesType(map: SqlType): SqlType {
  if (map.kind !== "MAP") return map;
  const fields = [
    { name: "key", type: map.key },
    { name: "value", type: map.value },
  ];
  return { kind: "ARRAY", element: { kind: "ROW", fields, nullable: true }, nullable: true };
}
