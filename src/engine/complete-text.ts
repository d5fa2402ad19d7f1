// Completion inside of '...': option keys and values of WITH (by connector and format), settings of SET and RESET.
//
// A key is offered with its closing quote, `=` and the quote of its value, so that the next TAB offers the values.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { OptionSpec } from "../connectors/connector.ts";
import type { Assist } from "../parser/index.ts";
import type { Lexeme } from "../parser/lexer.ts";
import { findSetting, SETTINGS } from "../planner/index.ts";
import type { Completion } from "./completion.ts";
import type { SessionState } from "./state.ts";

interface TextCompletions {
  readonly start: number;
  readonly items: readonly Completion[];
}

/** Null: no place of a key or value. `rest`: the text behind the cursor. */
export function textCompletions(state: SessionState, assist: Assist, rest: string): TextCompletions | null {
  const isOpen = assist.place === "text";
  if (!isOpen && !assist.takesText) return null;
  const found = settingPlace(assist) ? settingItems(state, assist) : optionItems(state, assist);
  if (found === null) return isOpen ? { start: assist.start, items: [] } : null;
  const typed = assist.prefix.toLowerCase();
  const items = found.items.filter(({ text }) => text.toLowerCase().startsWith(typed));
  return {
    start: assist.start,
    items: items.map((item) => {
      // SET key without quotes is complete as it is.
      const quote = isOpen ? "" : "'";
      const isEnded = rest.startsWith("'");
      const end = isEnded ? "" : found.isKey ? "' = '" : "'";
      return { ...item, text: `${quote}${item.text}${item.text.endsWith("/") ? "" : end}` };
    }),
  };
}

interface Found {
  readonly isKey: boolean;
  readonly items: readonly Completion[];
}

function settingPlace({ before }: Assist): boolean {
  const first = before[0]?.kind === "word" ? before[0].value.toUpperCase() : "";
  return first === "SET" || first === "RESET";
}

function settingItems(state: SessionState, { before }: Assist): Found | null {
  const isReset = before[0].value.toUpperCase() === "RESET";
  if (before.length === 1) {
    const items = SETTINGS.map((spec): Completion => ({ text: spec.key, kind: "setting", detail: spec.summary }));
    return { isKey: !isReset, items };
  }
  const spec = before.length === 3 && isEquals(before[2]) ? findSetting(before[1].value) : null;
  if (spec === null) return null;
  const { type, key } = spec;
  if (typeof type === "object") return { isKey: false, items: type.oneOf.map(valueItem) };
  if (type === "boolean") return { isKey: false, items: ["true", "false"].map(valueItem) };
  if (type === "zone") return { isKey: false, items: ["UTC", ...Intl.supportedValuesOf("timeZone")].map(valueItem) };
  return { isKey: false, items: [valueItem(state.settings.get(key) ?? spec.defaultText)] };
}

function optionItems(state: SessionState, assist: Assist): Found | null {
  const open = openOptions(assist.before);
  if (open === -1) return null;
  const options = optionsOf(assist.statement, open);
  const { before } = assist;
  const last = before[before.length - 1];
  const connector = options["connector"] ?? null;
  if (!isEquals(last)) {
    const specs = connector === null ? CONNECTOR_ONLY : state.connectors.optionSpecs(connector, options);
    const free = specs.filter(({ key }) => options[key] === undefined);
    const needed = free.filter((spec) => spec.isRequired === true);
    const others = free.filter((spec) => spec.isRequired !== true);
    return { isKey: true, items: [...needed, ...others].map(keyItem) };
  }
  const key = before[before.length - 2].value;
  if (key === "connector") return { isKey: false, items: state.connectors.names().map(valueItem) };
  const spec = state.connectors.optionSpecs(connector ?? "", options).find((candidate) => candidate.key === key);
  return { isKey: false, items: key === "path" ? pathItems(state, assist.prefix) : valuesOf(spec) };
}

const CONNECTOR_ONLY: readonly OptionSpec[] = [
  { key: "connector", type: "string", isRequired: true, summary: "Name of the connector" },
];

/** Index of the `(` behind WITH or SET that is not closed before the cursor; -1: the cursor is in no options. */
function openOptions(before: readonly Lexeme[]): number {
  const open = before.findLastIndex(
    (lexeme, i) =>
      lexeme.value === "(" && /^(?:WITH|SET)$/i.test(before[i - 1]?.value ?? "") && before[i - 1].kind === "word",
  );
  const isClosed = before.slice(open + 1).some((lexeme) => lexeme.kind === "symbol" && lexeme.value === ")");
  const first = before[open + 1];
  return open === -1 || isClosed || (first !== undefined && first.kind !== "string") ? -1 : open;
}

/** Pairs that are written, also those behind the cursor. */
function optionsOf(statement: readonly Lexeme[], open: number): Readonly<Record<string, string>> {
  const options: Record<string, string> = {};
  for (let i = open + 1; i + 2 < statement.length; i++) {
    const [key, equals, value] = statement.slice(i, i + 3);
    if (key.kind === "string" && isEquals(equals) && value.kind === "string" && value.problem === null) {
      options[key.value] = value.value;
    }
  }
  return options;
}

function isEquals(lexeme: Lexeme | undefined): boolean {
  return lexeme?.kind === "symbol" && lexeme.value === "=";
}

/** A key with a part of the user's own ends before it: fields. */
function keyItem({ key, summary, isPattern, isRequired }: OptionSpec): Completion {
  const text = isPattern === true ? key.slice(0, key.indexOf("#")) : key;
  return { text, kind: "option", detail: isRequired === true ? `${summary} (required)` : summary };
}

function valueItem(text: string): Completion {
  return { text, kind: "value", detail: "" };
}

function valuesOf(spec: OptionSpec | undefined): readonly Completion[] {
  if (spec === undefined) return [];
  if (typeof spec.type === "object") return spec.type.oneOf.map(valueItem);
  if (spec.type === "boolean") return ["true", "false"].map(valueItem);
  return spec.defaultText === undefined ? [] : [valueItem(spec.defaultText)];
}

/** Files and folders below the session's folder; folders end in `/`. */
function pathItems(state: SessionState, prefix: string): readonly Completion[] {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  try {
    return readdirSync(join(folder.startsWith("/") ? "" : state.workingDirectory, folder), { withFileTypes: true })
      .filter(({ name }) => !name.startsWith("."))
      .map((entry) => valueItem(`${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`))
      .sort((a, b) => (a.text < b.text ? -1 : 1));
  } catch {
    // A folder that is not there has nothing to offer.
    return [];
  }
}
