// Which columns of a table stand where in a record: in its key, in its value, or beside them (metadata).
import { timestampLtz, type SqlType } from "../../common/types.ts";
import { badOption, type OptionProblem } from "../check-options.ts";
import type { TableSpec } from "../connector.ts";
import { topicsOf } from "./source-options.ts";

const TEXT: SqlType = { kind: "VARCHAR", length: 2147483647, nullable: false };

export const KAFKA_METADATA: Readonly<Record<string, SqlType>> = {
  topic: TEXT,
  partition: { kind: "INT", nullable: false },
  offset: { kind: "BIGINT", nullable: false },
  timestamp: timestampLtz(3, true),
  "timestamp-type": TEXT,
  headers: {
    kind: "MAP",
    key: { ...TEXT, nullable: true },
    value: { kind: "VARBINARY", length: 2147483647, nullable: true },
    nullable: false,
  },
  "leader-epoch": { kind: "INT", nullable: true },
};

export interface RecordLayout {
  /** Indexes into table.columns of those in the key, in its order. */
  readonly key: readonly number[];
  /** Names of the key's columns within the key. */
  readonly keyNames: readonly string[];
  /** Of those in the value; columns of the key may be among them. */
  readonly value: readonly number[];
}

export function layoutOf(table: TableSpec, isUpsert: boolean): RecordLayout {
  const { options, columns } = table;
  const prefix = options["key.fields-prefix"] ?? "";
  const names = isUpsert ? (table.primaryKey ?? []) : topicsOf(options["key.fields"] ?? "");
  const physical = columns.flatMap(({ metadataKey }, index) => (metadataKey === undefined ? [index] : []));
  const found = names.map((name) => physical.find((index) => columns[index].name.toLowerCase() === name.toLowerCase()));
  const key = found.filter((index) => index !== undefined);
  const isApart = options["value.fields-include"]?.toUpperCase() === "EXCEPT_KEY";
  return {
    key,
    keyNames: key.map((index) => columns[index].name.slice(prefix.length)),
    value: isApart ? physical.filter((index) => !key.includes(index)) : physical,
  };
}

/** Rules over the options that say what stands in the key. */
export function layoutProblems(table: TableSpec, isUpsert: boolean): OptionProblem[] {
  const { options, columns } = table;
  const problems: OptionProblem[] = [];
  const fields = options["key.fields"];
  const prefix = options["key.fields-prefix"] ?? "";
  const isApart = options["value.fields-include"]?.toUpperCase() === "EXCEPT_KEY";
  if (isUpsert && table.primaryKey === null) {
    const hint = "Declare PRIMARY KEY (...) NOT ENFORCED: the columns of the record's key.";
    problems.push(badOption("connector", "an upsert-kafka table needs a PRIMARY KEY", hint));
  }
  if (!isUpsert && (fields === undefined) !== (options["key.format"] === undefined)) {
    problems.push(badOption("key.fields", "'key.format' and 'key.fields' go together"));
  }
  if (prefix !== "" && !isApart) {
    const hint = "Set 'value.fields-include' = 'EXCEPT_KEY'.";
    problems.push(badOption("key.fields-prefix", "the value would hold columns under names with the prefix", hint));
  }
  for (const name of isUpsert ? (table.primaryKey ?? []) : topicsOf(fields ?? "")) {
    const column = columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (column === undefined || column.metadataKey !== undefined) {
      problems.push(badOption("key.fields", `there is no column '${name}' that could stand in the key`));
    } else if (!column.name.startsWith(prefix)) {
      problems.push(badOption("key.fields-prefix", `the key column '${column.name}' does not begin with '${prefix}'`));
    }
  }
  return problems;
}
