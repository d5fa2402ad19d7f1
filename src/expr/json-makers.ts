// Which calls make JSON text: JSON_OBJECT, JSON_ARRAY and their aggregates put it in as it is, not as a string. The places
// of such arguments go into the option "jsonArguments" when the call is bound, as a call may later become a column.
import type { Scalar } from "../columnar/scalar.ts";
import type { Expr } from "./expr.ts";
import type { ArgumentInfo } from "./function.ts";

type Options = Readonly<Record<string, string | number | boolean | null>>;

const MAKERS: ReadonlySet<string> = new Set(["JSON_OBJECT", "JSON_ARRAY", "JSON"]);

export function makesJson(expr: Expr): boolean {
  return expr.kind === "call" && MAKERS.has(expr.fn);
}

/** The option for bind; undefined when no argument is JSON. */
export function jsonArguments(args: readonly ArgumentInfo[]): Options | undefined {
  const places = args.flatMap((arg, i) => (arg.isJson === true ? [i] : []));
  return places.length === 0 ? undefined : { jsonArguments: places.join(",") };
}

export function isJsonArgument(options: Options | undefined, place: number): boolean {
  const places = options?.["jsonArguments"];
  return typeof places === "string" && places.split(",").includes(String(place));
}

/** The argument's text when it is JSON and not NULL. */
export function givenJson(value: Scalar, place: number, options: Options | undefined): string | null {
  return value !== null && isJsonArgument(options, place) ? (value as string) : null;
}
