// Torture tests have a short form, part of `npm test`, and a long one: MILLRACE_TORTURE=long (`npm run test:torture`).
export const IS_LONG = process.env["MILLRACE_TORTURE"] === "long";

/** What a test takes in its short and in its long form. */
export function byLength<T>(short: T, long: T): T {
  return IS_LONG ? long : short;
}
