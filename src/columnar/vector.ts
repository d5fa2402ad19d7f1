// Vectors: one column of a batch as typed arrays. The SQL type says what a value means, `rep` how it is held.
//
//   rep     holds                                   SQL types
//   bool    Uint8Array of 0 | 1                     BOOLEAN
//   i32     Int32Array                              TINYINT, SMALLINT, INT, DATE (days), TIME (ms)
//   f64     Float64Array                            FLOAT, DOUBLE; exact 64-bit types while every value is a safe integer
//   i64     BigInt64Array                           exact 64-bit types from the first value that is not safe
//   big     bigint[]                                DECIMAL beyond 64 bits
//   bytes   data + start/end per row                CHAR, VARCHAR (UTF-8), BINARY, VARBINARY
//   boxed   unknown[]                               ARRAY, MAP, MULTISET, ROW, NULL
//
// Exact 64-bit types (isExactInteger64): BIGINT; DECIMAL as integer times 10^-scale; TIMESTAMP(p) counting 10^-p
// seconds; intervals. Which of f64 | i64 | big a vector uses is a property of the vector, not of the type; kernels are
// specialised on it.
//
// Validity: `valid` null means no NULLs; else 1 = value, 0 = NULL, and the value slot of a NULL is 0 (bytes: empty).
// A vector is immutable once it left its builder; arrays may be longer than the batch's row count.

export interface BoolVector {
  readonly rep: "bool";
  readonly values: Uint8Array;
  readonly valid: Uint8Array | null;
}

export interface Int32Vector {
  readonly rep: "i32";
  readonly values: Int32Array;
  readonly valid: Uint8Array | null;
}

export interface Float64Vector {
  readonly rep: "f64";
  readonly values: Float64Array;
  readonly valid: Uint8Array | null;
}

export interface Int64Vector {
  readonly rep: "i64";
  readonly values: BigInt64Array;
  readonly valid: Uint8Array | null;
}

export interface BigVector {
  readonly rep: "big";
  readonly values: readonly bigint[];
  readonly valid: Uint8Array | null;
}

/** Row r is data[start[r], end[r]). Slices may overlap, be shared and lie in any order. */
export interface BytesVector {
  readonly rep: "bytes";
  readonly data: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly valid: Uint8Array | null;
}

/** Boxed values in the form of scalar.ts. */
export interface BoxedVector {
  readonly rep: "boxed";
  readonly values: readonly unknown[];
  readonly valid: Uint8Array | null;
}

export type Vector = BoolVector | Int32Vector | Float64Vector | Int64Vector | BigVector | BytesVector | BoxedVector;

export type VectorRep = Vector["rep"];
