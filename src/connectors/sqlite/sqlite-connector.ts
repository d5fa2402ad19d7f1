// The sqlite connector: a table of a SQLite file, as a sink and to look rows up in.
import { badOption, type CheckedConnector } from "../check-options.ts";
import { CACHE_OPTIONS, cacheOf } from "../lookup-cache-options.ts";
import { isComparable, SqliteLookup } from "./sqlite-lookup.ts";
import { SqliteSink } from "./sqlite-sink.ts";

const RESERVED = "millrace_batches";

export const sqliteConnector: CheckedConnector = {
  name: "sqlite",
  summary:
    "A table of a SQLite file: written exactly once, by PRIMARY KEY or row by row without one; rows are looked up in it by FOR SYSTEM_TIME AS OF",
  options: [
    { key: "path", type: "string", isRequired: true, summary: "The SQLite file; it is made when it is not there" },
    {
      key: "table-name",
      type: "string",
      summary: "The table in the file; default: the name of this one; a sink makes it when it is not there",
    },
    ...CACHE_OPTIONS,
  ],
  formats: [],
  metadata: {},
  source: null,
  sink: {
    changelogMode: (table) => (table.primaryKey === null ? "retract" : "upsert"),
    create: (table, context) => new SqliteSink(table, context),
  },
  lookup: {
    canCompare: isComparable,
    cache: cacheOf,
    create: (table, columns, context) => new SqliteLookup(table, columns, context),
  },
  check(table) {
    const name = table.options["table-name"] ?? table.name;
    const cut = [name, ...table.columns.map((column) => column.name)].find((one) => one.includes("\0"));
    if (cut !== undefined)
      return [badOption("table-name", `SQLite has no names with a NUL, and ${JSON.stringify(cut)} is one`)];
    return name.toLowerCase() === RESERVED || name.toLowerCase().startsWith("sqlite_")
      ? [
          badOption(
            "table-name",
            `a table named '${name}' is not for rows: ${RESERVED} and sqlite_* have a use of their own`,
          ),
        ]
      : [];
  },
};
