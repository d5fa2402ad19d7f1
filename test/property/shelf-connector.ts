// The connector `shelf`: rows in memory that are looked up by key and never change.
import { keyText } from "../../src/columnar/compare.ts";
import type { Connector } from "../../src/connectors/connector.ts";
import type { LaneRow } from "./lanes-connector.ts";

export function shelfConnector(tables: ReadonlyMap<string, readonly LaneRow[]>): Connector {
  return {
    name: "shelf",
    summary: "rows of a test that are looked up",
    options: [],
    formats: [],
    metadata: {},
    source: null,
    sink: null,
    lookup: {
      canCompare: () => true,
      cache: () => null,
      create: (table, columns) => {
        const rows = tables.get(table.name) ?? [];
        return {
          open: () => {},
          find: (keys) =>
            keys.map((key) =>
              rows
                .filter(({ values }) => keyText(columns.keys.map((column) => values[column])) === keyText(key))
                .map(({ values }) => columns.reads.map((column) => values[column])),
            ),
          close: () => {},
        };
      },
    },
  };
}
