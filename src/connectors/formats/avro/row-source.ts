// Makes a function of a row program: one straight piece of code per writer's schema, with a record's place in local variables and
// the usual spellings inline (numbers and lengths of one byte); the rest goes through cursor.ts, which also tells what is wrong.
//
// The source holds nothing but numbers of the program: no name or text of a schema comes near it. Reads may run behind the
// end, by less than the slack of a chunk, before they are checked.
import type { ColumnBuffer, RowBuffer } from "../column-buffer.ts";
import { BadDatum, type Cursor, readIndex, readLength, readLong, truncated } from "./cursor.ts";
import { isAscii, keepRecord, keepText, NOT_KEPT, takeText } from "./row-arena.ts";
import * as op from "./row-program.ts";
import { readBoolean, readScalar } from "./read-value.ts";
import { skipValue } from "./skip.ts";

/** Reads the fields of one record into the row being written, which has its place. @throws BadDatum, of cursor.slot */
export type RowFunction = (cursor: Cursor, rows: RowBuffer) => void;

export function makeRowFunction(program: op.RowProgram): RowFunction {
  const { nodes, types, constants } = program;
  const scope: Readonly<Record<string, unknown>> = {
    nodes,
    types,
    constants,
    readIndex,
    readLength,
    readLong,
    readBoolean,
    readScalar,
    skipValue,
    truncated,
    limited,
    isAscii,
    keepText,
    takeText,
    keepRecord,
  };
  const make = new Function(
    ...Object.keys(scope),
    `"use strict";return function row(c,rows){\n${sourceOf(program)}\n}`,
  );
  return make(...Object.values(scope)) as RowFunction;
}

function sourceOf({ code, keepsRecord }: op.RowProgram): string {
  const slots = new Set<number>();
  const body = emit(code, 0, code.length, slots);
  const columns = [...slots].map((slot) => `C${slot}=rows.columns[${slot}]`);
  return `const b=c.data,view=c.view,end=c.end,n=rows.rowCount${columns.map((text) => `,${text}`).join("")};
const shift=${keepsRecord ? "keepRecord(c,rows)" : NOT_KEPT};
let p=c.at,x=0,f=0.5;
${body}c.at=p;`;
}

/** Instructions [from, to). */
function emit(code: Int32Array, from: number, to: number, slots: Set<number>): string {
  let text = "";
  for (let i = from; i < to; i += op.WIDTH) {
    const slot = code[i + 1];
    if (slot >= 0) {
      slots.add(slot);
      text += `c.slot=${slot};`;
    } else text += "c.slot=-1;";
    if (code[i] !== op.OPTIONAL) {
      text += `${emitOne(code[i], slot, code[i + 2], code[i + 3])}\n`;
      continue;
    }
    const inner = i + op.WIDTH;
    const behind = inner + code[i + 3] * op.WIDTH;
    text += `x=b[p++];if(x!==0&&x!==2){c.at=p-1;x=2*readIndex(c,2,"branch");p=c.at}${CHECK}
if(x===${2 * code[i + 2]}){${slot < 0 ? "" : emitNull(slot, code[inner])}}else{\n${emit(code, inner, behind, slots)}}\n`;
    i = behind - op.WIDTH;
  }
  return text;
}

const CHECK = "if(p>end)throw truncated(c);";
const NUMBER = "x=b[p];if(x<128){p++;f=(x>>>1)^-(x&1)}else{c.at=p;f=readLong(c);p=c.at}";
const LENGTH = `x=b[p];if(x<128){p++;x=(x>>>1)^-(x&1);if(!(x>=0&&x<=end-p)){c.at=p-1;readLength(c)}}else{c.at=p;x=readLength(c);p=c.at}`;

function emitOne(kind: number, slot: number, a: number, b: number): string {
  switch (kind) {
    case op.SKIP_BYTES:
      return `p+=${a};${CHECK}`;
    case op.SKIP_LONG:
      return `if(b[p]<128)p++;else{c.at=p;readLong(c);p=c.at}${CHECK}`;
    case op.SKIP_LENGTH:
      return `${LENGTH}p+=x;`;
    case op.SKIP_TYPE:
      return `c.at=p;skipValue(c,types[${a}]);p=c.at;`;
    case op.BOOLEAN:
      return `x=b[p];if(x>1||p>=end){c.at=p;readBoolean(c)}C${slot}.bool[n]=x;p++;`;
    case op.INT:
      return `${NUMBER}${CHECK}if(!(f>=${a}&&f<=${b}))throw limited(c,f,C${slot});C${slot}.i32[n]=f;`;
    case op.LONG:
      return `${NUMBER}${CHECK}if(f===f)C${slot}.f64[n]=f;else C${slot}.setWide(n,c.wide);`;
    case op.FLOAT:
      return `if(p+4>end)throw truncated(c);C${slot}.f64[n]=view.getFloat32(p,true);p+=4;`;
    case op.DOUBLE:
      return `if(p+8>end)throw truncated(c);C${slot}.f64[n]=view.getFloat64(p,true);p+=8;`;
    case op.TEXT:
      return `${LENGTH}if(!isAscii(view,p,p+x))takeText(b,p,p+x);${emitKeep(slot)}`;
    case op.BYTES:
      return `${LENGTH}${emitKeep(slot)}`;
    case op.VALUE:
      return `c.at=p;rows.set(${slot},readScalar(c,nodes[${a}]));p=c.at;`;
    case op.NULL:
      return `C${slot}.setNull(n);`;
    default:
      return `rows.set(${slot},constants[${a}]);`;
  }
}

function emitKeep(slot: number): string {
  return `if(shift===${NOT_KEPT})keepText(rows,C${slot},b,p,p+x);else{C${slot}.start[n]=p+shift;C${slot}.end[n]=p+shift+x}p+=x;`;
}

/** `kind`: the instruction that reads the value when there is one. */
function emitNull(slot: number, kind: number): string {
  const values: Readonly<Record<number, string>> = {
    [op.BOOLEAN]: "bool[n]",
    [op.INT]: "i32[n]",
    [op.LONG]: "f64[n]",
    [op.FLOAT]: "f64[n]",
    [op.DOUBLE]: "f64[n]",
    [op.TEXT]: `start[n]=C${slot}.end[n]`,
    [op.BYTES]: `start[n]=C${slot}.end[n]`,
  };
  const value = values[kind];
  return value === undefined ? `C${slot}.setNull(n)` : `C${slot}.${value}=0;C${slot}.valid[n]=0;C${slot}.hasNull=true`;
}

function limited(cursor: Cursor, value: number, column: ColumnBuffer): BadDatum {
  const given = Number.isNaN(value) ? cursor.wide : value;
  return new BadDatum("DATA_OVERFLOW", `${given} does not fit ${column.type.kind}`);
}
