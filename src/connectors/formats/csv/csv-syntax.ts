// The options of the csv format as bytes that scanners compare with.
import { MillraceError } from "../../../common/errors.ts";
import type { OptionSpec } from "../../connector.ts";

export const CSV_OPTIONS: readonly OptionSpec[] = [
  { key: "field-delimiter", type: "string", defaultText: ",", summary: "Character between fields; '\\t' is a tab" },
  { key: "quote-character", type: "string", defaultText: '"', summary: "Character around fields that hold delimiters" },
  { key: "disable-quote-character", type: "boolean", defaultText: "false", summary: "Read and write no quotes at all" },
  { key: "allow-comments", type: "boolean", defaultText: "false", summary: "Skip lines that begin with #" },
  { key: "ignore-parse-errors", type: "boolean", defaultText: "false", summary: "The same as 'on-error' = 'skip'" },
  {
    key: "array-element-delimiter",
    type: "string",
    defaultText: ";",
    summary: "Text between elements of ARRAY and ROW fields",
  },
  { key: "escape-character", type: "string", summary: "Character that takes the next one as it is; off by default" },
  { key: "null-literal", type: "string", summary: "Text of a whole field that means NULL; off by default" },
  {
    key: "header",
    type: "boolean",
    defaultText: "false",
    summary: "The first line of each file holds the column names",
  },
  {
    key: "write-bigdecimal-in-scientific-notation",
    type: { oneOf: ["false"] },
    defaultText: "false",
    summary: "Decimals are always written with all digits, never as 1E+3",
  },
];

export interface CsvSyntax {
  readonly delimiter: number;
  /** -1: no quotes. */
  readonly quote: number;
  /** -1: no escapes. */
  readonly escapeByte: number;
  readonly allowComments: boolean;
  readonly elementDelimiter: string;
  readonly nullLiteral: string | null;
  readonly hasHeader: boolean;
}

export function csvSyntax(options: Readonly<Record<string, string>>): CsvSyntax {
  const isOn = (key: string) => options[`csv.${key}`]?.toLowerCase() === "true";
  const escapeText = options["csv.escape-character"];
  return {
    delimiter: oneByte("csv.field-delimiter", options["csv.field-delimiter"] ?? ","),
    quote: isOn("disable-quote-character") ? -1 : oneByte("csv.quote-character", options["csv.quote-character"] ?? '"'),
    escapeByte: escapeText === undefined ? -1 : oneByte("csv.escape-character", escapeText),
    allowComments: isOn("allow-comments"),
    elementDelimiter: unescaped(options["csv.array-element-delimiter"] ?? ";"),
    nullLiteral: options["csv.null-literal"] ?? null,
    hasHeader: isOn("header"),
  };
}

/** Problem of the characters chosen, or null. */
export function csvSyntaxProblem(options: Readonly<Record<string, string>>): string | null {
  try {
    const { delimiter, quote, escapeByte } = csvSyntax(options);
    if (delimiter === quote) return "'csv.field-delimiter' and 'csv.quote-character' are the same character";
    if (delimiter === escapeByte) return "'csv.field-delimiter' and 'csv.escape-character' are the same character";
    return null;
  } catch (error) {
    if (error instanceof MillraceError) return error.message;
    throw error;
  }
}

/** Java's escapes that people write in option values: \t, \\, \u0001. */
function unescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\t/g, "\t")
    .replace(/\\\\/g, "\\");
}

function oneByte(key: string, value: string): number {
  const text = unescaped(value);
  const code = text.length === 1 ? text.charCodeAt(0) : -1;
  if (code < 0 || code > 127 || code === 10 || code === 13) {
    throw new MillraceError(
      "CONNECTOR_BAD_OPTION",
      `'${key}' must be one ASCII character and no line break, not '${value}'`,
    );
  }
  return code;
}
