// What a job says when it ends: how it ended, and where every row went.
import type { JobSummary, SinkAccount } from "../index.ts";
import { bytesText, countText, durationText } from "./terminal.ts";

/** Lines for stderr. `restartHint`: how the user starts over, null when nothing is kept. */
export function summaryText(summary: JobSummary, hasState: boolean): string {
  const lines: string[] = [];
  if (summary.discarded !== null && summary.discarded.lastBatchId !== null) lines.push(discardedLine(summary));
  if (summary.isNothingNew) {
    lines.push(`nothing new since batch ${summary.lastBatchId ?? 0}; --fresh starts over`);
    return asText(lines);
  }
  lines.push(endLine(summary, hasState));
  for (const { sinkId, sinkName, rows } of summary.written) {
    const accounts = summary.accounts.filter((account) => account.sinkId === sinkId);
    if (accounts.length === 0) lines.push(`${sinkName}: out ${countText(rows)}`);
    for (const account of accounts) {
      const out = account === accounts.at(-1) ? `; out ${countText(rows)}` : "";
      lines.push(`${account.table} -> ${sinkName}: ${accountText(account)}${out}`);
    }
  }
  lines.push(...summary.expired.map(expiredText));
  lines.push(...refusedHints(summary, hasState));
  return asText(lines);
}

/** in 10 000 = used 9 950 + filtered 40 + late 6 + bad 4 */
export function accountText(account: SinkAccount): string {
  const { read, used, filtered, late, bad, lateForSome } = account;
  const parts = `used ${countText(used)} + filtered ${countText(filtered)} + late ${countText(late)} + bad ${countText(bad)}`;
  const some =
    lateForSome === 0 ? "" : ` (${countText(lateForSome)} of the used were late for some of their windows or matches)`;
  return `in ${countText(read)} = ${parts}${some}`;
}

/** state TTL freed 12 keys of group-aggregate by k; SUM(v) AS s */
export function expiredText({ operator, isJoin, count, retractions }: JobSummary["expired"][number]): string {
  const unit = isJoin ? "row" : "key";
  const freed = `state TTL freed ${countText(count)} ${unit}${count === 1 ? "" : "s"} of ${operator}`;
  if (retractions === 0) return freed;
  return `${freed}; passed over ${countText(retractions)} change${retractions === 1 ? "" : "s"} that took back what was not there any more`;
}

function endLine(summary: JobSummary, hasState: boolean): string {
  const batches = `${countText(summary.batchCount)} ${summary.batchCount === 1 ? "batch" : "batches"}`;
  const watermarks = Object.values(summary.watermarksMs).filter((ms) => ms !== null);
  const watermark = watermarks.length === 0 ? "" : `, watermark ${instantText(Math.min(...watermarks))}`;
  const how = summary.endedBy === "end of input" ? "done" : "stopped";
  const resume = summary.endedBy !== "end of input" && hasState ? "; the same command goes on from here" : "";
  return `${how} in ${durationText(summary.elapsedMs)}: ${batches}${watermark}${resume}`;
}

function discardedLine(summary: JobSummary): string {
  const discarded = summary.discarded!;
  return `--fresh: forgot the state of batches 1 to ${discarded.lastBatchId} (${bytesText(discarded.segmentBytes)}); output that was delivered stays and is delivered again`;
}

function refusedHints(summary: JobSummary, hasState: boolean): string[] {
  const late = summary.accounts.reduce((sum, account) => sum + account.late + account.lateForSome, 0);
  const bad = summary.accounts.reduce((sum, account) => sum + account.bad, 0);
  if (late + bad === 0 || !hasState) return [];
  const tables = [late > 0 ? "late_rows" : null, bad > 0 ? "bad_rows" : null].filter((name) => name !== null);
  return [
    `the tables ${tables.join(" and ")} of the state file hold them with place and reason`
      .replace("tables late_rows of", "table late_rows of")
      .replace("tables bad_rows of", "table bad_rows of"),
  ];
}

/** UTC wall clock of a watermark; Infinity is the end of input. */
export function instantText(ms: number): string {
  if (!Number.isFinite(ms)) return ms > 0 ? "end of input" : "none";
  if (Math.abs(ms) > 8.64e15) return String(ms);
  return new Date(ms)
    .toISOString()
    .replace("T", " ")
    .replace(/\.000Z$/, "")
    .replace("Z", "");
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
