// What a corpus is: named cases that pass or fail, with the cause of a failure in a few words for grouping.

export type Verdict =
  | { readonly kind: "pass" }
  | {
      readonly kind: "fail";
      /** An error code or a few words: failures are counted by it. */
      readonly cause: string;
      readonly detail: string;
    };

export interface ConformanceCase {
  readonly id: string;
  readonly group: string;
  run(): Promise<Verdict>;
}

export interface Corpus {
  readonly name: string;
  load(folder: string): readonly ConformanceCase[];
  /** Lines of the report about the cases that ran. */
  figures?(): readonly string[];
}

export const PASS: Verdict = { kind: "pass" };

export function fail(cause: string, detail: string): Verdict {
  return { kind: "fail", cause, detail };
}

/** Compares two multisets of row texts. */
export function compareRows(ours: readonly string[], recorded: readonly string[]): Verdict {
  const left = [...ours].sort();
  const right = [...recorded].sort();
  if (left.length === right.length && left.every((text, i) => text === right[i])) return PASS;
  const missing = without(right, left);
  const extra = without(left, right);
  return fail("other rows", `missing: ${missing.join(" | ")}\n     extra: ${extra.join(" | ")}`);
}

function without(from: readonly string[], taken: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of taken) counts.set(text, (counts.get(text) ?? 0) + 1);
  return from.filter((text) => {
    const count = counts.get(text) ?? 0;
    if (count > 0) counts.set(text, count - 1);
    return count === 0;
  });
}

/** Folds a changelog: +I and +U add, -U and -D remove; removing an absent row is a failure. */
export function foldTexts(changes: readonly { readonly kind: string; readonly text: string }[]): string[] | null {
  const counts = new Map<string, number>();
  for (const { kind, text } of changes) {
    const count = (counts.get(text) ?? 0) + (kind === "+I" || kind === "+U" ? 1 : -1);
    if (count < 0) return null;
    counts.set(text, count);
  }
  return [...counts].flatMap(([text, count]) => new Array<string>(count).fill(text));
}
