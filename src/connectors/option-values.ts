// Texts of options as values: durations and memory sizes as Flink writes them, booleans, secrets.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { MillraceError } from "../common/errors.ts";

const DURATION_UNITS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  ms: 1,
  milli: 1,
  millis: 1,
  millisecond: 1,
  milliseconds: 1,
};

const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  kibibytes: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  mebibytes: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  gibibytes: 2 ** 30,
  t: 2 ** 40,
  tb: 2 ** 40,
  tebibytes: 2 ** 40,
};

/** Milliseconds of '10 s', '1min', '500 ms'; a number alone is milliseconds. Null when it is none. */
export function parseDuration(text: string): number | null {
  return withUnit(text, DURATION_UNITS);
}

/** Bytes of '128mb', '1 g'; a number alone is bytes, units are powers of 1024. Null when it is none. */
export function parseBytes(text: string): number | null {
  return withUnit(text, SIZE_UNITS);
}

function withUnit(text: string, units: Readonly<Record<string, number>>): number | null {
  const match = /^\s*(\d+)\s*([a-zA-Z]*)\s*$/.exec(text);
  if (match === null) return null;
  const unit = match[2] === "" ? 1 : units[match[2].toLowerCase()];
  if (unit === undefined) return null;
  const value = Number(match[1]) * unit;
  return Number.isSafeInteger(value) ? value : null;
}

/** An option that was checked before, so a value that does not parse is a bug. */
export function durationOf(options: Readonly<Record<string, string>>, key: string, defaultMs: number): number {
  return checked(options[key] === undefined ? defaultMs : parseDuration(options[key]), key);
}

export function bytesOf(options: Readonly<Record<string, string>>, key: string, defaultBytes: number): number {
  return checked(options[key] === undefined ? defaultBytes : parseBytes(options[key]), key);
}

export function isTrue(options: Readonly<Record<string, string>>, key: string): boolean {
  return options[key]?.toLowerCase() === "true";
}

function checked(value: number | null, key: string): number {
  if (value === null) throw new MillraceError("CONNECTOR_BAD_OPTION", `the value of '${key}' cannot be read`);
  return value;
}

const SECRET = /\$\{(ENV|FILE):([^}]*)\}/g;

export function hasSecret(value: string): boolean {
  return value.search(SECRET) !== -1;
}

/** Options with ${ENV:NAME} and ${FILE:path} filled in. The result must never be printed. @throws CONNECTOR_NO_SECRET */
export function resolveSecrets(
  options: Readonly<Record<string, string>>,
  workingDirectory: string,
): Readonly<Record<string, string>> {
  const entries = Object.entries(options).map(([key, value]) => [
    key,
    value.replace(SECRET, (_, kind: string, name: string) => secret(key, kind, name, workingDirectory)),
  ]);
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

/** (value, as it was written) of each secret in the options; one that cannot be read is none. */
export function secretsOf(
  options: Readonly<Record<string, string>>,
  workingDirectory: string,
): readonly (readonly [string, string])[] {
  return Object.entries(options).flatMap(([key, value]) =>
    [...value.matchAll(SECRET)].flatMap(([written, kind, name]) => {
      try {
        return [[secret(key, kind, name, workingDirectory), written] as const];
      } catch {
        return [];
      }
    }),
  );
}

function secret(key: string, kind: string, name: string, workingDirectory: string): string {
  if (kind === "ENV") {
    const value = process.env[name];
    if (value !== undefined) return value;
    throw new MillraceError("CONNECTOR_NO_SECRET", `option '${key}': the environment variable ${name} is not set`);
  }
  try {
    return readFileSync(resolve(workingDirectory, name), "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new MillraceError("CONNECTOR_NO_SECRET", `option '${key}': the file ${name} cannot be read`, {
      cause: error,
    });
  }
}
