// Reads data of one writer's schema as rows of a table.
//
// The datum is a record, or a union of records of which each is resolved by itself. Anything else (a topic whose keys are plain
// strings) is the value of a table of one column.
import type { RowBuffer } from "../column-buffer.ts";
import type { FormatColumn } from "../format.ts";
import type { AvroType } from "./avro-type.ts";
import { BadDatum, type Cursor, readIndex } from "./cursor.ts";
import { endDatum } from "./read-value.ts";
import type { ReadNode } from "./read-node.ts";
import { refuse, resolve, resolveFields } from "./resolve.ts";
import { compileRow } from "./row-program.ts";
import { makeRowFunction, type RowFunction } from "./row-source.ts";

interface Branch {
  readonly read: RowFunction;
  /** Of the columns that are read, for messages. */
  readonly names: readonly string[];
}

/** By branch where the datum is a union; else one. */
export interface RowReader {
  readonly isUnion: boolean;
  readonly branches: readonly (Branch | (ReadNode & { op: "refuse" }))[];
}

/**
 * `columns`: all of the table, of which those at `readColumns` are read. `reader`: the table's own schema, null: as the columns
 * say. All columns are resolved, so that a schema that does not fit is found whatever a query reads.
 */
export function rowReader(
  writer: AvroType,
  reader: AvroType | null,
  columns: readonly FormatColumn[],
  readColumns: readonly number[],
): RowReader {
  const isUnion = writer.kind === "union";
  const of = reader?.kind === "union" ? (reader.branches.find(({ kind }) => kind === "record") ?? null) : reader;
  const branches = (isUnion ? writer.branches : [writer]).map((branch) => {
    const node = rowNode(branch, of, columns);
    if (node.op !== "row") return node as ReadNode & { op: "refuse" };
    const steps = node.steps.map((step) => ({ ...step, index: readColumns.indexOf(step.index) }));
    const template = readColumns.map((column) => node.template[column]);
    const read = makeRowFunction(compileRow({ op: "row", steps, template }, readColumns.length));
    return { read, names: readColumns.map((column) => columns[column].name) };
  });
  return { isUnion, branches };
}

function rowNode(writer: AvroType, reader: AvroType | null, columns: readonly FormatColumn[]): ReadNode {
  if (writer.kind === "record") return resolveFields(writer.fields, reader, columns);
  if (writer.kind === "null") return refuse("the record is null");
  if (columns.length !== 1) return refuse(`it is no record, and the table has ${columns.length} columns`);
  const [{ type }] = columns;
  const node = resolve(writer, reader, type);
  if (node.op === "refuse") return node;
  return { op: "row", steps: [{ index: 0, name: columns[0].name, type: writer, node }], template: [null] };
}

/** What is wrong with a datum. */
export interface DatumProblem {
  /** Null: the datum as a whole. */
  readonly column: string | null;
  readonly code: string;
  readonly reason: string;
}

/** Reads the datum at the cursor, to its end, into the row being written. Null: it is there, and not ended. */
export function readRowDatum(reader: RowReader, cursor: Cursor, rows: RowBuffer): DatumProblem | null {
  const { arenaLength } = rows;
  let names: readonly string[] = [];
  try {
    const count = reader.branches.length;
    const branch = reader.branches[reader.isUnion ? readIndex(cursor, count, "branch") : 0];
    if ("op" in branch) throw new BadDatum(branch.code, branch.reason);
    names = branch.names;
    branch.read(cursor, rows);
    cursor.slot = -1;
    endDatum(cursor);
    return null;
  } catch (error) {
    if (!(error instanceof BadDatum)) throw error;
    rows.dropRow();
    rows.arenaLength = arenaLength;
    const { code, reason } = error;
    return { column: names[cursor.slot] ?? null, code, reason };
  }
}
