// The JSON text of an Avro schema as types (Avro specification 1.12, "Schema Declaration").
//
// Names: a name without a dot is in the namespace around it. Each name is declared once and known from there on, also within
// its own declaration. `known`: types of schemas that this one refers to (the references of a registry).
// Schemas come from outside: depth and number of types are limited, and what is wrong is told with its place.
import {
  type AvroEnum,
  type AvroField,
  type AvroFixed,
  type AvroRecord,
  type AvroType,
  type Logical,
  type PrimitiveKind,
  sumOfBytes,
} from "./avro-type.ts";

const TEXT_LENGTH_MAX = 4 * 1024 * 1024;
const DEPTH_MAX = 100;
const TYPES_MAX = 20_000;
const FIXED_SIZE_MAX = 32 * 1024 * 1024;
const DECIMAL_PRECISION_MAX = 1000;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const FULL_NAME = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const PRIMITIVES: ReadonlySet<string> = new Set<PrimitiveKind>([
  "null",
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "bytes",
  "string",
]);

/** Why a text is no Avro schema. */
export class BadSchema extends Error {}

type Json = Readonly<Record<string, unknown>>;

interface Parsing {
  readonly named: Map<string, AvroType>;
  typeCount: number;
}

/** `known` also takes the names that the schema declares. @throws BadSchema */
export function parseSchema(text: string, known: Map<string, AvroType> = new Map()): AvroType {
  if (text.length > TEXT_LENGTH_MAX) throw new BadSchema("it is longer than 4 MiB");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    // A primitive type may stand as a bare word.
    if (!PRIMITIVES.has(text.trim())) throw new BadSchema(`it is no JSON: ${(error as Error).message}`);
    json = text.trim();
  }
  return parseType(json, "", "the schema", 0, { named: known, typeCount: 0 });
}

function parseType(json: unknown, namespace: string, where: string, depth: number, parsing: Parsing): AvroType {
  if (depth > DEPTH_MAX) throw new BadSchema(`${where} is nested deeper than ${DEPTH_MAX}`);
  if (++parsing.typeCount > TYPES_MAX) throw new BadSchema(`it has more than ${TYPES_MAX} types`);
  if (typeof json === "string") return typeOfName(json, namespace, where, parsing);
  if (Array.isArray(json)) return parseUnion(json, namespace, where, depth, parsing);
  if (typeof json !== "object" || json === null) throw new BadSchema(`${where} is no type: ${shown(json)}`);
  const declared = json as Json;
  const kind = declared["type"];
  switch (kind) {
    case "record":
    case "error":
      return parseRecord(declared, namespace, where, depth, parsing);
    case "enum":
      return parseEnum(declared, namespace, where, parsing);
    case "fixed":
      return parseFixed(declared, namespace, where, parsing);
    case "array":
      return { kind, items: parseType(declared["items"], namespace, `items of ${where}`, depth + 1, parsing) };
    case "map":
      return { kind, values: parseType(declared["values"], namespace, `values of ${where}`, depth + 1, parsing) };
    default:
      break;
  }
  // {"type": "long", "logicalType": ...}, or a type wrapped once more.
  if (typeof kind !== "string" || !PRIMITIVES.has(kind)) return parseType(kind, namespace, where, depth + 1, parsing);
  return { kind: kind as PrimitiveKind, logical: logicalOf(declared, kind, null) };
}

function typeOfName(name: string, namespace: string, where: string, parsing: Parsing): AvroType {
  if (PRIMITIVES.has(name)) return { kind: name as PrimitiveKind, logical: null };
  const qualified = name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
  const type = parsing.named.get(qualified) ?? parsing.named.get(name);
  if (type === undefined) throw new BadSchema(`${where} names the type ${shown(name)}, which is not declared`);
  return type;
}

function parseUnion(
  json: readonly unknown[],
  namespace: string,
  where: string,
  depth: number,
  parsing: Parsing,
): AvroType {
  const branches = json.map((branch) => parseType(branch, namespace, where, depth + 1, parsing));
  const seen = new Set<string>();
  for (const branch of branches) {
    if (branch.kind === "union") throw new BadSchema(`${where} is a union that directly contains a union`);
    const identity = "name" in branch ? branch.name : branch.kind;
    if (seen.has(identity)) throw new BadSchema(`${where} is a union that has ${identity} twice`);
    seen.add(identity);
  }
  if (branches.length === 0) throw new BadSchema(`${where} is a union of nothing`);
  return { kind: "union", branches };
}

function parseRecord(json: Json, namespace: string, where: string, depth: number, parsing: Parsing): AvroType {
  const name = nameOf(json, namespace, where);
  const fields: AvroField[] = [];
  const record: AvroRecord = { kind: "record", name, fields, fixedBytes: null };
  declare(name, record, where, parsing);
  const inner = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : "";
  if (!Array.isArray(json["fields"])) throw new BadSchema(`the record ${name} has no list of fields`);
  const seen = new Set<string>();
  for (const entry of json["fields"] as readonly unknown[]) {
    if (typeof entry !== "object" || entry === null) throw new BadSchema(`a field of ${name} is ${shown(entry)}`);
    const field = entry as Json;
    const fieldName = field["name"];
    if (typeof fieldName !== "string" || !NAME.test(fieldName)) {
      throw new BadSchema(`a field of ${name} has the name ${shown(fieldName)}`);
    }
    if (seen.has(fieldName)) throw new BadSchema(`the record ${name} has the field ${fieldName} twice`);
    seen.add(fieldName);
    const type = parseType(field["type"], inner, `the field ${fieldName} of ${name}`, depth + 1, parsing);
    fields.push({ name: fieldName, aliases: textsOf(field["aliases"]), type, fallback: field["default"] });
  }
  record.fixedBytes = sumOfBytes(fields);
  return record;
}

function parseEnum(json: Json, namespace: string, where: string, parsing: Parsing): AvroType {
  const name = nameOf(json, namespace, where);
  const symbols = textsOf(json["symbols"]);
  if (!Array.isArray(json["symbols"]) || symbols.length !== json["symbols"].length) {
    throw new BadSchema(`the enum ${name} has no list of symbols`);
  }
  if (new Set(symbols).size !== symbols.length || !symbols.every((symbol) => NAME.test(symbol))) {
    throw new BadSchema(`the enum ${name} has a symbol twice, or one that is no name`);
  }
  const fallback = json["default"];
  const type: AvroEnum = { kind: "enum", name, symbols, fallback: typeof fallback === "string" ? fallback : null };
  declare(name, type, where, parsing);
  return type;
}

function parseFixed(json: Json, namespace: string, where: string, parsing: Parsing): AvroType {
  const name = nameOf(json, namespace, where);
  const size = json["size"];
  if (typeof size !== "number" || !Number.isInteger(size) || size < 0 || size > FIXED_SIZE_MAX) {
    throw new BadSchema(`the fixed ${name} has the size ${shown(size)}`);
  }
  const type: AvroFixed = { kind: "fixed", name, size, logical: logicalOf(json, "fixed", size) };
  declare(name, type, where, parsing);
  return type;
}

function nameOf(json: Json, namespace: string, where: string): string {
  const name = json["name"];
  if (typeof name !== "string" || !FULL_NAME.test(name)) throw new BadSchema(`${where} has the name ${shown(name)}`);
  if (name.includes(".")) return name;
  const own = json["namespace"];
  const space = typeof own === "string" ? own : namespace;
  if (space !== "" && !FULL_NAME.test(space)) throw new BadSchema(`${where} has the namespace ${shown(space)}`);
  return space === "" ? name : `${space}.${name}`;
}

function declare(name: string, type: AvroType, where: string, { named }: Parsing): void {
  if (PRIMITIVES.has(name)) throw new BadSchema(`${where} has the name of a primitive type, ${name}`);
  if (named.has(name)) throw new BadSchema(`${where} declares ${name} once more`);
  named.set(name, type);
}

function textsOf(json: unknown): readonly string[] {
  return Array.isArray(json) ? json.filter((item) => typeof item === "string") : [];
}

const LOGICAL_TIME = /^(time|timestamp|local-timestamp)-(millis|micros|nanos)$/;
const DIGITS = { millis: 3, micros: 6, nanos: 9 } as const;

/** Null: none that is known and fits; such a value is what its type says. */
function logicalOf(json: Json, kind: string, size: number | null): Logical | null {
  const name = json["logicalType"];
  if (typeof name !== "string") return null;
  if (name === "decimal") return kind === "bytes" || kind === "fixed" ? decimalOf(json, size) : null;
  if (name === "date") return kind === "int" ? { kind: "date" } : null;
  if (name === "uuid") return kind === "string" || size === 16 ? { kind: "uuid" } : null;
  const match = LOGICAL_TIME.exec(name);
  if (match === null) return null;
  const of = match[1] as "time" | "timestamp" | "local-timestamp";
  const digits = DIGITS[match[2] as keyof typeof DIGITS];
  if (of === "time" && digits === 9) return null;
  const needed = of === "time" && digits === 3 ? "int" : "long";
  return kind === needed ? { kind: of, digits } : null;
}

function decimalOf(json: Json, size: number | null): Logical | null {
  const precision = json["precision"];
  const scale = json["scale"] ?? 0;
  if (typeof precision !== "number" || typeof scale !== "number") return null;
  if (!Number.isInteger(precision) || precision < 1 || precision > DECIMAL_PRECISION_MAX) return null;
  if (!Number.isInteger(scale) || scale < 0 || scale > precision) return null;
  if (size !== null && precision > Math.floor(Math.log10(2) * (8 * size - 1))) return null;
  return { kind: "decimal", precision, scale };
}

function shown(json: unknown): string {
  const text = JSON.stringify(json) ?? "missing";
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
