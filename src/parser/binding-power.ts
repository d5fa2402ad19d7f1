// How tightly operators bind, for the grammar and for printing; a greater number binds tighter.

const BINARY_POWERS: ReadonlyMap<string, number> = new Map([
  ["OR", 1],
  ["AND", 2],
  ["IS", 4],
  ["=", 5],
  ["<>", 5],
  ["<", 5],
  ["<=", 5],
  [">", 5],
  [">=", 5],
  ["OVERLAPS", 5],
  ["BETWEEN", 6],
  ["IN", 6],
  ["LIKE", 6],
  ["ILIKE", 6],
  ["SIMILAR", 6],
  ["||", 7],
  ["+", 8],
  ["-", 8],
  ["*", 9],
  ["/", 9],
  ["%", 9],
  ["->", 11],
  ["->>", 11],
  ["::", 12],
]);

export const POWERS = {
  IS: 4,
  COMPARISON: 5,
  /** BETWEEN, IN, LIKE: their operands bind tighter. */
  RANGE: 6,
  /** Literals, names, calls, parentheses. */
  PRIMARY: 13,
} as const;

/** Prefix operators: their operand binds at least as tightly. */
export const UNARY_POWER = { NOT: 3, SIGN: 10 } as const;

/** Power of an infix or postfix operator by its first word or symbol; 0 when it is none. */
export function binaryPower(operator: string): number {
  return BINARY_POWERS.get(operator) ?? 0;
}
