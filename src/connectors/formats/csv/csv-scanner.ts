// Generates the fast csv scanner of one table: plain JavaScript over bytes, straight-line code per column.
//
// It takes the usual forms only: fields without quotes, or quoted ones without escape or line break; numbers and times in
// their common spelling. At the first byte of anything else it stops in front of that record (out[1] = 1)
// and csv-record.ts takes it, so the scanner decides speed and never meaning; a property test holds the two equal.
// Columns that are not read are skipped, but counted: a record with too few or too many fields is never let through.
//
// No bounds checks inside: the caller says `stop` so that each record that begins before it ends with an LF in the buffer,
// and each inner loop ends at an LF. Names of columns never reach the generated text; it holds indexes and numbers only.
import { type EmitContext, emitNull, emitValue, isScannable, slotDeclaration } from "../emit-value.ts";
import type { DecodeSpec } from "../format.ts";
import { compileScanner, SCANNER_VARIABLES, type Scanner } from "../scanner-scope.ts";
import type { CsvSyntax } from "./csv-syntax.ts";

const ODD = "{p=r;odd=1;break rows}";
const CONTEXT: EmitContext = { odd: ODD, isStrict: false };

/** The scanner, or null when a column that is read has a type that it does not know. */
export function compileCsvScanner(spec: DecodeSpec, syntax: CsvSyntax): Scanner | null {
  if (spec.readColumns.some((column) => !isScannable(spec.columns[column].type))) return null;
  return compileScanner(csvScannerSource(spec, syntax), spec.zone);
}

export function csvScannerSource(spec: DecodeSpec, syntax: CsvSyntax): string {
  const slotOf = new Map(spec.readColumns.map((column, slot) => [column, slot]));
  const lines = [SCANNER_VARIABLES];
  for (const [slot, column] of spec.readColumns.entries()) lines.push(slotDeclaration(slot, spec.columns[column].type));
  lines.push("rows:while(p<stop&&n<nMax){", "r=p;c=b[p];");
  // An empty line is no record and a comment neither: the slow path skips them.
  lines.push(`if(c===10||c===13${syntax.allowComments ? "||c===35" : ""})${ODD}`);
  for (const [index, column] of spec.columns.entries()) {
    const isLast = index === spec.columns.length - 1;
    const slot = slotOf.get(index);
    const { type } = column;
    if (slot === undefined) lines.push(skipField(syntax, isLast));
    else if (type.kind === "VARCHAR" || type.kind === "CHAR")
      lines.push(textField(slot, type.nullable, syntax, isLast));
    else {
      const value = `${emitValue(slot, type, CONTEXT)}${closeQuote(syntax)}`;
      lines.push(
        `${openQuote(syntax)}${orNull(value, emitNull(slot, type, CONTEXT), syntax, isLast)}${separator(syntax, isLast)}`,
      );
    }
  }
  lines.push("offsets[n]=base+r;n++;", "}", "out[0]=p;out[1]=odd;return n;");
  return lines.join("\n");
}

/** What must follow a field. */
function separator(syntax: CsvSyntax, isLast: boolean): string {
  if (!isLast) return `if(b[p]!==${syntax.delimiter})${ODD}p++;`;
  return `c=b[p];if(c===13){p++;c=b[p]}if(c!==10)${ODD}p++;`;
}

function openQuote(syntax: CsvSyntax): string {
  return syntax.quote === -1 ? "" : `w=0;if(b[p]===${syntax.quote}){w=1;p++}`;
}

function closeQuote(syntax: CsvSyntax): string {
  return syntax.quote === -1 ? "" : `if(w===1){if(b[p]!==${syntax.quote})${ODD}p++}`;
}

/** A field that is not text: NULL when it is empty or the null literal. */
function orNull(value: string, setNull: string, syntax: CsvSyntax, isLast: boolean): string {
  const ends = (index: string) =>
    isLast ? `(b[${index}]===10||b[${index}]===13)` : `b[${index}]===${syntax.delimiter}`;
  const noQuote = syntax.quote === -1 ? "" : "w===0&&";
  const literal = syntax.nullLiteral === null ? null : Buffer.from(syntax.nullLiteral, "utf8");
  const empty = `if(${noQuote}${ends("p")})${setNull}`;
  if (literal === null || literal.length === 0) return `${empty}else{${value}}`;
  const isLiteral = [...literal].map((byte, i) => `b[p+${i}]===${byte}`).join("&&");
  return `${empty}else if(${isLiteral}&&${noQuote}${ends(`p+${literal.length}`)}){${setNull}p+=${literal.length};}else{${value}}`;
}

/**
 * Moves p over the field and its separator; s: first byte, e: end, h: all bytes or-ed, w: 1 when it holds doubled quotes.
 */
function scanText(syntax: CsvSyntax, isLast: boolean, isRead: boolean): string {
  const { delimiter, quote, escapeByte } = syntax;
  const escaped = escapeByte === -1 ? "" : `if(c===${escapeByte})${ODD}`;
  const or = isRead ? "h|=c;" : "";
  const stopAtDelimiter = `while((c=b[p])!==${delimiter}&&c!==10){${escaped}${or}p++}`;
  const plain = `s=p;${stopAtDelimiter}${isLast ? `if(c!==10)${ODD}e=p;if(e>s&&b[e-1]===13)e--;` : `if(c===10)${ODD}e=p;`}p++;`;
  if (quote === -1) return plain;
  const doubled = `if(b[p+1]===${quote}){${isRead ? "w=1;" : ""}p+=2;continue}break;`;
  const quotedText = `s=++p;for(;;){c=b[p];if(c===${quote}){${doubled}}if(c===10)${ODD}${escaped}${or}p++}e=p;p++;${separator(syntax, isLast)}`;
  return `if(b[p]===${quote}){${quotedText}}else{${plain}}`;
}

function skipField(syntax: CsvSyntax, isLast: boolean): string {
  return scanText(syntax, isLast, false);
}

function textField(slot: number, nullable: boolean, syntax: CsvSyntax, isLast: boolean): string {
  const { quote, nullLiteral } = syntax;
  const unquote = quote === -1 ? "" : `if(w===1)T${slot}[n]=unquoteInPlace(arena,s+shift,e+shift,${quote});else `;
  const place = `S${slot}[n]=s+shift;${unquote}T${slot}[n]=e+shift;`;
  const scan = `h=w=0;${scanText(syntax, isLast, true)}if(h>127&&!isUtf8(b,s,e))${ODD}`;
  if (nullLiteral === null) return `${scan}${place}`;
  const literal = [...Buffer.from(nullLiteral, "utf8")];
  // A literal that holds a quote is compared where quotes are taken out: by the slow path.
  const isOdd = literal.includes(quote) ? `if(w===1)${ODD}` : "";
  const isLiteral = ["w===0", `e-s===${literal.length}`, ...literal.map((byte, i) => `b[s+${i}]===${byte}`)].join("&&");
  const setNull = nullable ? `{S${slot}[n]=T${slot}[n]=0;D${slot}[n]=0;C${slot}.hasNull=true}` : ODD;
  return `${scan}${isOdd}if(${isLiteral})${setNull}else{${place}}`;
}
