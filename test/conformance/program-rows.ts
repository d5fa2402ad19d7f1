// What the sinks of one of Flink's programs got, ours and Flink's, in Java's text form, and how the two are compared: folded (a sink that takes
// upserts: the last row of each key; another: a multiset), or change by change with kinds normalised (+I and +U add, -U and -D remove). What says
// nothing is left out there: the removal of a row that is added again at once; where upserts are taken, -U and removals before the next row of the key.
import type { Scalar, SqlMap } from "../../src/columnar/scalar.ts";
import { castText } from "../../src/columnar/text.ts";
import type { SqlType } from "../../src/common/types.ts";
import { zoneFor } from "../../src/common/zone.ts";
import type { TestTables } from "../../src/golden/rows-connector.ts";
import { compareRows, fail, foldTexts, PASS, type Verdict } from "./corpus.ts";
import { metadataOf, outerParts, type Program } from "./program.ts";

export interface Output {
  readonly kind: string;
  readonly text: string;
  readonly key: string | null;
}

export function outputs(program: Program, tables: TestTables): Output[][] {
  return program.sinks.map((sink) => {
    const types = tables.types.get(sink.name) ?? [];
    const keys = keyColumns(sink.schema);
    const hidesArrays = [...(sink.expectedBefore ?? []), ...(sink.expectedAfter ?? [])].some((text) => ARRAY_IDENTITY.test(text));
    return (tables.outputs.get(sink.name) ?? []).map(({ kind, values }) => {
      const texts = values.map((value, i) => javaText(value, types[i], 0, hidesArrays));
      const text = physicalFirst(sink).map((i) => texts[i]).join(", ");
      return { kind, text, key: keys === null ? null : keys.map((i) => texts[i]).join(", ") };
    });
  });
}

/** Flink's sinks show their physical columns, then the metadata as 'writable-metadata' lists it: indexes of the columns in that order. */
function physicalFirst({ schema, options }: Program["sinks"][number]): number[] {
  const keys = metadataOf(options["writable-metadata"]).map(([key]) => key);
  const columns = schema
    .flatMap((columns) => outerParts(columns, "<(", ">)"))
    .filter((column) => !/^(?:PRIMARY KEY|WATERMARK|CONSTRAINT)/i.test(column));
  const isMetadata = (column: string): boolean => /\sMETADATA/i.test(column);
  const indexes = columns.map((_, i) => i);
  const place = (i: number): number => keys.indexOf(columns[i].split(/\s/)[0].replaceAll("`", ""));
  const metadata = indexes.filter((i) => isMetadata(columns[i])).sort((a, b) => place(a) - place(b));
  return [...indexes.filter((i) => !isMetadata(columns[i])), ...metadata];
}

/** Indexes of the PRIMARY KEY's columns, or null. */
function keyColumns(schema: readonly string[]): number[] | null {
  const inline = schema.findIndex((column) => /^\S+\s+.*\sPRIMARY KEY NOT ENFORCED/i.test(column));
  if (inline !== -1) return [inline];
  const constraint = schema.map((column) => /PRIMARY KEY\s*\(([^)]*)\)/i.exec(column)).find((match) => match !== null);
  if (constraint === undefined || constraint === null) return null;
  const names = schema.filter((column) => !/^(?:PRIMARY KEY|CONSTRAINT|WATERMARK)/i.test(column)).map((column) => column.split(/\s/)[0].replaceAll("`", ""));
  return constraint[1].split(",").map((name) => names.indexOf(name.trim().replaceAll("`", "")));
}

export function compareFolded(sink: Program["sinks"][number], ours: readonly Output[], expected: readonly string[]): Verdict {
  const recorded = recordedChanges(sink, expected);
  if (takesUpserts(sink)) return compareRows(lastPerKey(ours), lastPerKey(recorded));
  const folded = foldTexts(ours);
  if (folded === null) return fail("removes an absent row", ours.map((o) => o.kind + o.text).join(" | "));
  return compareRows(folded, foldTexts(recorded) ?? recorded.map((r) => r.text));
}

function recordedChanges(sink: Program["sinks"][number], expected: readonly string[]): Output[] {
  const keys = keyColumns(sink.schema);
  const order = physicalFirst(sink);
  return expected.map((text) => {
    const match = /^([+-][IUD])\[([\s\S]*)\]$/.exec(text);
    const row = (match === null ? text : match[2]).replaceAll(new RegExp(ARRAY_IDENTITY, "g"), HIDDEN_ARRAY);
    return { kind: match === null ? "+I" : match[1], text: row, key: keys === null ? null : keys.map((i) => outerParts(row, "[{(", "]})")[order.indexOf(i)]).join(", ") };
  });
}

/** `isOrdered`: in their order too. */
export function compareChanges(sink: Program["sinks"][number], ours: readonly Output[], expected: readonly string[], isOrdered: boolean): Verdict {
  const left = signedChanges(sink, ours);
  const right = signedChanges(sink, recordedChanges(sink, expected));
  const same = compareRows(left, right);
  if (same.kind === "fail") return fail("other changes", same.detail);
  if (!isOrdered || left.every((text, i) => text === right[i])) return PASS;
  return fail("other order", `ours: ${left.join(" | ")}\n     Flink: ${right.join(" | ")}`);
}

function signedChanges(sink: Program["sinks"][number], changes: readonly Output[]): string[] {
  return takesUpserts(sink) ? signedUpserts(changes) : signedRows(changes);
}

function signedRows(changes: readonly Output[]): string[] {
  const signed: string[] = [];
  for (const { kind, text } of changes) {
    const isAdded = kind === "+I" || kind === "+U";
    if (isAdded && signed.at(-1) === `- ${text}`) signed.pop();
    else signed.push(`${isAdded ? "+" : "-"} ${text}`);
  }
  return signed;
}

/** What changes the row of its key. */
function signedUpserts(changes: readonly Output[]): string[] {
  const rows = new Map<string, string>();
  const told = changes.filter(({ kind, key }, i) => {
    const next = changes.at(i + 1);
    return kind !== "-U" && !(kind === "-D" && next?.key === key && next.kind !== "-D");
  });
  return told.flatMap(({ kind, text, key }) => {
    const isRemoved = kind === "-D";
    if (!isRemoved && rows.get(key ?? "") === text) return [];
    if (isRemoved) rows.delete(key ?? "");
    else rows.set(key ?? "", text);
    return [`${isRemoved ? "-" : "+"} ${text}`];
  });
}

function takesUpserts({ schema, options }: Program["sinks"][number]): boolean {
  const mode = options["changelog-mode"] ?? options["sink-changelog-mode-enforced"];
  return keyColumns(schema) !== null && mode?.includes("UB") !== true;
}

function lastPerKey(changes: readonly Output[]): string[] {
  const rows = new Map<string, string>();
  for (const { kind, text, key } of changes) {
    if (kind === "+I" || kind === "+U") rows.set(key ?? "", text);
    else if (kind === "-D") rows.delete(key ?? "");
  }
  return [...rows.values()];
}

/** How Java prints an array inside of another value: by its address. */
const ARRAY_IDENTITY = /\[(?:L[\w.$]+;|B)@[0-9a-f]+/;
const HIDDEN_ARRAY = "(array)";

/** As Java's Row.toString prints a value. `depth`: how many values it is within; `hidesArrays`: those within others are not shown. */
function javaText(value: Scalar, type: SqlType | undefined, depth: number, hidesArrays: boolean): string {
  if (value === null || type === undefined) return "null";
  const inner = (part: Scalar, partType: SqlType): string => javaText(part, partType, depth + 1, hidesArrays);
  switch (type.kind) {
    case "ARRAY":
      if (hidesArrays && depth > 1) return HIDDEN_ARRAY;
      return `[${(value as readonly Scalar[]).map((item) => inner(item, type.element)).join(", ")}]`;
    case "ROW":
      return `+I[${(value as readonly Scalar[]).map((item, i) => inner(item, type.fields[i].type)).join(", ")}]`;
    case "MAP":
      return `{${(value as SqlMap).entries.map(([k, v]) => `${inner(k, type.key)}=${inner(v, type.value)}`).join(", ")}}`;
    case "BOOLEAN":
      return value === true ? "true" : "false";
    case "BINARY":
    case "VARBINARY":
      if (hidesArrays && depth > 0) return HIDDEN_ARRAY;
      return `[${[...(value as Uint8Array)].map((byte) => (byte << 24) >> 24).join(", ")}]`;
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ": {
      const text = castText(value, type, zoneFor("UTC")).replace(" ", "T");
      const trimmed = text.includes(".") ? text.replace(/(?:000)+$/, "").replace(/\.$/, "") : text;
      // Java's Instant prints seconds always, its LocalDateTime only when they are not zero.
      if (type.kind === "TIMESTAMP_LTZ") return `${trimmed}Z`;
      return trimmed.replace(/:00$/, (seconds) => (trimmed.split(":").length === 3 ? "" : seconds));
    }
    default:
      return castText(value, type, zoneFor("UTC"));
  }
}
