// The words of the language. A reserved word is a name only in backticks or double quotes; every other word of the
// grammar may also be a name. Fewer words are reserved than in Flink: only those that would make the grammar ambiguous.

export const RESERVED_WORDS = [
  "ALL", "ALTER", "AND", "AS", "BETWEEN", "BY", "CASE", "CREATE", "CROSS", "DISTINCT", "DROP", "ELSE", "END", "EXCEPT",
  "EXISTS", "FALSE", "FETCH", "FOR", "FROM", "FULL", "GROUP", "HAVING", "IN", "INNER", "INSERT", "INTERSECT", "INTERVAL",
  "INTO", "IS", "JOIN", "LATERAL", "LEFT", "LIKE", "LIMIT", "NATURAL", "NOT", "NULL", "ON", "OR", "ORDER", "OUTER", "OVER",
  "PARTITION", "QUALIFY", "RIGHT", "SELECT", "TABLE", "THEN", "TRUE", "UNION", "UNNEST", "USING", "VALUES", "WHEN",
  "WHERE", "WITH",
] as const; // biome-ignore format: a word list

export const SOFT_WORDS = [
  "AFTER", "ANTI", "ARRAY", "ASC", "ASOF", "BEGIN", "CAST", "CHANGES", "CLOSE", "COMMENT", "CONFLICT", "CONSTRAINT", "CUBE", "CURRENT",
  "DATE", "DEDUPLICATE", "DEFINE", "DELAY", "DESC", "DESCRIBE", "DESCRIPTOR", "DO", "EMIT", "ENFORCED", "ERROR", "ESCAPE", "EXCLUDE", "EXECUTE", "EXPLAIN",
  "FILTER", "FINAL", "FIRST", "FOLLOWING", "FUNCTION", "FUNCTIONS", "GROUPING", "IF", "IGNORE", "ILIKE", "JOB", "JOBS", "JSON", "KEY", "LANGUAGE", "LAST", "MAP",
  "MATCH", "MATCH_CONDITION", "MATCH_RECOGNIZE", "MEASURES", "METADATA", "MULTISET", "NEXT", "NOTHING", "NULLS", "OF", "OFFSET", "ONE",
  "ONLY", "ORDINALITY", "OVERLAPS", "OVERWRITE", "PARTITIONED", "PAST", "PATTERN", "PER", "PERIODIC", "PLAN", "PRECEDING", "PRIMARY", "RANGE", "REPLACE", "RESET", "RESPECT", "ROLLUP", "ROW",
  "ROWS", "SEMI", "SET", "SETS", "SHOW", "SIMILAR", "SINK", "SKIP", "SOURCE", "STATEMENT", "STOP", "STREAM", "SUBSET", "SYMMETRIC", "SYSTEM_TIME",
  "TABLES", "TEMPORARY", "TIME", "TIMESTAMP", "TO", "TRY_CAST", "UNBOUNDED", "UNKNOWN", "VIEW", "VIEWS", "VIRTUAL",
  "WATERMARK", "WINDOW", "WITHIN",
] as const; // biome-ignore format: a word list

/** Words that are names, but never an alias without AS: they go on with the clause or begin the next statement. */
export const NEVER_BARE_ALIAS: ReadonlySet<string> = new Set([
  "ANTI", "ASOF", "AT", "BEGIN", "DESCRIBE", "EMIT", "ESCAPE", "EXECUTE", "EXPLAIN", "ILIKE", "MATCH_CONDITION",
  "MATCH_RECOGNIZE", "OFFSET", "OVERLAPS", "PIVOT", "RESET", "SEMI", "SET", "SHOW", "SIMILAR", "TABLESAMPLE", "UNPIVOT", "USE", "WINDOW",
]); // biome-ignore format: a word list

/** Functions that may be written without parentheses. */
export const BARE_FUNCTIONS: ReadonlySet<string> = new Set([
  "CURRENT_DATE",
  "CURRENT_TIME",
  "CURRENT_TIMESTAMP",
  "LOCALTIME",
  "LOCALTIMESTAMP",
]);

/** Words that begin a statement. */
export const STATEMENT_WORDS: ReadonlySet<string> = new Set([
  "ALTER", "BEGIN", "CREATE", "DESC", "DESCRIBE", "DROP", "EXECUTE", "EXPLAIN", "INSERT", "RESET", "SELECT", "SET", "SHOW",
  "STOP", "VALUES", "WITH",
]); // biome-ignore format: a word list

const RESERVED: ReadonlySet<string> = new Set(RESERVED_WORDS);

export function isReservedWord(word: string): boolean {
  return RESERVED.has(word.toUpperCase());
}
