// state_segments: packed state, per (operator, table) at most one snapshot and then deltas, by ascending seq. A payload
// beyond PART_BYTES_MAX is cut into its first row and rows of kind 'part'. Checksum per row, over its key and payload.
import type { Database, Statement } from "better-sqlite3";
import type { MillraceError } from "../../../common/errors.ts";
import type { StateSegment, StoredOperator, StoredTableSize } from "../state-store.ts";
import { checksum } from "./checksum.ts";
import { PART_BYTES_MAX } from "./schema.ts";
import { corrupt } from "./state-error.ts";

interface TableExtent {
  readonly operator: string;
  readonly table: string;
  nextSeq: number;
  snapshotBytes: number;
  deltaBytes: number;
  deltaCount: number;
}

interface SegmentRow {
  readonly operator: string;
  readonly table: string;
  readonly seq: number;
  readonly kind: "snapshot" | "delta" | "part";
  readonly batch_id: number;
  readonly payload: Uint8Array;
  readonly checksum: number;
}

export class Segments {
  readonly #path: string;
  readonly #partBytesMax: number;
  readonly #extents = new Map<string, TableExtent>();
  readonly #select: Statement;
  readonly #insert: Statement;
  readonly #removeBefore: Statement;
  readonly #removeTable: Statement;

  constructor(path: string, database: Database, partBytesMax = PART_BYTES_MAX) {
    this.#path = path;
    this.#partBytesMax = partBytesMax;
    this.#select = database.prepare(
      'SELECT operator, "table", seq, kind, batch_id, payload, checksum FROM state_segments ORDER BY operator, "table", seq',
    );
    this.#insert = database.prepare("INSERT INTO state_segments VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.#removeBefore = database.prepare('DELETE FROM state_segments WHERE operator = ? AND "table" = ? AND seq < ?');
    this.#removeTable = database.prepare('DELETE FROM state_segments WHERE operator = ? AND "table" = ?');
    this.#measure(database);
  }

  /** Hands every segment on in order, its parts joined, with the batch that wrote it. @throws STATE_CORRUPT. */
  read(visit: (segment: StateSegment, batchId: number) => void): void {
    let first: SegmentRow | null = null;
    let parts: Uint8Array[] = [];
    const flush = (): void => {
      if (first === null || first.kind === "part") return;
      const payload = parts.length === 1 ? parts[0] : Buffer.concat(parts);
      visit({ operator: first.operator, table: first.table, kind: first.kind, payload }, first.batch_id);
    };
    for (const row of this.#select.iterate() as IterableIterator<SegmentRow>) {
      const where = `state_segments, operator ${row.operator}, table ${row.table}, seq ${row.seq}`;
      if (segmentChecksum(row) !== row.checksum) throw this.damaged(where);
      if (row.kind === "part") {
        if (first?.operator !== row.operator || first.table !== row.table) throw this.damaged(where);
        parts.push(row.payload);
        continue;
      }
      flush();
      if (row.kind === "snapshot" && first?.operator === row.operator && first.table === row.table)
        throw this.damaged(where);
      first = row;
      parts = [row.payload];
    }
    flush();
  }

  /** Returns the bytes written. */
  append(segment: StateSegment, batchId: number): number {
    const extent = this.#extentOf(segment.operator, segment.table);
    const { payload } = segment;
    let kind: SegmentRow["kind"] = segment.kind;
    for (let from = 0; from === 0 || from < payload.length; from += this.#partBytesMax) {
      const part = payload.subarray(from, from + this.#partBytesMax);
      const seq = extent.nextSeq++;
      const { operator, table } = segment;
      const sum = segmentChecksum({ operator, table, seq, kind, batch_id: batchId, payload: part });
      this.#insert.run(operator, table, seq, kind, batchId, part, sum);
      kind = "part";
    }
    if (segment.kind === "snapshot") extent.snapshotBytes += payload.length;
    else {
      extent.deltaBytes += payload.length;
      extent.deltaCount++;
    }
    return payload.length;
  }

  /** The snapshot instead of all the table had. Returns the bytes written. */
  replace(snapshot: StateSegment, batchId: number): number {
    const extent = this.#extentOf(snapshot.operator, snapshot.table);
    this.#removeBefore.run(extent.operator, extent.table, extent.nextSeq);
    extent.snapshotBytes = 0;
    extent.deltaBytes = 0;
    extent.deltaCount = 0;
    return this.append(snapshot, batchId);
  }

  /** Drops tables that none of `owners` declares. */
  keepOnly(owners: readonly StoredOperator[]): void {
    const kept = new Set(owners.flatMap((owner) => owner.tables.map((table) => keyOf(owner.id, table.name))));
    for (const [key, extent] of this.#extents) {
      if (kept.has(key)) continue;
      this.#removeTable.run(extent.operator, extent.table);
      this.#extents.delete(key);
    }
  }

  forgetAll(): void {
    this.#extents.clear();
  }

  sizes(): readonly StoredTableSize[] {
    return [...this.#extents.values()].map(({ nextSeq: _, ...size }) => size);
  }

  damaged(where: string): MillraceError {
    return corrupt(this.#path, `${where} does not match its checksum or its place`);
  }

  #extentOf(operator: string, table: string): TableExtent {
    const key = keyOf(operator, table);
    let extent = this.#extents.get(key);
    if (extent === undefined) {
      extent = { operator, table, nextSeq: 0, snapshotBytes: 0, deltaBytes: 0, deltaCount: 0 };
      this.#extents.set(key, extent);
    }
    return extent;
  }

  #measure(database: Database): void {
    const rows = database
      .prepare(
        'SELECT operator, "table", seq, kind, length(payload) AS bytes FROM state_segments ORDER BY operator, "table", seq',
      )
      .iterate() as IterableIterator<Omit<SegmentRow, "payload"> & { readonly bytes: number }>;
    let kind: SegmentRow["kind"] = "snapshot";
    for (const row of rows) {
      const extent = this.#extentOf(row.operator, row.table);
      extent.nextSeq = row.seq + 1;
      if (row.kind !== "part") kind = row.kind;
      if (kind === "snapshot") extent.snapshotBytes += row.bytes;
      else extent.deltaBytes += row.bytes;
      if (row.kind === "delta") extent.deltaCount++;
    }
  }
}

function keyOf(operator: string, table: string): string {
  return `${operator}\n${table}`;
}

function segmentChecksum(row: Omit<SegmentRow, "checksum">): number {
  return checksum([row.operator, row.table, row.seq, row.kind, row.batch_id], row.payload);
}
