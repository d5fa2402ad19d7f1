// Columns whose value is the same for all rows of a file: metadata, and partition columns of the path.

import { basename, dirname } from "node:path";
import type { Scalar } from "../../columnar/scalar.ts";
import { MillraceError } from "../../common/errors.ts";
import { type SqlType, timestampLtz } from "../../common/types.ts";
import type { Zone } from "../../common/zone.ts";
import { FieldProblem, readText } from "../formats/field-text.ts";
import type { ListedFile } from "./listing.ts";
import { readPartitionValue } from "./partition-path.ts";

export const FILE_METADATA: Readonly<Record<string, SqlType>> = {
  "file.path": { kind: "VARCHAR", length: 2147483647, nullable: false },
  "file.name": { kind: "VARCHAR", length: 2147483647, nullable: false },
  "file.size": { kind: "BIGINT", nullable: false },
  "file.modification-time": timestampLtz(3, false),
};

/** The value of a metadata key for a file, as the key's type in FILE_METADATA. */
export function metadataValue(key: string, file: ListedFile): Scalar {
  switch (key) {
    case "file.path":
      return file.path;
    case "file.name":
      return basename(file.path);
    case "file.size":
      return file.size;
    case "file.modification-time":
      return Math.floor(file.mtimeMs);
    default:
      throw new MillraceError("BIND_UNKNOWN_METADATA", `the filesystem connector has no metadata '${key}'`, {
        hint: `Keys: ${Object.keys(FILE_METADATA).join(", ")}.`,
      });
  }
}

/** The value of a partition column: from the folder name=value of the path. @throws SOURCE_BAD_PARTITION */
export function partitionValue(name: string, type: SqlType, file: ListedFile, zone: Zone): Scalar {
  for (const folder of dirname(file.path).split("/").reverse()) {
    const text = readPartitionValue(folder, name);
    if (text === undefined) continue;
    if (text === null) return null;
    const value = readText(text, type, zone);
    if (value instanceof FieldProblem) {
      throw new MillraceError("SOURCE_BAD_PARTITION", `partition column '${name}': ${value.reason}`, {
        location: file.split,
      });
    }
    return value;
  }
  throw new MillraceError("SOURCE_BAD_PARTITION", `the path has no folder '${name}=...'`, {
    location: file.split,
    hint: `The table is PARTITIONED BY (${name}): its files lie in folders named after the value.`,
  });
}
