// flink-probes: small streaming scenarios with the exact changelog of a real Flink. Compared as the corpus' README says:
// the folded result always, at one row per batch the same changes as a multiset with kinds normalised (+I and +U add, -U
// and -D remove), and the folded result again in one big batch. A probe marked `doubt` or `beyond` passes with another
// answer or an answer at all: which ones do is written in docs/sql/differences.md. So are, by id, those that differ on purpose;
// the figures count neither.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scalar } from "../../src/columnar/scalar.ts";
import { zoneFor } from "../../src/common/zone.ts";
import { readRows } from "../../src/golden/read-rows.ts";
import { type QueryResult, query } from "../helpers/run-sql.ts";
import { type TestChange, testTables } from "../../src/golden/rows-connector.ts";
import { ourText, recordedText } from "./canonical.ts";
import { type ConformanceCase, type Corpus, compareRows, fail, foldTexts, PASS, type Verdict } from "./corpus.ts";

interface ProbeSource {
  readonly name: string;
  readonly columns: readonly string[];
  readonly watermark: string | null;
  readonly primaryKey: readonly string[] | string | null;
  readonly format: string;
  readonly rows: readonly { readonly op: string; readonly row: readonly unknown[] }[];
}

interface Probe {
  readonly id: string;
  readonly group: string;
  readonly sources: readonly ProbeSource[];
  readonly setup: readonly string[];
  readonly sql: string;
  readonly config: Readonly<Record<string, string>>;
  readonly sink?: string;
  readonly result: {
    readonly columns?: readonly string[];
    readonly changelog?: readonly { readonly kind: string; readonly values: readonly unknown[] }[];
    readonly folded?: readonly (readonly unknown[])[];
    readonly sinkRows?: readonly Readonly<Record<string, unknown>>[];
    readonly error?: { readonly message: string };
  };
  readonly stableAs: string;
  readonly doubt?: string;
  readonly beyond?: string;
}

/** Flink's own knobs without a meaning here. */
const IGNORED_SETTINGS = new Set(["table.optimizer.agg-phase-strategy", "pipeline.auto-watermark-interval"]);

/** What became of a probe, part by part: the rows that are left, in batches of any size, and the changes at one row per batch. */
interface Outcome {
  readonly verdict: Verdict;
  readonly kind: "answer" | "refusal";
  readonly isFolded: boolean;
  readonly isExact: boolean;
}

/** `differences`: the text of docs/sql/differences.md. */
export function flinkProbes(differences: string): Corpus {
  const counted: Outcome[] = [];
  return {
    name: "flink-probes",
    load: (folder) =>
      readFileSync(join(folder, "flink-probes.jsonl"), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Probe)
        .map((probe): ConformanceCase => {
          const isCounted = probe.doubt === undefined && probe.beyond === undefined && !differences.includes(`\`${probe.id}\``);
          const run = async (): Promise<Verdict> => {
            const outcome = await runProbe(probe);
            if (isCounted) counted.push(outcome);
            return outcome.verdict;
          };
          return { id: probe.id, group: probe.group, run };
        }),
    figures: () => {
      const answers = counted.filter(({ kind }) => kind === "answer");
      const refusals = counted.filter(({ kind }) => kind === "refusal");
      return [
        share("folded", answers.filter(({ isFolded }) => isFolded).length, answers.length),
        share("exact changelog at one row per batch", answers.filter(({ isExact }) => isExact).length, answers.length),
        share("refused", refusals.filter(({ verdict }) => verdict.kind === "pass").length, refusals.length),
      ];
    },
  };
}

function share(what: string, part: number, whole: number): string {
  return `flink-probes, ${what}: ${part} of ${whole} (${whole === 0 ? "-" : ((100 * part) / whole).toFixed(1)} %)`;
}

async function runProbe(probe: Probe): Promise<Outcome> {
  const single = await run(probe, 1);
  if (probe.result.error !== undefined) {
    const isRefused = single.error !== null || probe.beyond !== undefined;
    const verdict = isRefused ? PASS : fail("no error", `Flink: ${probe.result.error.message}`);
    return { verdict, kind: "refusal", isFolded: false, isExact: false };
  }
  const folded = await compare(probe, single, false);
  const changes = folded.kind === "pass" ? await compare(probe, single, true) : folded;
  const whole = await compare(probe, await run(probe, 1_000_000), false);
  const isFolded = folded.kind === "pass" && whole.kind === "pass";
  const parts = { kind: "answer", isFolded, isExact: changes.kind === "pass" } as const;
  if (probe.doubt !== undefined && single.error?.code !== "PLAN_NOT_AVAILABLE") return { verdict: PASS, ...parts };
  const verdict = changes.kind === "pass" && whole.kind === "fail" ? fail(`one batch: ${whole.cause}`, whole.detail) : changes;
  return { verdict, ...parts };
}

async function compare(probe: Probe, ours: QueryResult, comparesChanges: boolean): Promise<Verdict> {
  if (ours.error !== null) return fail(ours.error.code, ours.error.message);
  const { folded, changelog, sinkRows } = probe.result;
  const how = { zone: zoneFor(probe.config["table.local-time-zone"] ?? "UTC"), digits: 12 };
  const types = ours.columns.map((c) => c.type);
  const ourRow = (values: readonly Scalar[]) => values.map((v, i) => ourText(v, types[i], how)).join(", ");
  const theirRow = (values: readonly unknown[]) => values.map((v, i) => recordedText(v, types[i], how)).join(", ");
  if (sinkRows !== undefined) {
    const names = ours.columns.map((c) => c.name);
    return compareRows(ours.rows.map(ourRow), sinkRows.map((row) => theirRow(names.map((name) => row[name] ?? null))));
  }
  const expected = folded ?? [];
  if (expected.some((row) => row.length !== types.length)) return fail("other columns", types.length.toString());
  const foldVerdict = compareRows(ours.rows.map(ourRow), expected.map(theirRow));
  if (foldVerdict.kind === "fail" || !comparesChanges || changelog === undefined) return foldVerdict;
  const signed = (kind: string, text: string) => `${kind === "+I" || kind === "+U" ? "+" : "-"} ${text}`;
  const ourChanges = ours.changes.map((c) => ({ kind: c.kind, text: ourRow(c.values) }));
  if (foldTexts(ourChanges) === null) return fail("removes an absent row", ourChanges.map((c) => c.kind + c.text).join(" | "));
  const changes = compareRows(
    ourChanges.map((c) => signed(c.kind, c.text)),
    changelog.map((c) => signed(c.kind, theirRow(c.values))),
  );
  return changes.kind === "pass" ? PASS : fail("other changes", changes.detail);
}

async function run(probe: Probe, batchRowsMax: number): Promise<QueryResult> {
  const tables = testTables();
  const statements: string[] = [];
  for (const source of probe.sources) {
    const isChanging = source.format !== "json";
    const physical = source.columns.filter((column) => !/^\S+\s+AS\s/i.test(column));
    const rows = await readRows(physical, source.rows.map(({ row }) => row));
    const changes = source.rows.map(({ op }, i) => ({ kind: op as TestChange["kind"], values: rows[i] }));
    tables.inputs.set(source.name, changes);
    const key = source.primaryKey === null ? [] : [`PRIMARY KEY (${[source.primaryKey].flat().join(", ")}) NOT ENFORCED`];
    const watermark = source.watermark === null ? [] : [`WATERMARK FOR ${source.watermark}`];
    const mode = isChanging ? `, 'changelog-mode' = 'retract'` : "";
    statements.push(
      `CREATE TABLE ${source.name} (${[...source.columns, ...key, ...watermark].join(", ")}) WITH ('connector' = 'rows'${mode})`,
    );
  }
  statements.push(...probe.setup);
  if (probe.sink !== undefined) {
    statements.push(probe.sink.replace(/WITH\s*\([\s\S]*\)\s*$/, "WITH ('connector' = 'collect', 'changelog-mode' = 'append')"));
  }
  const config = Object.entries(probe.config).filter(([key]) => !IGNORED_SETTINGS.has(key));
  return query(probe.sql, {
    setup: statements,
    tables,
    settings: { "table.local-time-zone": "UTC", ...Object.fromEntries(config) },
    batchRowsMax,
    sinkTable: probe.sink === undefined ? undefined : "s",
  });
}
