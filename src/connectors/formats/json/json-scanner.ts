// Generates the fast JSON scanners of one table, as plain JavaScript over bytes.
//
// Any order: walks the keys of each line, reads the columns that are wanted, walks over the rest. Template: knows from a
// sample line which bytes stand before each value (layout.ts), compares them four bytes a step and reads the values
// between; a line with other bytes there is a miss (out[1] = MISS) and goes to the any-order scanner.
// Both leave a line to JSON.parse (out[1] = ODD) when it has something out of the usual: escapes in a key, half a
// surrogate pair, a key given twice, a number as text, NULL in a NOT NULL column, or a fault. So the scanners decide speed
// and never meaning; a property test holds the three equal. Values that are not read are checked all the same.
//
// No bounds checks inside: each line ends with an LF in the buffer, and each inner loop ends at an LF. Keys reach the
// generated text as numbers only.
import { type EmitContext, emitNull, emitValue, slotDeclaration } from "../emit-value.ts";
import type { DecodeSpec } from "../format.ts";
import { compileScanner, SCANNER_VARIABLES, type Scanner } from "../scanner-scope.ts";
import type { JsonLayout } from "./json-layout.ts";
import { skipText, skipValue, textStop } from "./json-skip.ts";
import { unescapeInPlace } from "./json-unescape.ts";

/** Values of out[1]. */
export const ODD = 1;
export const MISS = 2;

const ODD_CODE = "{p=r;odd=1;break rows}";
const MISS_CODE = "{p=r;odd=2;break rows}";
const CONTEXT: EmitContext = { odd: ODD_CODE, isStrict: true };
const SPACE = "while((c=b[p])===32||c===9||c===13)p++;";
const NULL_WORD = 0x6c6c756e;
const MASK_BITS = 30;
const HELPERS = { skipValue, skipText, textStop, unescapeInPlace };

export function compileAnyOrder(spec: DecodeSpec, failOnMissing: boolean): Scanner {
  return compileScanner(anyOrderSource(spec, failOnMissing), spec.zone, HELPERS);
}

export function compileTemplate(spec: DecodeSpec, layout: JsonLayout): Scanner {
  return compileScanner(templateSource(spec, layout), spec.zone, HELPERS);
}

export function anyOrderSource(spec: DecodeSpec, failOnMissing: boolean): string {
  const slots = spec.readColumns.length;
  const masks = Array.from({ length: Math.max(1, Math.ceil(slots / MASK_BITS)) }, (_, i) => `m${i}`);
  return `${head(spec)}
let ${masks.map((m) => `${m}=0`).join(",")};
rows:while(p<stop&&n<nMax){
r=p;${masks.map((m) => `${m}=0;`).join("")}
${SPACE}if(c!==123)${ODD_CODE}p++;${SPACE}
if(c===125)p++;else for(;;){
if(c!==34)${ODD_CODE}
s=++p;while((c=b[p])!==34){if(c===92||c<32)${ODD_CODE}p++}e=p-s;p++;
${SPACE}if(c!==58)${ODD_CODE}p++;${SPACE}
value:{${keySwitch(spec)}
p=skipValue(b,dv,p);if(p===-1)${ODD_CODE}}
${SPACE}p++;if(c===44){${SPACE}continue}if(c===125)break;${ODD_CODE}
}
${SPACE}if(c!==10)${ODD_CODE}p++;
${missing(spec, masks, failOnMissing)}
offsets[n]=base+r;n++;
}
out[0]=p;out[1]=odd;return n;`;
}

export function templateSource(spec: DecodeSpec, layout: JsonLayout): string {
  const lines = [head(spec), "rows:while(p<stop&&n<nMax){", "r=p;"];
  for (const { before, slot, isText } of layout.values) {
    lines.push(compareBytes(before));
    lines.push(slot === -1 ? skipLikely(isText) : readSlot(spec, slot));
  }
  lines.push(compareBytes(layout.tail));
  for (const slot of layout.missing) lines.push(emitNull(slot, slotType(spec, slot), CONTEXT));
  lines.push("offsets[n]=base+r;n++;", "}", "out[0]=p;out[1]=odd;return n;");
  return lines.join("\n");
}

/** Over a value nobody reads; the usual text needs one look. */
function skipLikely(isText: boolean): string {
  const skip = `p=skipValue(b,dv,p);if(p===-1)${ODD_CODE}`;
  if (!isText) return skip;
  return `if(b[p]===34&&b[e=textStop(dv,p+1)]===34)p=e+1;else{${skip}}`;
}

function head(spec: DecodeSpec): string {
  return `${SCANNER_VARIABLES}\n${spec.readColumns.map((_, slot) => slotDeclaration(slot, slotType(spec, slot))).join("\n")}`;
}

function slotType(spec: DecodeSpec, slot: number) {
  return spec.columns[spec.readColumns[slot]].type;
}

/** By length of the key, then by its bytes. Unknown keys fall through. */
function keySwitch(spec: DecodeSpec): string {
  const byLength = new Map<number, string[]>();
  for (const [slot, column] of spec.readColumns.entries()) {
    const key = Buffer.from(spec.columns[column].name, "utf8");
    const mask = `m${Math.floor(slot / MASK_BITS)}`;
    const bit = 1 << (slot % MASK_BITS);
    const test = key.length === 0 ? "true" : bytesEqual(key, "s");
    const code = `if(${test}){if((${mask}&${bit})!==0)${ODD_CODE}${mask}|=${bit};${readSlot(spec, slot)}break value}`;
    byLength.set(key.length, [...(byLength.get(key.length) ?? []), code]);
  }
  if (byLength.size === 0) return "";
  return `switch(e){${[...byLength].map(([length, codes]) => `case ${length}:${codes.join("\n")}break;`).join("\n")}}`;
}

/** The value at p into a slot; p is behind it afterwards. */
function readSlot(spec: DecodeSpec, slot: number): string {
  const type = slotType(spec, slot);
  const whenNull = `if(dv.getInt32(p,true)===${NULL_WORD}){${emitNull(slot, type, CONTEXT)}p+=4;}else `;
  switch (type.kind) {
    case "CHAR":
    case "VARCHAR":
      return `if(b[p]===34){s=++p;e=textStop(dv,p);S${slot}[n]=s+shift;if(b[e]===34){T${slot}[n]=e+shift;p=e+1}else{p=skipText(b,dv,e);if(p===-1)${ODD_CODE}
T${slot}[n]=e=unescapeInPlace(arena,s+shift,p-1+shift);if(e===-1)${ODD_CODE}}}else ${whenNull}${ODD_CODE}`;
    case "DATE":
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return `if(b[p]===34){p++;${emitValue(slot, type, CONTEXT)}if(b[p]!==34)${ODD_CODE}p++;}else ${whenNull}${ODD_CODE}`;
    default:
      return `if(b[p]===110){${whenNull}${ODD_CODE}}else{${emitValue(slot, type, CONTEXT)}}`;
  }
}

function missing(spec: DecodeSpec, masks: readonly string[], failOnMissing: boolean): string {
  const slots = spec.readColumns.length;
  const lines = masks.map((mask, i) => {
    const count = Math.min(MASK_BITS, slots - i * MASK_BITS);
    const tests = Array.from({ length: count }, (_, k) => {
      const slot = i * MASK_BITS + k;
      const code = failOnMissing ? ODD_CODE : emitNull(slot, slotType(spec, slot), CONTEXT);
      return `if((${mask}&${1 << k})===0)${code}`;
    });
    return count <= 0 ? "" : `if(${mask}!==${2 ** count - 1}){${tests.join("\n")}}`;
  });
  return lines.join("\n");
}

function compareBytes(bytes: Uint8Array): string {
  return bytes.length === 0 ? "" : `if(!(${bytesEqual(bytes, "p")}))${MISS_CODE}p+=${bytes.length};`;
}

/** Condition that the bytes stand at the index held by a variable: words of four, the last one overlapping. */
function bytesEqual(bytes: Uint8Array, at: string): string {
  if (bytes.length < 4) return [...bytes].map((byte, i) => `b[${at}+${i}]===${byte}`).join("&&");
  const tests: string[] = [];
  const word = (i: number) => bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
  for (let i = 0; i + 4 <= bytes.length; i += 4) tests.push(`dv.getInt32(${at}+${i},true)===${word(i)}`);
  const last = bytes.length - 4;
  if (bytes.length % 4 !== 0) tests.push(`dv.getInt32(${at}+${last},true)===${word(last)}`);
  return tests.join("&&");
}
