// Every construct with its share of the queries.
import type { Phrase } from "../phrases.ts";
import { aggregates, groupingSets } from "./aggregates.ts";
import { intervalJoins, regularJoins, setOperations, subqueries, temporalJoins, windowJoins } from "./joins.ts";
import { patterns } from "./patterns.ts";
import { deduplications, overWindows, topNs, windowRanks } from "./ranks.ts";
import { collections, projections } from "./rows.ts";
import { groupWindows, sessionWindows, tableFunctionWindows, zonedWindows } from "./windows.ts";

export interface Construct {
  readonly name: string;
  readonly weight: number;
  readonly queries: Phrase;
}

export const CONSTRUCTS: readonly Construct[] = [
  { name: "rows", weight: 4, queries: projections },
  { name: "collections", weight: 2, queries: collections },
  { name: "aggregates", weight: 5, queries: aggregates },
  { name: "grouping sets", weight: 2, queries: groupingSets },
  { name: "windows", weight: 5, queries: tableFunctionWindows },
  { name: "session windows", weight: 2, queries: sessionWindows },
  { name: "group windows", weight: 2, queries: groupWindows },
  { name: "zones", weight: 2, queries: zonedWindows },
  { name: "OVER", weight: 3, queries: overWindows },
  { name: "Top-N", weight: 3, queries: topNs },
  { name: "deduplication", weight: 2, queries: deduplications },
  { name: "window ranks", weight: 2, queries: windowRanks },
  { name: "joins", weight: 4, queries: regularJoins },
  { name: "subqueries", weight: 3, queries: subqueries },
  { name: "set operations", weight: 2, queries: setOperations },
  { name: "interval joins", weight: 2, queries: intervalJoins },
  { name: "window joins", weight: 2, queries: windowJoins },
  { name: "temporal joins", weight: 2, queries: temporalJoins },
  { name: "MATCH_RECOGNIZE", weight: 2, queries: patterns },
];
