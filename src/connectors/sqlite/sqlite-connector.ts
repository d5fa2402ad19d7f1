// The sqlite connector: a table of a SQLite file as a sink.
import { badOption, type CheckedConnector } from "../check-options.ts";
import { SqliteSink } from "./sqlite-sink.ts";

const RESERVED = "millrace_batches";

export const sqliteConnector: CheckedConnector = {
  name: "sqlite",
  summary: "A table of a SQLite file, exactly once: by PRIMARY KEY, or row by row without one",
  options: [
    { key: "path", type: "string", isRequired: true, summary: "The SQLite file; it is made when it is not there" },
    {
      key: "table-name",
      type: "string",
      summary: "The table in the file; default: the name of this one; made when it is not there",
    },
  ],
  formats: [],
  metadata: {},
  source: null,
  sink: {
    changelogMode: (table) => (table.primaryKey === null ? "retract" : "upsert"),
    create: (table, context) => new SqliteSink(table, context),
  },
  check(table) {
    const name = table.options["table-name"] ?? table.name;
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
