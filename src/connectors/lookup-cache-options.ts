// Options of tables that rows are looked up in: what is remembered of earlier answers, under Flink's names.
import type { LookupCacheSpec, OptionSpec, TableSpec } from "./connector.ts";
import { parseDuration } from "./option-values.ts";

const KEYS_MAX = 10_000;

export const CACHE_OPTIONS: readonly OptionSpec[] = [
  {
    key: "lookup.cache",
    type: { oneOf: ["NONE", "PARTIAL"] },
    defaultText: "NONE",
    summary: "Whether answers of lookups are remembered; with PARTIAL rows may be as old as the other options let them be",
  },
  {
    key: "lookup.partial-cache.max-rows",
    type: "int",
    isPositive: true,
    defaultText: String(KEYS_MAX),
    summary: "Keys that are remembered at most",
  },
  {
    key: "lookup.partial-cache.expire-after-write",
    type: "duration",
    summary: "How long an answer is good; default: for ever",
  },
  {
    key: "lookup.partial-cache.expire-after-access",
    type: "duration",
    summary: "How long an answer is kept that nobody asks for; default: for ever",
  },
  {
    key: "lookup.partial-cache.cache-missing-key",
    type: "boolean",
    defaultText: "true",
    summary: "Whether it is remembered too that a key has no rows",
  },
];

/** Null: nothing is remembered. */
export function cacheOf({ options }: TableSpec): LookupCacheSpec | null {
  if ((options["lookup.cache"] ?? "NONE").toUpperCase() !== "PARTIAL") return null;
  const ms = (key: string): number => parseDuration(options[key] ?? "") ?? Number.POSITIVE_INFINITY;
  return {
    keysMax: Math.max(1, Number(options["lookup.partial-cache.max-rows"] ?? KEYS_MAX)),
    expireAfterWriteMs: ms("lookup.partial-cache.expire-after-write"),
    expireAfterAccessMs: ms("lookup.partial-cache.expire-after-access"),
    keepsMissing: (options["lookup.partial-cache.cache-missing-key"] ?? "true").toLowerCase() === "true",
  };
}
