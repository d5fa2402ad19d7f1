// A retraction of a row that was never there (or is gone).
export const UNKNOWN_ROW = {
  code: "DATA_UNKNOWN_RETRACTION",
  message: "a change takes back a row that is not there",
} as const;
