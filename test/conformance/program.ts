// One of Flink's programs as the corpus has it.
import type { TestChange } from "../../src/golden/rows-connector.ts";

export interface ProgramRow {
  readonly op: TestChange["kind"];
  readonly row: readonly unknown[];
}

export interface Program {
  readonly id: string;
  readonly sources: readonly {
    readonly name: string;
    readonly schema: readonly string[];
    readonly options: Readonly<Record<string, string>>;
    readonly before: readonly ProgramRow[];
    readonly after: readonly ProgramRow[];
  }[];
  readonly sinks: readonly {
    readonly name: string;
    readonly schema: readonly string[];
    readonly options: Readonly<Record<string, string>>;
    readonly expectedBefore: readonly string[] | null;
    readonly expectedAfter: readonly string[] | null;
    readonly expectedMaterialized: readonly string[] | null;
  }[];
  readonly steps: readonly (readonly [string, ...unknown[]])[];
}

/** Pairs of "a:INT, b:STRING". */
export function metadataOf(text: string | undefined): (readonly [string, string])[] {
  if (text === undefined) return [];
  return text.split(/,(?![^(]*\))/).map((pair) => {
    const at = pair.indexOf(":");
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
}

/** Cuts a text at the commas outside of brackets. */
export function outerParts(text: string, opening: string, closing: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (opening.includes(text[i])) depth++;
    if (closing.includes(text[i])) depth--;
    if (depth === 0 && text[i] === ",") {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}
