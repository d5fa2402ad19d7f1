// `npm run conformance`: runs the corpora of other projects (and recorded answers of a real Flink) and prints passes per corpus with
// the causes of the failures counted.
//
//   --check          as the test run uses it: only the closing lines, and what stopped passing
//   --bless          writes the list of passing cases (passes/<corpus>.txt)
//   --only TEXT      corpora, groups or ids that contain TEXT
//   --show           every failure with its detail
//
// Exit 1 when a case of the committed list does not pass any more, and when one fails that reasons.ts has no reason for. Skips, saying so,
// when the corpora are not there. The last lines are one a corpus.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Corpus, Verdict } from "./corpus.ts";
import { calciteStream, flinkDocs } from "./documents.ts";
import { flinkExpressions } from "./expressions.ts";
import { nexmark, nexmarkRisingWave } from "./nexmark.ts";
import { flinkProbes } from "./probes.ts";
import { reasonFor } from "./reasons.ts";
import { testPrograms } from "./test-programs.ts";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.env["MILLRACE_CONFORMANCE"] ?? join(here, "../../../shared/conformance");
const differences = readFileSync(join(here, "../../docs/sql/differences.md"), "utf8");
const verdicts = new Map<string, Promise<Verdict>>();
const corpora: readonly Corpus[] = [
  testPrograms("flink-core", verdicts),
  testPrograms("flink-all", verdicts),
  flinkDocs,
  calciteStream,
  nexmarkRisingWave,
  nexmark,
  flinkExpressions,
  flinkProbes(differences),
];

const has = (flag: string) => process.argv.includes(flag);
const only = has("--only") ? process.argv[process.argv.indexOf("--only") + 1] : "";

interface CorpusResult {
  readonly name: string;
  readonly passed: readonly string[];
  readonly total: number;
  readonly lost: readonly string[];
  /** Failures without a reason. */
  readonly unexplained: readonly string[];
  readonly figures: readonly string[];
}

async function runCorpus(corpus: Corpus): Promise<CorpusResult> {
  const matches = (text: string) => only === "" || text.includes(only);
  const cases = corpus.load(folder).filter((c) => matches(corpus.name) || matches(c.group) || matches(c.id));
  const passed: string[] = [];
  const causes = new Map<string, string[]>();
  const groups = new Map<string, { passed: number; total: number }>();
  for (const c of cases) {
    const verdict = await c.run().catch((error: unknown): Verdict => {
      return { kind: "fail", cause: "crash", detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    });
    const group = groups.get(c.group) ?? { passed: 0, total: 0 };
    groups.set(c.group, group);
    group.total++;
    if (verdict.kind === "pass") {
      passed.push(c.id);
      group.passed++;
      continue;
    }
    const key = verdict.cause;
    causes.set(key, [...(causes.get(key) ?? []), c.id]);
    if (has("--show")) process.stdout.write(`  ${corpus.name} ${c.id}: ${verdict.cause}\n     ${verdict.detail}\n`);
  }
  if (!has("--check")) report(corpus, causes, groups);
  const passes = new Set(passed);
  const failed = cases.filter(({ id }) => !passes.has(id)).map(({ id }) => id);
  return {
    name: corpus.name,
    passed,
    total: cases.length,
    lost: lostPasses(corpus.name, passed),
    unexplained: failed.filter((id) => reasonFor(corpus.name, id, differences) === null),
    figures: cases.length === 0 ? [] : (corpus.figures?.() ?? []),
  };
}

function report(corpus: Corpus, causes: Map<string, string[]>, groups: Map<string, { passed: number; total: number }>): void {
  process.stdout.write(`${corpus.name}\n`);
  if (groups.size <= 30) {
    for (const [group, { passed, total }] of groups) process.stdout.write(`  ${group}: ${passed} of ${total}\n`);
  }
  for (const [cause, ids] of [...causes].sort((a, b) => b[1].length - a[1].length)) {
    process.stdout.write(`  ${String(ids.length).padStart(5)}  ${cause}: ${ids.slice(0, 4).join(", ")}${ids.length > 4 ? ", ..." : ""}\n`);
  }
}

function listPath(name: string): string {
  return join(here, "passes", `${name}.txt`);
}

function lostPasses(name: string, passed: readonly string[]): string[] {
  if (!existsSync(listPath(name)) || only !== "") return [];
  const known = readFileSync(listPath(name), "utf8").split("\n").filter((line) => line !== "");
  const now = new Set(passed);
  return known.filter((id) => !now.has(id));
}

if (!existsSync(folder)) {
  process.stdout.write(`conformance: SKIPPED, the corpora are not at ${folder}\n`);
} else {
  const results: CorpusResult[] = [];
  for (const corpus of corpora) results.push(await runCorpus(corpus));
  if (has("--bless") && only === "") {
    mkdirSync(join(here, "passes"), { recursive: true });
    for (const result of results) writeFileSync(listPath(result.name), `${[...result.passed].sort().join("\n")}\n`);
  }
  for (const result of results) {
    for (const id of result.lost) process.stdout.write(`does not pass any more: ${result.name} ${id}\n`);
    for (const id of result.unexplained) process.stdout.write(`fails without a reason in reasons.ts: ${result.name} ${id}\n`);
    for (const line of result.figures) process.stdout.write(`${line}\n`);
  }
  const isExtra = ({ name }: CorpusResult): boolean => name === nexmarkRisingWave.name;
  for (const result of [...results.filter(isExtra), ...results.filter((one) => !isExtra(one))]) {
    process.stdout.write(`${result.name}: ${result.passed.length} of ${result.total}\n`);
  }
  const isWorse = results.some(({ lost, unexplained }) => lost.length > 0 || unexplained.length > 0);
  process.exitCode = isWorse && !has("--bless") ? 1 : 0;
}
