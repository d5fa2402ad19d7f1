// Names of functions that people bring from other systems, with what does the same here. Names that mean exactly the same
// are aliases of their records and do not stand here.

const ADD = "date + INTERVAL '1' DAY, or TIMESTAMPADD(DAY, 1, date)";
const VARIANT = "A JSON text is a STRING: read it with JSON_VALUE, JSON_QUERY, -> and ->>.";

const FOREIGN: Readonly<Record<string, string>> = {
  STRFTIME: "Write DATE_FORMAT(ts, 'yyyy-MM-dd HH:mm:ss').",
  FORMAT_TIMESTAMP: "Write DATE_FORMAT(ts, 'yyyy-MM-dd HH:mm:ss').",
  TO_NUMBER: "Write CAST(text AS DECIMAL(10, 2)), or TRY_CAST.",
  SAFE_CAST: "Write TRY_CAST(x AS type).",
  NVL: "Write COALESCE(a, b).",
  NVL2: "Write IF(a IS NOT NULL, b, c).",
  ISNULL: "Write x IS NULL, or COALESCE(a, b).",
  ZEROIFNULL: "Write COALESCE(x, 0).",
  IIF: "Write IF(condition, a, b).",
  LEN: "Write CHAR_LENGTH(text).",
  CHARINDEX: "Write LOCATE(part, text).",
  DATEDIFF: "Write TIMESTAMPDIFF(DAY, from, to).",
  DATE_DIFF: "Write TIMESTAMPDIFF(DAY, from, to).",
  DATEADD: `Write ${ADD}.`,
  DATE_ADD: `Write ${ADD}.`,
  DATE_SUB: "Write date - INTERVAL '1' DAY.",
  DATE_PART: "Write EXTRACT(DAY FROM ts).",
  TIME_BUCKET:
    "Write FLOOR(ts TO HOUR), or group by a window: FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTE).",
  DATE_BIN: "Write FLOOR(ts TO HOUR), or group by a window: FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTE).",
  GETDATE: "Write CURRENT_TIMESTAMP.",
  SYSDATE: "Write CURRENT_TIMESTAMP.",
  CURDATE: "Write CURRENT_DATE.",
  PARSE_JSON: VARIANT,
  TRY_PARSE_JSON: VARIANT,
  JSON_EXTRACT: "Write JSON_VALUE(json, '$.a') for a scalar, JSON_QUERY(json, '$.a') for an array or object.",
  JSON_EXTRACT_SCALAR: "Write JSON_VALUE(json, '$.a').",
  GET_JSON_OBJECT: "Write JSON_VALUE(json, '$.a') for a scalar, JSON_QUERY(json, '$.a') for an array or object.",
  TO_JSON: "Write JSON_STRING(x).",
  TO_JSON_STRING: "Write JSON_STRING(x).",
  JSON_BUILD_OBJECT: "Write JSON_OBJECT('key' VALUE x).",
  JSON_AGG: "Write JSON_ARRAYAGG(x).",
  APPROX_DISTINCT: "Write APPROX_COUNT_DISTINCT(x).",
  COUNT_DISTINCT: "Write COUNT(DISTINCT x).",
  COUNT_IF: "Write COUNT(*) FILTER (WHERE condition).",
  COUNTIF: "Write COUNT(*) FILTER (WHERE condition).",
  SUMIF: "Write SUM(x) FILTER (WHERE condition).",
  COLLECT_LIST: "Write ARRAY_AGG(x).",
  COLLECT_SET: "Write ARRAY_AGG(DISTINCT x).",
  REGEXP_MATCHES: "Write REGEXP(text, pattern), or REGEXP_EXTRACT(text, pattern, 1) for what a group matched.",
  SOURCE_WATERMARK: "Write WATERMARK FOR ts AS ts - INTERVAL '5' SECOND.",
};

/** What to write instead of a function of another system; null when the name is not known from anywhere. */
export function foreignHint(name: string): string | null {
  return FOREIGN[name.toUpperCase()] ?? null;
}
