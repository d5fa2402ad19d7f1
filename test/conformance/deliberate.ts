// Cases of flink-expressions where ours differs from the recording on purpose, by the reason; docs/sql/differences.md has them for users.
// Such a case counts as passed while it differs as its reason says: in an answer, or where Flink refuses what is accepted here.

/** What the reason is about: "answer" another value, type or text; "accepted" ours answers, Flink refuses; "refused" the other way round. */
type Kind = "answer" | "accepted" | "refused";

const REASONS: readonly (readonly [kind: Kind, why: string, ids: string])[] = [
  ["accepted", "numbers of more than 19 digits", "literal-0016 literal-0017 literal-0018 literal-0119 math-0236"],
  ["accepted", "texts side by side are one, as the standard says", "literal-0034"],
  ["accepted", "the ten days that the Gregorian calendar left out, as every day before them", "literal-0051"],
  [
    "accepted",
    "NULL where its type does not matter",
    "literal-0118 string-0355 compare-0268 compare-0269 compare-0271 aggregate-0285",
  ],
  ["accepted", "intervals of any length", "literal-0137"],
  ["answer", "TYPEOF names our types: intervals without precisions", "literal-0148 literal-0149"],
  [
    "accepted",
    "DOUBLE and FLOAT know Infinity and NaN as literals too, as Flink does over columns",
    "arith-overflow-0081 arith-division-0078 arith-division-0084 arith-division-0086 arith-division-0088 cast-string-0093 math-0209",
  ],
  [
    "answer",
    "a FLOAT keeps its binary value, as Flink's does over columns",
    "decimal-0228 conditional-0021 cast-string-0144 cast-number-0086 cast-number-0181 cast-number-0183 cast-number-0185 cast-number-0187 cast-number-0191 cast-number-0195 cast-number-0197 cast-number-0201",
  ],
  ["answer", "-0.0 keeps its sign as a literal too", "cast-number-0163"],
  ["answer", "NaN is greater than every number", "compare-0111 compare-0121 compare-0186"],
  ["answer", "BIGINT and DOUBLE compare as DOUBLE, as Flink's do over columns", "compare-0160 compare-0162"],
  ["answer", "VARCHAR(n) cuts over columns as it does literals", "cast-matrix-0126"],
  ["answer", "TRY_CAST of a number that does not fit is NULL", "cast-matrix-0469"],
  ["refused", "DATE and INT have no common type", "conditional-0027"],
  ["accepted", "TRY_CAST of what is no date is NULL", "cast-string-0246"],
  [
    "answer",
    "impossible dates are NULL",
    "cast-string-0300 cast-string-0301 temporal-0212 temporal-0213 temporal-0236",
  ],
  ["answer", "SPLIT cuts between characters, not inside them", "string-0327"],
  ["accepted", "HEX of bytes", "string-0378"],
  ["answer", "JSON_QUOTE escapes control characters", "string-0577"],
  ["answer", "COSH(1) to its last digit", "math-0074"],
  [
    "answer",
    "ROUND and TRUNCATE keep the declared scale",
    "math-0214 math-0226 math-0227 math-0237 math-0238 math-0261 math-0262 math-0263",
  ],
  ["accepted", "the element and the array are brought to one type", "collection-0040"],
  ["answer", "a key is in a map once", "collection-0165"],
  ["answer", "a NULL key is NULL, not the text null", "collection-0168"],
  ["refused", "a wrong path is an error before anything runs", "json-0216"],
  ["accepted", "DATE and TIME as JSON", "json-0365 json-0366"],
  ["accepted", "JSON(text) anywhere", "json-0379"],
  ["answer", "the next decade and week come after the time", "temporal-0368 temporal-0378 zone-0245 zone-0247"],
  [
    "answer",
    "TIMESTAMP(0) and TIME(0) hold no fraction over columns either",
    "temporal-0434 temporal-0436 temporal-0452",
  ],
  ["answer", "offsets are zones", "temporal-0493"],
  ["refused", "a zone that is not known is an error", "temporal-0495"],
  ["answer", "the year 10000", "zone-0090"],
  [
    "refused",
    "TIMESTAMP and TIMESTAMP_LTZ meet only through a CAST",
    "zone-0272 zone-0273 zone-0274 zone-0296 zone-0297 zone-0298",
  ],
  ["answer", "a TIMESTAMP WITH LOCAL TIME ZONE literal is read in the session zone", "zone-0299 zone-0300"],
  ["answer", "AVG does not wrap", "aggregate-0006 aggregate-0032 aggregate-0046 aggregate-0216"],
  ["answer", "COLLECT keeps the order of arrival", "aggregate-0239"],
  ["accepted", "aggregates that Flink does not have", "aggregate-0266 aggregate-0270 aggregate-0279 aggregate-0290"],
];

/** Aggregates whose type is another on purpose: STDDEV and VAR are DOUBLE, joined texts are STRING of any length. */
const OTHER_TYPE = /^(?:STDDEV|VAR|LISTAGG|JSON_ARRAYAGG|JSON_OBJECTAGG)/;

const KINDS: ReadonlyMap<string, Kind> = new Map(
  REASONS.flatMap(([kind, , ids]) => ids.split(" ").map((id) => [id, kind] as const)),
);

/** Whether the failure of a case is what its reason says. `cause`: that of the verdict. */
export function isDeliberate(id: string, sql: string, cause: string): boolean {
  const isAnswer = /^(?:over columns: )?(?:value|type|cast)$/.test(cause);
  if (id.startsWith("aggregate-") && OTHER_TYPE.test(sql)) return isAnswer;
  switch (KINDS.get(id)) {
    case "answer":
      return isAnswer;
    case "accepted":
      return cause === "no error";
    case "refused":
      return /^(?:over columns: )?(?:BIND|DATA)_/.test(cause);
    case undefined:
      return false;
  }
}
