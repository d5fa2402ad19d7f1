// The schema of a table: what Flink's AvroSchemaConverter derives from the columns, names included, so that a topic may be
// written and read by both, and a registry that compares names finds the same ones.
//
// A column that takes NULL is a union of null and its type, with the default null. A record within a record is named after the
// way to it: record_a_b. TIMESTAMP is an instant (timestamp-millis, -micros) with `isLegacy`, as in Flink by default; without,
// it is local-timestamp and TIMESTAMP_LTZ the instant. TIMESTAMP_LTZ is the instant in both here; Flink refuses it with the
// first.
import { type SqlType, typeText } from "../../../common/types.ts";
import type { FormatColumn } from "../format.ts";

const NAMESPACE = "org.apache.flink.avro.generated";
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

type Json = string | { readonly [key: string]: unknown } | readonly unknown[];

/** JSON of the schema. The columns are those that tableSchemaProblem takes. */
export function tableSchema(columns: readonly FormatColumn[], isLegacy: boolean): string {
  return JSON.stringify(recordJson(`${NAMESPACE}.record`, columns, isLegacy));
}

function recordJson(name: string, fields: readonly FormatColumn[], isLegacy: boolean): Json {
  return {
    type: "record",
    name: name.slice(name.lastIndexOf(".") + 1),
    namespace: NAMESPACE,
    fields: fields.map((field) => ({
      name: field.name,
      type: typeJson(field.type, `${name}_${field.name}`, isLegacy),
      ...(field.type.nullable ? { default: null } : {}),
    })),
  };
}

function typeJson(type: SqlType, name: string, isLegacy: boolean): Json {
  const bare = bareJson(type, name, isLegacy);
  return type.nullable ? ["null", bare] : bare;
}

function bareJson(type: SqlType, name: string, isLegacy: boolean): Json {
  switch (type.kind) {
    case "BOOLEAN":
    case "FLOAT":
    case "DOUBLE":
      return type.kind.toLowerCase();
    case "TINYINT":
    case "SMALLINT":
    case "INT":
      return "int";
    case "BIGINT":
      return "long";
    case "CHAR":
    case "VARCHAR":
      return "string";
    case "BINARY":
    case "VARBINARY":
      return "bytes";
    case "DECIMAL":
      return { type: "bytes", logicalType: "decimal", precision: type.precision, scale: type.scale };
    case "DATE":
      return { type: "int", logicalType: "date" };
    case "TIME":
      return { type: "int", logicalType: "time-millis" };
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ": {
      const isLocal = type.kind === "TIMESTAMP" && !isLegacy;
      const unit = type.precision <= 3 ? "millis" : "micros";
      return { type: "long", logicalType: `${isLocal ? "local-" : ""}timestamp-${unit}` };
    }
    case "ARRAY":
      return { type: "array", items: typeJson(type.element, name, isLegacy) };
    case "MAP":
      return { type: "map", values: typeJson(type.value, name, isLegacy) };
    case "MULTISET":
      return { type: "map", values: "int" };
    case "ROW":
      return recordJson(name, type.fields, isLegacy);
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
    case "NULL":
      return "null";
  }
}

/** What Avro cannot hold of the columns, or null. */
export function tableSchemaProblem(columns: readonly FormatColumn[], format: string): string | null {
  for (const { name, type } of columns) {
    if (!NAME.test(name)) {
      return `${format} takes names of letters, digits and '_', not the column '${name}'`;
    }
    const problem = typeProblem(type);
    if (problem !== null) return `${format} cannot hold the column '${name}': ${problem}`;
  }
  return null;
}

function typeProblem(type: SqlType): string | null {
  switch (type.kind) {
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
    case "NULL":
      return `Avro has no ${typeText({ ...type, nullable: true })}`;
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return type.precision <= 6 ? null : `times are held to the microsecond: ${type.kind}(6) or less`;
    case "ARRAY":
      return typeProblem(type.element);
    case "MAP":
      return isText(type.key) ? typeProblem(type.value) : "the keys of an Avro map are texts";
    case "MULTISET":
      return isText(type.element) ? null : "a MULTISET is an Avro map, whose keys are texts";
    case "ROW": {
      for (const field of type.fields) {
        if (!NAME.test(field.name)) return `the field '${field.name}' is no Avro name`;
        const problem = typeProblem(field.type);
        if (problem !== null) return problem;
      }
      return null;
    }
    default:
      return null;
  }
}

function isText({ kind }: SqlType): boolean {
  return kind === "VARCHAR" || kind === "CHAR";
}
