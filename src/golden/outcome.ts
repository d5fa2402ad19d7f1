// What a golden case gives, as text: per query the schema, the changes by batch and the rows that they leave; row accounts; errors.
import { type ChangeBatch, KIND_TEXTS } from "../columnar/change-batch.ts";
import { rowScalars } from "../columnar/read.ts";
import type { Scalar } from "../columnar/scalar.ts";
import { scalarText } from "../columnar/text.ts";
import { MillraceError, MillraceErrors, renderError } from "../common/errors.ts";
import { type Column, typeText } from "../common/types.ts";
import { zoneFor } from "../common/zone.ts";
import { FoldedRows, type JobSummary, type PreparedJob } from "../engine/index.ts";

export interface StepOutcome {
  readonly title: string;
  /** Rows at the end, as texts. `isOrdered`: their order is part of the result. */
  readonly folded: readonly string[];
  readonly isOrdered: boolean;
  readonly accounts: readonly string[];
  /** The canonical text. */
  readonly text: string;
}

/** The changes of a bare SELECT, by batch and folded. */
export class CollectedRows {
  readonly #columns: readonly Column[];
  readonly #zone: string;
  readonly #folded: FoldedRows;
  readonly #batches = new Map<number, string[]>();

  constructor(columns: readonly Column[], zone: string, streamKey: readonly number[] | null) {
    this.#columns = columns;
    this.#zone = zone;
    this.#folded = new FoldedRows(columns, streamKey);
  }

  take(batch: ChangeBatch, batchId: number): void {
    const types = this.#columns.map((c) => c.type);
    const lines = this.#batches.get(batchId) ?? [];
    this.#batches.set(batchId, lines);
    const count = batch.selection?.length ?? batch.rowCount;
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      const kind = KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]];
      lines.push(`${kind} ${rowText(rowScalars(batch.columns, types, row), this.#columns, this.#zone)}`);
    }
    this.#folded.apply(batch);
  }

  outcome(title: string, job: PreparedJob, accounts: readonly string[]): StepOutcome {
    const folded = this.#folded.rows().map((row) => rowText(row, this.#columns, this.#zone));
    const schema = this.#columns.map((c) => `${c.name} ${typeText(c.type)}`).join(", ");
    const lines = [`-- ${title} (${schema}) ${job.changelogMode}`];
    for (const [batchId, changes] of this.#batches) {
      if (changes.length > 0) lines.push(`-- batch ${batchId}`, ...changes.map((change) => `  ${change}`));
    }
    if (job.changelogMode !== "append") lines.push("-- result", ...folded.map((row) => `  ${row}`));
    lines.push(...accounts.map((account) => `-- ${account}`));
    return {
      title,
      folded,
      isOrdered: ["sort", "time-sort"].includes(job.plan.sinks[0].input.kind),
      accounts,
      text: lines.join("\n"),
    };
  }
}

export function rowText(row: readonly Scalar[], columns: readonly Column[], zone: string): string {
  return row
    .map((value, i) => (value === null ? "NULL" : scalarText(value, columns[i].type, "csv", zoneFor(zone))))
    .join(" | ");
}

interface KeyedChange {
  readonly kind: string;
  readonly text: string;
  readonly key: string | null;
}

export function foldChanges(changes: readonly KeyedChange[]): string[] {
  const rows: KeyedChange[] = [];
  for (const change of changes) {
    const isGone = change.kind === "-D" || change.kind === "-U";
    const at = rows.findIndex((row) =>
      change.key === null ? isGone && row.text === change.text : row.key === change.key,
    );
    if (at !== -1) rows.splice(at, 1);
    if (!isGone) rows.push(change);
  }
  return rows.map((row) => row.text);
}

export function accountTexts(summary: JobSummary): string[] {
  const sinkNames = new Set(summary.accounts.map((a) => a.sinkName));
  const rows = summary.accounts.map((a) => {
    const sinkName = sinkNames.size > 1 ? `${a.sinkName} from ` : "";
    const some = a.lateForSome === 0 ? "" : ` (late for some: ${a.lateForSome})`;
    return `${sinkName}${a.table}: in ${a.read} = used ${a.used} + filtered ${a.filtered} + late ${a.late} + bad ${a.bad}${some}`;
  });
  const expired = summary.expired.map(({ operator, isJoin, count, retractions }) => {
    const passedOver = retractions === 0 ? "" : `, passed over ${retractions}`;
    return `state TTL: freed ${count} ${isJoin ? "rows" : "keys"}${passedOver}: ${operator}`;
  });
  return [...rows, ...expired];
}

export function plainOutcome(title: string, text: string): StepOutcome {
  return {
    title,
    folded: text.split("\n"),
    isOrdered: true,
    accounts: [],
    text: `-- ${title}\n${text.replace(/\n$/, "")}`,
  };
}

/** @throws what is no error of ours. */
export function errorOutcome(error: unknown): StepOutcome {
  const errors = error instanceof MillraceErrors ? error.errors : [error];
  const texts = errors.map((e) => {
    if (!(e instanceof MillraceError) || e.kind === "internal") throw e;
    return renderError(e);
  });
  return { title: "error", folded: texts, isOrdered: true, accounts: [], text: texts.join("\n") };
}
