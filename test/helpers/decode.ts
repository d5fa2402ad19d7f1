// Decodes bytes by a format's decoder the way the filesystem source does: through a real file, a window of any size, and
// runs of any number of records.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rowScalars } from "../../src/columnar/read.ts";
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { SqlType } from "../../src/common/types.ts";
import { zoneFor } from "../../src/common/zone.ts";
import { SplitReader, startCursor } from "../../src/connectors/filesystem/split-reader.ts";
import { RowBuffer } from "../../src/connectors/formats/column-buffer.ts";
import {
  CHUNK_SLACK_BYTES,
  type Decoder,
  type DecodeSpec,
  type FormatColumn,
} from "../../src/connectors/formats/format.ts";

export interface Decoded {
  readonly rows: readonly (readonly Scalar[])[];
  readonly offsets: readonly number[];
  readonly bad: readonly {
    readonly offset: number;
    readonly line: number;
    readonly column: string | null;
    readonly code: string;
    readonly message: string;
  }[];
  readonly lines: number;
}

export function decodeSpec(
  columns: readonly FormatColumn[],
  readColumns: readonly number[],
  options: Readonly<Record<string, string>> = {},
  zone = "UTC",
): DecodeSpec {
  return { table: "t", columns, readColumns, options, zone: zoneFor(zone) };
}

export interface DecodeWay {
  readonly windowBytes?: number;
  /** Records of each run. */
  readonly runRecords?: number;
  /** Bytes of each run. */
  readonly runBytes?: number;
}

/** A folder for the files of one test process. */
export class Scratch {
  readonly path = mkdtempSync(join(tmpdir(), "millrace-connectors-"));
  #files = 0;

  file(bytes: Uint8Array | string, suffix = ".txt"): string {
    const path = join(this.path, `${this.#files++}${suffix}`);
    writeFileSync(path, bytes);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function decodeFile(path: string, decoder: Decoder, types: readonly SqlType[], way: DecodeWay = {}): Decoded {
  const { size, mtimeMs } = statSync(path);
  const file = { split: path, path, size, mtimeMs };
  const rows = new RowBuffer(types);
  rows.reset();
  const reader = new SplitReader(file, decoder, Buffer.alloc((way.windowBytes ?? 4096) + CHUNK_SLACK_BYTES));
  let cursor = startCursor(file);
  while (!cursor.isDone) {
    const limit = {
      recordsMax: way.runRecords ?? Number.POSITIVE_INFINITY,
      bytesMax: way.runBytes ?? Number.POSITIVE_INFINITY,
      beginBefore: Number.POSITIVE_INFINITY,
    };
    cursor = reader.read(cursor, limit, Number.POSITIVE_INFINITY, rows);
  }
  reader.close();
  const columns = rows.finish();
  return {
    rows: Array.from({ length: rows.rowCount }, (_, row) => rowScalars(columns, types, row)),
    offsets: Array.from(rows.offsets.subarray(0, rows.rowCount)),
    bad: rows.bad.map(({ offset, line, column, code, message }) => ({ offset, line, column, code, message })),
    lines: cursor.line,
  };
}
