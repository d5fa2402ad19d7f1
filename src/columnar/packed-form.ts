// The packed form of columns: the payload of state deltas and snapshots. Part of the stored format: a change needs a new version.
//
//   payload = "MRP1" | row count u32 | column count u32 | columns
//   column  = rep u8 | form u8 | has NULLs u8 | 0 u8 | [validity, 1 bit a row, low bit first] | values
//   values by rep
//     bool   1 bit a row
//     i32, f64, i64   numbers in the narrowest form that holds all: 1 i8, 2 i16, 3 i32, 4 f64, 5 i64
//     bytes  lengths as numbers (form), byte count u32, bytes one after the other
//     big, boxed   byte count u32, JSON text (values JSON has no form for are objects with one key: see boxed-json.ts)
//   All numbers are little-endian; nothing is aligned.
import type { Vector, VectorRep } from "./vector.ts";

export const MAGIC = 0x3150524d;
export const REPS: readonly VectorRep[] = ["bool", "i32", "f64", "i64", "big", "bytes", "boxed"];
export const HEADER_BYTES = 12;
export const COLUMN_HEADER_BYTES = 4;

export const FORM_NONE = 0;
export const FORM_I8 = 1;
export const FORM_I16 = 2;
export const FORM_I32 = 3;
export const FORM_F64 = 4;
export const FORM_I64 = 5;
export const FORM_BYTES: readonly number[] = [0, 1, 2, 4, 8, 8];

export interface PackedColumns {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
}
