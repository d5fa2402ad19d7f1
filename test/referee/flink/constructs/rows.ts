// Row by row: projections, filters, UNION ALL, ORDER BY time, and values of collections.
import fc from "fast-check";
import { listOf, named, oneOf, type Phrase, query } from "../phrases.ts";
import { anyExpression, where } from "./expressions.ts";

const columns = fc.array(anyExpression, { minLength: 1, maxLength: 5 }).map((list) => list.join(", "));
const table = oneOf("t", "t", "w", "c");

export const projections: Phrase = fc.oneof(
  {
    weight: 5,
    arbitrary: query({ columns, table, where }, (q) => `SELECT ${named(q.columns, "x")} FROM ${q.table}${q.where}`),
  },
  {
    weight: 1,
    arbitrary: query(
      { columns, one: where, two: where },
      (q) => `SELECT ${named(q.columns, "x")} FROM t${q.one} UNION ALL SELECT ${named(q.columns, "x")} FROM u${q.two}`,
    ),
  },
  {
    weight: 1,
    arbitrary: query(
      { columns, table, where },
      (q) => `SELECT DISTINCT ${named(q.columns, "x")} FROM ${q.table}${q.where}`,
    ),
  },
  {
    weight: 1,
    arbitrary: query(
      { columns, table: oneOf("w", "z", "t"), more: oneOf("", ", id DESC", ", i, id", ", s DESC, id") },
      (q) => `SELECT id, s FROM ${q.table} ORDER BY ts${q.more}`,
    ),
  },
  {
    weight: 1,
    arbitrary: query({ where, n: oneOf("2", "3 OFFSET 1") }, (q) => `SELECT id, s FROM w${q.where} LIMIT ${q.n}`),
  },
);

const collected = listOf(
  4,
  "CARDINALITY(tags)",
  "tags[1]",
  "nums[2]",
  "attrs['x']",
  "CARDINALITY(attrs)",
  "ARRAY_SORT(MAP_KEYS(attrs))",
  "ARRAY_SORT(MAP_VALUES(attrs))",
  "n.pos.x",
  "n.pos.y",
  "pos",
  "items",
  "items[1].q",
  "ARRAY_CONTAINS(tags, 'a')",
  "ARRAY_DISTINCT(nums)",
  "ARRAY_POSITION(nums, 2)",
  "ARRAY_REVERSE(tags)",
  "ARRAY_JOIN(tags, '+')",
  "ARRAY_MAX(nums)",
  "ARRAY_REMOVE(nums, 2)",
  "ARRAY_UNION(nums, ARRAY[7, 2])",
  "ARRAY_CONCAT(nums, ARRAY[0])",
  "ARRAY_SLICE(tags, 1, 2)",
  "ARRAY_SORT(nums)",
  "ARRAY[id, 1]",
  "MAP['k', id]",
  "ROW(id, g)",
  "attrs IS NULL",
  "COALESCE(pos.x, -1)",
);
const unnested = oneOf(
  "UNNEST(tags) AS x (e)",
  "UNNEST(nums) AS x (e)",
  "UNNEST(tags) WITH ORDINALITY AS x (e, o)",
  "UNNEST(attrs) AS x (e, f)",
  "UNNEST(items) AS x (e, f)",
);

export const collections: Phrase = fc.oneof(
  query(
    { columns: collected, where: oneOf("", "", " WHERE id > 2", " WHERE g = 'a'") },
    (q) => `SELECT ${named(`id, ${q.columns}`, "x")} FROM n${q.where}`,
  ),
  query(
    { unnested, join: oneOf("CROSS JOIN", "CROSS JOIN", "LEFT JOIN"), where: oneOf("", "", " WHERE e IS NOT NULL") },
    (q) => {
      const columns = [...(/ \(([^()]*)\)$/.exec(q.unnested)?.[1].split(", ") ?? [])].join(", ");
      return `SELECT id, ${columns} FROM n ${q.join} ${q.unnested}${q.join === "LEFT JOIN" ? " ON TRUE" : ""}${q.where}`;
    },
  ),
  query(
    { unnested, call: oneOf("COUNT(*)", "COUNT(DISTINCT e)", "MAX(e)", "SUM(id)", "MIN(id)") },
    (q) => `SELECT e, ${q.call.replace("DISTINCT e", "DISTINCT g")} AS y FROM n CROSS JOIN ${q.unnested} GROUP BY e`,
  ),
  query(
    { key: oneOf("g", "pos.x", "CARDINALITY(tags)", "pos.y") },
    (q) => `SELECT ${q.key} AS k, COUNT(*) AS y, MAX(id) AS hi FROM n GROUP BY ${q.key}`,
  ),
);
