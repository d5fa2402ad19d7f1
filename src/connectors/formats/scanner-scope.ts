// Makes a scanner of generated source. The source sees what is listed here and nothing else.
import type { Zone } from "../../common/zone.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import {
  POWERS,
  readDateBytes,
  readTimeBytes,
  readTimestampBytes,
  slowDouble,
  storeLong,
  storeScaled,
  timestampReader,
  unquoteInPlace,
} from "./scan-helpers.ts";
import { isUtf8 } from "./utf8.ts";

/**
 * Reads records from b[p..] while they begin before `stop` and n < nMax; returns the new row count.
 * out[0]: where it stopped; out[1]: 1 when the record there is left to the slow path.
 * `base`: offset in the split of b[0]; `shift`: from an index of b to its place in the arena, where the bytes that are
 * scanned stand already: texts are unescaped there, in place, and `b` stays as it is.
 */
export type Scanner = (
  b: Uint8Array,
  view: DataView,
  p: number,
  stop: number,
  n: number,
  nMax: number,
  base: number,
  shift: number,
  arena: Uint8Array,
  columns: readonly ColumnBuffer[],
  offsets: Float64Array,
  out: Int32Array,
) => number;

export function compileScanner(body: string, zone: Zone, more: Readonly<Record<string, unknown>> = {}): Scanner {
  const scope: Readonly<Record<string, unknown>> = {
    P: POWERS,
    ts: timestampReader(),
    readTs: readTimestampBytes,
    readDate: readDateBytes,
    readTime: readTimeBytes,
    slowDouble,
    storeLong,
    storeScaled,
    unquoteInPlace,
    isUtf8,
    zone,
    ...more,
  };
  const make = new Function(
    ...Object.keys(scope),
    `"use strict";return function scan(b,dv,p,stop,n,nMax,base,shift,arena,columns,offsets,out){\n${body}\n}`,
  );
  return make(...Object.values(scope)) as Scanner;
}

/** Variables that the emitted text uses. `f` begins as a double so that it is held as one. */
export const SCANNER_VARIABLES = "let r=0,s=0,e=0,c=0,h=0,k=0,v=0,x=0,w=0,f=0.5,odd=0;";
