// Change batches written and read as text, for tests of operators.
//
//   "+I a 1 1000; -U b 2; watermark 5000; watermark end"
//
// One change or step per `;` or line: kind, then one value per column, blank-separated. NULL is NULL; texts are bare words;
// timestamps are their numbers. A step stands where it is written.
import { LentArrays } from "../../src/columnar/lent-arrays.ts";
import { vectorOf } from "../../src/columnar/builders.ts";
import { type ChangeBatch, KIND_TEXTS } from "../../src/columnar/change-batch.ts";
import { gather } from "../../src/columnar/gather.ts";
import { rowScalars } from "../../src/columnar/read.ts";
import { exact, type Scalar } from "../../src/columnar/scalar.ts";
import { type Column, isString, type SqlType } from "../../src/common/types.ts";
import { zoneFor } from "../../src/common/zone.ts";
import type { BatchContext, LateRow, Operator, RefusedRow } from "../../src/exec/operator.ts";

export function column(name: string, type: SqlType): Column {
  return { name, type };
}

/** A batch whose rows were read from table "t", split "s", at offsets 0, 10, 20, ... */
export function batchOf(columns: readonly Column[], text: string): ChangeBatch {
  const rows: Scalar[][] = [];
  const kinds: number[] = [];
  const stepRows: number[] = [];
  const marks: number[] = [];
  for (const line of text.split(/[;\n]/).map((part) => part.trim())) {
    if (line === "") continue;
    const [head, ...words] = line.split(/\s+/);
    if (head === "watermark") {
      stepRows.push(rows.length);
      marks.push(words[0] === "end" ? Number.POSITIVE_INFINITY : Number(words[0]));
      continue;
    }
    kinds.push(KIND_TEXTS.indexOf(head as (typeof KIND_TEXTS)[number]));
    rows.push(columns.map(({ type }, i) => parseValue(words[i], type)));
  }
  return {
    rowCount: rows.length,
    columns: columns.map(({ type }, c) =>
      vectorOf(
        type,
        rows.map((row) => row[c]),
      ),
    ),
    kinds: kinds.every((kind) => kind === 0) ? null : Uint8Array.from(kinds),
    selection: null,
    steps: { rows: Int32Array.from(stepRows), marks: Float64Array.from(marks), count: marks.length },
    origin: { table: "t", runs: [{ firstRow: 0, split: "s" }], offsets: Float64Array.from(rows, (_, i) => i * 10) },
    arrival: null,
  };
}

function parseValue(word: string, type: SqlType): Scalar {
  if (word === "NULL") return null;
  if (isString(type)) return word;
  if (type.kind === "BOOLEAN") return word === "true";
  return type.kind === "DOUBLE" || type.kind === "FLOAT" ? Number(word) : exact(BigInt(word));
}

/** The changes and steps of a batch in order, as `batchOf` reads them. */
export function textOf(columns: readonly Column[], batch: ChangeBatch): string[] {
  const types = columns.map(({ type }) => type);
  const lines: string[] = [];
  let step = 0;
  const { steps } = batch;
  const stepsUpTo = (row: number) => {
    for (; step < steps.count && steps.rows[step] <= row; step++) {
      lines.push(`watermark ${steps.marks[step] === Number.POSITIVE_INFINITY ? "end" : steps.marks[step]}`);
    }
  };
  const live = batch.selection ?? Int32Array.from({ length: batch.rowCount }, (_, row) => row);
  for (const row of live) {
    stepsUpTo(row);
    const values = rowScalars(batch.columns, types, row).map((value) => (value === null ? "NULL" : String(value)));
    lines.push([KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]], ...values].join(" "));
  }
  stepsUpTo(batch.rowCount);
  return lines;
}

/** Only the changes. */
export function changesOf(columns: readonly Column[], batch: ChangeBatch): string[] {
  return textOf(columns, batch).filter((line) => !line.startsWith("watermark"));
}

/** The same rows and steps as one batch per row; steps come with the row before them. */
export function oneByOne(batch: ChangeBatch): ChangeBatch[] {
  const { steps } = batch;
  if (batch.rowCount === 0) return [batch];
  return Array.from({ length: batch.rowCount }, (_, row): ChangeBatch => {
    const rows: number[] = [];
    const marks: number[] = [];
    for (let s = 0; s < steps.count; s++) {
      const owner = Math.max(0, steps.rows[s] - 1);
      if (owner !== row) continue;
      rows.push(steps.rows[s] === 0 ? 0 : 1);
      marks.push(steps.marks[s]);
    }
    return {
      rowCount: 1,
      columns: batch.columns.map((vector) => oneRow(vector, row)),
      kinds: batch.kinds === null ? null : batch.kinds.slice(row, row + 1),
      selection: null,
      steps: { rows: Int32Array.from(rows), marks: Float64Array.from(marks), count: rows.length },
      origin: batch.origin === null ? null : { ...batch.origin, offsets: batch.origin.offsets.slice(row, row + 1) },
      arrival: batch.arrival === null ? null : batch.arrival.slice(row, row + 1),
    };
  });
}

function oneRow(vector: ChangeBatch["columns"][number], row: number): ChangeBatch["columns"][number] {
  return gather(vector, Int32Array.of(row), 1);
}

/** A context that remembers what operators report. */
export interface TestContext extends BatchContext {
  readonly late: LateRow[];
  readonly bad: RefusedRow[];
  readonly counts: { used: number; filtered: number };
  /** What state TTL freed, and what was passed over because of it. */
  readonly ttlCounts: { expired: number; passedOver: number };
}

export function contextFor(options: { readonly zone?: string; readonly isEndOfInput?: boolean } = {}): TestContext {
  const zone = options.zone ?? "UTC";
  const late: LateRow[] = [];
  const bad: RefusedRow[] = [];
  const counts = { used: 0, filtered: 0 };
  const ttlCounts = { expired: 0, passedOver: 0 };
  return {
    batchId: 1,
    batchTimeMs: 0,
    isEndOfInput: options.isEndOfInput ?? false,
    evaluation: { zone, timeZone: zoneFor(zone), batchTimeMs: 0, watermarkMs: 0, random: () => 0.5 },
    late,
    bad,
    counts,
    ttlCounts,
    lent: new LentArrays(),
    report: {
      skipsRefused: true,
      late: (row) => late.push(row),
      bad: (row) => bad.push(row),
      filtered: (_operator, count) => {
        counts.filtered += count;
      },
      used: (_operator, count) => {
        counts.used += count;
      },
      expired: (_operator, count) => {
        ttlCounts.expired += count;
      },
      passedOver: (_operator, count) => {
        ttlCounts.passedOver += count;
      },
    },
  };
}

/** Gives a fresh operator the stored state of another: what is stored after each batch, put back in order. */
export class StateCopy {
  readonly #segments: { readonly table: number; readonly kind: "snapshot" | "delta"; readonly payload: Uint8Array }[] =
    [];

  take(operator: Pick<Operator, "stateTables">): void {
    operator.stateTables.forEach((table, i) => {
      const payload = table.takeDelta();
      if (payload !== null) this.#segments.push({ table: i, kind: "delta", payload });
    });
  }

  takeSnapshot(operator: Pick<Operator, "stateTables">): void {
    this.#segments.length = 0;
    operator.stateTables.forEach((table, i) => {
      this.#segments.push({ table: i, kind: "snapshot", payload: table.takeSnapshot() });
    });
  }

  restore<T extends Pick<Operator, "stateTables">>(operator: T): T {
    for (const { table, kind, payload } of this.#segments) operator.stateTables[table].restore(kind, payload);
    return operator;
  }
}

/** Runs batches through an operator; changes and steps in order. */
export function runBatches(
  operator: Operator,
  columns: readonly Column[],
  batches: readonly ChangeBatch[],
  context: TestContext,
): string[] {
  return batches.flatMap((batch) => textOf(columns, operator.processBatch([batch], context)));
}
