// Avro types as a graph: named types are the same object wherever they are named, so a type may contain itself.

/** How a value is meant beyond its type. Others than these, and those that do not fit their type, mean nothing. */
export type Logical =
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "date" | "uuid" }
  /** Units of a second: 3 milliseconds, 6 microseconds, 9 nanoseconds. */
  | { readonly kind: "time" | "timestamp" | "local-timestamp"; readonly digits: 3 | 6 | 9 };

export type PrimitiveKind = "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string";

export interface AvroPrimitive {
  readonly kind: PrimitiveKind;
  readonly logical: Logical | null;
}

export interface AvroFixed {
  readonly kind: "fixed";
  readonly name: string;
  readonly size: number;
  readonly logical: Logical | null;
}

export interface AvroEnum {
  readonly kind: "enum";
  readonly name: string;
  readonly symbols: readonly string[];
  /** Of a reader: what stands for symbols that it does not have; null: nothing does. */
  readonly fallback: string | null;
}

export interface AvroField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: AvroType;
  /** JSON; undefined: none. */
  readonly fallback: unknown;
}

export interface AvroRecord {
  readonly kind: "record";
  readonly name: string;
  readonly fields: AvroField[];
  /** Bytes that every value takes; null: not always the same. */
  fixedBytes: number | null;
}

export interface AvroArray {
  readonly kind: "array";
  readonly items: AvroType;
}

export interface AvroMap {
  readonly kind: "map";
  readonly values: AvroType;
}

export interface AvroUnion {
  readonly kind: "union";
  readonly branches: readonly AvroType[];
}

export type AvroType = AvroPrimitive | AvroFixed | AvroEnum | AvroRecord | AvroArray | AvroMap | AvroUnion;

/** Bytes that every value of the type takes; null: not always the same. */
export function fixedBytes(type: AvroType): number | null {
  switch (type.kind) {
    case "null":
      return 0;
    case "boolean":
      return 1;
    case "float":
      return 4;
    case "double":
      return 8;
    case "fixed":
      return type.size;
    case "record":
      return type.fixedBytes;
    default:
      return null;
  }
}

/** What a record's fields make of its own. */
export function sumOfBytes(fields: readonly AvroField[]): number | null {
  let sum = 0;
  for (const { type } of fields) {
    const bytes = fixedBytes(type);
    if (bytes === null) return null;
    sum += bytes;
  }
  return sum;
}

/** For messages: `["null", "long (timestamp-millis)"]`. */
export function avroText(type: AvroType): string {
  switch (type.kind) {
    case "union":
      return `[${type.branches.map(avroText).join(", ")}]`;
    case "array":
      return `array of ${avroText(type.items)}`;
    case "map":
      return `map of ${avroText(type.values)}`;
    case "record":
    case "enum":
      return `${type.kind} ${type.name}`;
    case "fixed":
      return `fixed ${type.name}${logicalText(type.logical)}`;
    default:
      return `${type.kind}${logicalText(type.logical)}`;
  }
}

const UNITS = { 3: "millis", 6: "micros", 9: "nanos" } as const;

function logicalText(logical: Logical | null): string {
  if (logical === null) return "";
  if (logical.kind === "decimal") return ` (decimal(${logical.precision}, ${logical.scale}))`;
  return "digits" in logical ? ` (${logical.kind}-${UNITS[logical.digits]})` : ` (${logical.kind})`;
}
