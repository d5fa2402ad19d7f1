// What becomes of the state of an earlier query under a changed one: kept by operator id and layout version, lost, or
// new; and which settings that change results are others.
import { MillraceError } from "../../common/errors.ts";
import { changesResults } from "../../planner/settings.ts";
import type { JobMeta, StoredOperator, StoredTableSize } from "../state/state-store.ts";

export interface UpgradeItem {
  readonly action: "kept" | "lost" | "new";
  readonly role: StoredOperator["role"];
  readonly id: string;
  readonly label: string;
  /** Why state under the same id is lost; null otherwise. */
  readonly reason: string | null;
  /** Stored bytes that are kept or lost. */
  readonly bytes: number;
}

export interface UpgradePlan {
  readonly jobId: string;
  readonly lastBatchId: number | null;
  readonly items: readonly UpgradeItem[];
  /** Settings that change results and have another value now. */
  readonly settings: readonly { readonly key: string; readonly from: string | null; readonly to: string | null }[];
}

export function planUpgrade(
  old: JobMeta,
  meta: Pick<JobMeta, "operators" | "settings">,
  lastBatchId: number | null,
  sizes: readonly StoredTableSize[],
): UpgradePlan {
  const { operators } = meta;
  const bytesOf = (id: string) =>
    sizes.reduce((sum, s) => (s.operator === id ? sum + s.snapshotBytes + s.deltaBytes : sum), 0);
  const items: UpgradeItem[] = [];
  for (const stored of old.operators) {
    const current = operators.find((o) => o.id === stored.id);
    const reason = current === undefined ? null : layoutChange(stored, current);
    const action = current === undefined || reason !== null ? "lost" : "kept";
    items.push({ action, role: stored.role, id: stored.id, label: stored.label, reason, bytes: bytesOf(stored.id) });
  }
  for (const { id, role, label } of operators) {
    const isKept = items.some((item) => item.id === id && item.action === "kept");
    if (!isKept) items.push({ action: "new", role, id, label, reason: null, bytes: 0 });
  }
  return { jobId: old.jobId, lastBatchId, items, settings: changedSettings(old.settings, meta.settings) };
}

function changedSettings(old: JobMeta["settings"], now: JobMeta["settings"]): UpgradePlan["settings"] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return keys
    .filter((key) => changesResults(key) && old[key] !== now[key])
    .map((key) => ({ key, from: old[key] ?? null, to: now[key] ?? null }));
}

function layoutChange(stored: StoredOperator, current: StoredOperator): string | null {
  for (const table of stored.tables) {
    const now = current.tables.find((t) => t.name === table.name);
    if (now === undefined) return `its table ${table.name} is gone`;
    if (now.layoutVersion !== table.layoutVersion) {
      return `the layout of ${table.name} went from version ${table.layoutVersion} to ${now.layoutVersion}`;
    }
  }
  return null;
}

/** The plan for a person, one line an item. */
export function upgradeText(plan: UpgradePlan): string {
  const items = plan.items.map(({ action, role, label, reason, bytes }) => {
    const size = bytes === 0 ? "" : `, ${bytes} bytes`;
    const then = action === "lost" && role === "source" ? ": is read from its start" : "";
    return `${action.padEnd(4)}  ${label}${size}${reason === null ? "" : ` (${reason})`}${then}`;
  });
  const settings = plan.settings.map(
    ({ key, from, to }) =>
      `now   '${key}' is ${to === null ? "not set" : `'${to}'`}, was ${from === null ? "not set" : `'${from}'`}`,
  );
  return [...items, ...settings].join("\n");
}

export function queryChanged(plan: UpgradePlan, path: string | null): MillraceError {
  return new MillraceError("STATE_QUERY_CHANGED", "the state was made by another query; of what it holds:", {
    ...(path === null ? {} : { location: path }),
    hint: `${upgradeText(plan)}\n--upgrade allow goes on with what is kept; --fresh starts over (delivered output stays and is delivered again).`,
  });
}
