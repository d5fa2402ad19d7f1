// The default of a field, JSON in the reader's schema, as a SQL value. Made by writing it as Avro does and reading it back, so
// that a default means what the same value means in a record.
import { ByteWriter } from "../../../columnar/byte-writer.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { AvroType } from "./avro-type.ts";
import { BadDatum, Cursor } from "./cursor.ts";
import type { ReadNode } from "./read-node.ts";
import { readScalar } from "./read-value.ts";
import { FloatBytes, writeDouble, writeFloat, writeLong } from "./write-bytes.ts";

const DEPTH_MAX = 100;

class NoDefault extends Error {}

/** `node`: how a value of the type is read. Undefined: it is none of the type. */
export function defaultScalar(json: unknown, type: AvroType, node: ReadNode): Scalar | undefined {
  if (node.op === "refuse") return undefined;
  const out = new ByteWriter(64);
  try {
    writeJson(json, type, out, 0);
    const data = out.takeCopy();
    const cursor = new Cursor();
    cursor.open(data, new DataView(data.buffer), 0, data.length);
    return readScalar(cursor, node);
  } catch (error) {
    if (error instanceof NoDefault || error instanceof BadDatum) return undefined;
    throw error;
  }
}

function writeJson(json: unknown, type: AvroType, out: ByteWriter, depth: number): void {
  if (depth > DEPTH_MAX) throw new NoDefault();
  switch (type.kind) {
    case "null":
      if (json !== null) throw new NoDefault();
      return;
    case "boolean":
      if (typeof json !== "boolean") throw new NoDefault();
      out.writeByte(json ? 1 : 0);
      return;
    case "int":
    case "long":
      if (typeof json !== "number" || !Number.isSafeInteger(json)) throw new NoDefault();
      writeLong(out, json);
      return;
    case "float":
    case "double":
      if (typeof json !== "number") throw new NoDefault();
      if (type.kind === "float") writeFloat(out, json, new FloatBytes());
      else writeDouble(out, json, new FloatBytes());
      return;
    case "string":
      writeText(json, "utf8", out);
      return;
    case "bytes":
      writeText(json, "latin1", out);
      return;
    case "fixed":
      if (typeof json !== "string" || json.length !== type.size) throw new NoDefault();
      out.writeBytes(Buffer.from(json, "latin1"));
      return;
    case "enum": {
      const index = type.symbols.indexOf(String(json));
      if (index < 0) throw new NoDefault();
      writeLong(out, index);
      return;
    }
    case "array":
      if (!Array.isArray(json)) throw new NoDefault();
      if (json.length > 0) writeLong(out, json.length);
      for (const item of json) writeJson(item, type.items, out, depth + 1);
      writeLong(out, 0);
      return;
    case "map":
    case "record":
      writeObject(json, type, out, depth);
      return;
    case "union":
      writeBranch(json, type.branches, out, depth);
      return;
  }
}

function writeText(json: unknown, encoding: "utf8" | "latin1", out: ByteWriter): void {
  if (typeof json !== "string") throw new NoDefault();
  const bytes = Buffer.from(json, encoding);
  writeLong(out, bytes.length);
  out.writeBytes(bytes);
}

function writeObject(json: unknown, type: AvroType & { kind: "map" | "record" }, out: ByteWriter, depth: number): void {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new NoDefault();
  const object = json as Readonly<Record<string, unknown>>;
  if (type.kind === "record") {
    for (const field of type.fields) {
      const isGiven = Object.hasOwn(object, field.name);
      writeJson(isGiven ? object[field.name] : field.fallback, field.type, out, depth + 1);
    }
    return;
  }
  const entries = Object.entries(object);
  if (entries.length > 0) writeLong(out, entries.length);
  for (const [key, value] of entries) {
    writeText(key, "utf8", out);
    writeJson(value, type.values, out, depth + 1);
  }
  writeLong(out, 0);
}

/** The first branch that it is a value of: since Avro 1.12 any, before only the first one. */
function writeBranch(json: unknown, branches: readonly AvroType[], out: ByteWriter, depth: number): void {
  const before = out.length;
  for (const [index, branch] of branches.entries()) {
    try {
      writeLong(out, index);
      writeJson(json, branch, out, depth + 1);
      return;
    } catch (error) {
      if (!(error instanceof NoDefault)) throw error;
      out.length = before;
    }
  }
  throw new NoDefault();
}
