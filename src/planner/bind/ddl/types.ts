// Types as written -> SqlType: Flink's names, synonyms and defaults; limits are checked here.
import type { Span } from "../../../common/span.ts";
import { suggest } from "../../../common/suggest.ts";
import { MAX_LENGTH, NULL_TYPE, type SqlType, withNullable } from "../../../common/types.ts";
import type { TypeNode } from "../../../parser/ast.ts";
import type { StatementContext } from "../context.ts";
import { quoteName } from "../names.ts";

type NamedType = Extract<TypeNode, { kind: "named-type" }>;
type MakeType = (parameters: readonly number[]) => SqlType;

interface NamedTypeSpec {
  /** Least and greatest value of each parameter, in order. */
  readonly limits: readonly (readonly [name: string, least: number, greatest: number])[];
  readonly make: MakeType;
}

const plain = (
  kind: "BOOLEAN" | "TINYINT" | "SMALLINT" | "INT" | "BIGINT" | "FLOAT" | "DOUBLE" | "DATE",
): NamedTypeSpec => ({
  limits: [],
  make: () => ({ kind, nullable: true }),
});

const withLength = (kind: "CHAR" | "VARCHAR" | "BINARY" | "VARBINARY", standard: number): NamedTypeSpec => ({
  limits: [["length", 1, MAX_LENGTH]],
  make: ([length = standard]) => ({ kind, length, nullable: true }),
});

const withPrecision = (kind: "TIME" | "TIMESTAMP" | "TIMESTAMP_LTZ", standard: number): NamedTypeSpec => ({
  limits: [["precision", 0, 9]],
  make: ([precision = standard]) => ({ kind, precision, nullable: true }),
});

const DECIMAL_TYPE: NamedTypeSpec = {
  limits: [
    ["precision", 1, 38],
    ["scale", 0, 38],
  ],
  make: ([precision = 10, scale = 0]) => ({ kind: "DECIMAL", precision, scale, nullable: true }),
};

const INTERVAL = /^INTERVAL (YEAR|QUARTER|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)(?: TO [A-Z]+)?$/;
const MONTH_UNITS = new Set(["YEAR", "QUARTER", "MONTH"]);

const NAMED: Readonly<Record<string, NamedTypeSpec>> = {
  BOOLEAN: plain("BOOLEAN"),
  BOOL: plain("BOOLEAN"),
  TINYINT: plain("TINYINT"),
  SMALLINT: plain("SMALLINT"),
  INT: plain("INT"),
  INTEGER: plain("INT"),
  BIGINT: plain("BIGINT"),
  FLOAT: plain("FLOAT"),
  REAL: plain("FLOAT"),
  DOUBLE: plain("DOUBLE"),
  "DOUBLE PRECISION": plain("DOUBLE"),
  DECIMAL: DECIMAL_TYPE,
  DEC: DECIMAL_TYPE,
  NUMERIC: DECIMAL_TYPE,
  CHAR: withLength("CHAR", 1),
  CHARACTER: withLength("CHAR", 1),
  VARCHAR: withLength("VARCHAR", MAX_LENGTH),
  "CHARACTER VARYING": withLength("VARCHAR", MAX_LENGTH),
  "CHAR VARYING": withLength("VARCHAR", MAX_LENGTH),
  STRING: { limits: [], make: () => ({ kind: "VARCHAR", length: MAX_LENGTH, nullable: true }) },
  TEXT: { limits: [], make: () => ({ kind: "VARCHAR", length: MAX_LENGTH, nullable: true }) },
  BINARY: withLength("BINARY", 1),
  VARBINARY: withLength("VARBINARY", MAX_LENGTH),
  "BINARY VARYING": withLength("VARBINARY", MAX_LENGTH),
  BYTES: { limits: [], make: () => ({ kind: "VARBINARY", length: MAX_LENGTH, nullable: true }) },
  DATE: plain("DATE"),
  TIME: withPrecision("TIME", 0),
  "TIME WITHOUT TIME ZONE": withPrecision("TIME", 0),
  TIMESTAMP: withPrecision("TIMESTAMP", 6),
  "TIMESTAMP WITHOUT TIME ZONE": withPrecision("TIMESTAMP", 6),
  TIMESTAMP_LTZ: withPrecision("TIMESTAMP_LTZ", 6),
  "TIMESTAMP WITH LOCAL TIME ZONE": withPrecision("TIMESTAMP_LTZ", 6),
};

/** Types of Flink that Millrace does not hold, with what to write instead. */
const REFUSED: Readonly<Record<string, string>> = {
  "TIMESTAMP WITH TIME ZONE": "Write TIMESTAMP_LTZ: an instant, shown in the session time zone.",
  TIMESTAMP_TZ: "Write TIMESTAMP_LTZ: an instant, shown in the session time zone.",
  RAW: "Write BYTES.",
  SYMBOL: "Write STRING.",
};

/** Where errors go. */
export type TypeContext = Pick<StatementContext, "report">;

/** The type a node means; null after an error, which is reported. */
export function bindType(node: TypeNode, context: TypeContext): SqlType | null {
  switch (node.kind) {
    case "named-type":
      return bindNamedType(node, context);
    case "array-type": {
      const element = bindType(node.element, context);
      if (element === null) return null;
      return { kind: node.isMultiset ? "MULTISET" : "ARRAY", element, nullable: !node.isNotNull };
    }
    case "map-type": {
      const key = bindType(node.key, context);
      const value = bindType(node.value, context);
      return key === null || value === null ? null : { kind: "MAP", key, value, nullable: !node.isNotNull };
    }
    case "row-type":
      return bindRowType(node, context);
  }
}

function bindRowType(node: Extract<TypeNode, { kind: "row-type" }>, context: TypeContext): SqlType | null {
  const seen = new Set<string>();
  const fields = node.fields.map((field) => {
    const name = field.name.text;
    if (seen.has(name)) {
      context.report("BIND_DUPLICATE_FIELD", `ROW has two fields named "${name}"`, field.name.span);
    }
    seen.add(name);
    return { name, type: bindType(field.type, context) ?? NULL_TYPE };
  });
  if (fields.some((field) => field.type.kind === "NULL")) return null;
  return { kind: "ROW", fields, nullable: !node.isNotNull };
}

function bindNamedType(node: NamedType, context: TypeContext): SqlType | null {
  if (node.name === "NULL") return NULL_TYPE;
  const interval = INTERVAL.exec(node.name);
  if (interval !== null) {
    return { kind: MONTH_UNITS.has(interval[1]) ? "INTERVAL_MONTH" : "INTERVAL_DAY", nullable: !node.isNotNull };
  }
  const spec = NAMED[node.name];
  if (spec === undefined) {
    reportUnknownType(node, context);
    return null;
  }
  if (!checkParameters(node, spec, context)) return null;
  return withNullable(spec.make(node.parameters), !node.isNotNull);
}

function reportUnknownType(node: NamedType, context: TypeContext): void {
  const instead = REFUSED[node.name];
  if (instead !== undefined) {
    context.report("BIND_TYPE_NOT_AVAILABLE", `the type ${node.name} is not available`, node.span, { hint: instead });
    return;
  }
  const near = suggest(node.name, Object.keys(NAMED));
  context.report("BIND_UNKNOWN_TYPE", `there is no type ${quoteName(node.name)}`, node.span, {
    hint: `${near === null ? "" : `Did you mean ${near}? `}Types: BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, DECIMAL(p, s), FLOAT, DOUBLE, STRING, VARCHAR(n), CHAR(n), BYTES, DATE, TIME, TIMESTAMP(p), TIMESTAMP_LTZ(p), INTERVAL, ARRAY<t>, MAP<k, v>, ROW<name type, ...>.`,
    edit: near === null || node.parameters.length > 0 ? null : typeNameEdit(node, near),
  });
}

function typeNameEdit(node: NamedType, name: string): { span: Span; text: string } {
  return { span: node.span, text: node.isNotNull ? `${name} NOT NULL` : name };
}

function checkParameters(node: NamedType, spec: NamedTypeSpec, context: TypeContext): boolean {
  const { parameters, name, span } = node;
  if (parameters.length > spec.limits.length) {
    const most = spec.limits.length === 0 ? "no number" : `at most ${spec.limits.length}`;
    context.report("BIND_TYPE_PARAMETER", `${name} takes ${most} in parentheses`, span);
    return false;
  }
  for (let i = 0; i < parameters.length; i++) {
    const [what, least, greatest] = spec.limits[i];
    if (parameters[i] >= least && parameters[i] <= greatest) continue;
    context.report(
      "BIND_TYPE_PARAMETER",
      `the ${what} of ${name} is ${least} to ${greatest}, not ${parameters[i]}`,
      span,
    );
    return false;
  }
  if (spec === DECIMAL_TYPE && parameters.length === 2 && parameters[1] > parameters[0]) {
    const message = `the scale of ${name}(${parameters.join(", ")}) is greater than its precision`;
    context.report("BIND_TYPE_PARAMETER", message, span, {
      hint: "Precision counts all digits, scale those after the point.",
    });
    return false;
  }
  return true;
}
