// Moves over a value that is not read. A type may contain itself, so depth is limited; blocks that tell their length are
// passed over as a whole.
import { type AvroType, fixedBytes } from "./avro-type.ts";
import { broken, type Cursor, readIndex, readLength, readLong, skipToBlock, take } from "./cursor.ts";

const DEPTH_MAX = 512;

/** @throws BadDatum */
export function skipValue(cursor: Cursor, type: AvroType, depth = 0): void {
  if (depth > DEPTH_MAX) throw broken(`it is nested deeper than ${DEPTH_MAX}`);
  switch (type.kind) {
    case "null":
      return;
    case "boolean":
      take(cursor, 1);
      return;
    case "int":
    case "long":
    case "enum":
      readLong(cursor);
      return;
    case "float":
      take(cursor, 4);
      return;
    case "double":
      take(cursor, 8);
      return;
    case "bytes":
    case "string":
      take(cursor, readLength(cursor));
      return;
    case "fixed":
      take(cursor, type.size);
      return;
    case "record":
      if (type.fixedBytes !== null) take(cursor, type.fixedBytes);
      else for (const field of type.fields) skipValue(cursor, field.type, depth + 1);
      return;
    case "array":
      skipItems(cursor, type.items, false, depth);
      return;
    case "map":
      skipItems(cursor, type.values, true, depth);
      return;
    case "union":
      skipValue(cursor, type.branches[readIndex(cursor, type.branches.length, "branch")], depth + 1);
      return;
  }
}

function skipItems(cursor: Cursor, items: AvroType, haveKeys: boolean, depth: number): void {
  const areEmpty = !haveKeys && fixedBytes(items) === 0;
  for (let count = skipToBlock(cursor, areEmpty); count > 0; count = skipToBlock(cursor, areEmpty)) {
    if (areEmpty) continue;
    for (let i = 0; i < count; i++) {
      if (haveKeys) take(cursor, readLength(cursor));
      skipValue(cursor, items, depth + 1);
    }
  }
}
