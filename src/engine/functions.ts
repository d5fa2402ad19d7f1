// The user functions of a session: from modules (CREATE FUNCTION) and from the library (db.function). Definitions are
// checked here; what is wrong with one is said before anything runs.
//
// Modules are loaded when a statement first names them, synchronously, as compiling is; Node strips the types of .ts ones.
// Node keeps a loaded module for the life of the process.
import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve, sep } from "node:path";
import { MillraceError } from "../common/errors.ts";
import { suggest } from "../common/suggest.ts";
import { type SqlType, STRING, typeText } from "../common/types.ts";
import { findCast } from "../expr/cast-kernel.ts";
import { findAggregate } from "../expr/functions/aggregate/index.ts";
import { findFunction } from "../expr/functions/index.ts";
import { parseType } from "../parser/index.ts";
import { bindType } from "../planner/bind/ddl/types.ts";
import { booleanSetting, settingValue } from "../planner/settings.ts";
import type { FunctionProblem, UserFunction, UserFunctions } from "../planner/session.ts";
import { type CheckedDefinition, type FunctionDefinition, userFunction } from "./user-function.ts";

const SIGNATURE_HINT =
  'A function is written { kind: "scalar", args: ["STRING"], returns: "STRING", evaluate(text) { ... } }, ' +
  'an aggregate { kind: "aggregate", args, returns, create, add, result } with retract and merge if it has them, ' +
  'a table function { kind: "table", args, returns: "ROW<word STRING>", *evaluate(text) { ... } }.';
const COMMON_KEYS = ["kind", "args", "returns", "deterministic"];
const NEEDED = {
  scalar: ["evaluate"],
  aggregate: ["create", "add", "result"],
  table: ["evaluate"],
  async: ["evaluate"],
} as const;
const OPTIONAL = { scalar: [], aggregate: ["retract", "merge"], table: [], async: [] } as const;
const ASYNC: ReadonlySet<string> = new Set(["AsyncFunction", "AsyncGeneratorFunction"]);
const NUMBERS = { scalar: [], aggregate: [], table: [], async: ["concurrency", "timeoutMs"] } as const;
const NAME = /^[A-Za-z_]\w*$/;

/** Where modules may come from. Part of what a session is given from outside: statements cannot change it. */
export interface FunctionPolicy {
  readonly isEnabled: boolean;
  /** Relative paths of modules begin here. */
  readonly folder: string;
  readonly allowedFolders: readonly string[];
}

export function functionPolicy(folder: string, settings: ReadonlyMap<string, string>): FunctionPolicy {
  const given = settingValue(settings, "functions.allowed-folders")
    .split(",")
    .map((text) => text.trim());
  const folders = given.filter((text) => text !== "").map((text) => resolve(folder, text));
  return {
    isEnabled: booleanSetting(settings, "functions.enabled"),
    folder,
    allowedFolders: folders.length === 0 ? [resolve(folder)] : folders,
  };
}

export class FunctionSet implements UserFunctions {
  readonly #policy: FunctionPolicy;
  readonly #functions: Map<string, UserFunction>;

  constructor(policy: FunctionPolicy, functions: Iterable<readonly [string, UserFunction]> = []) {
    this.#policy = policy;
    this.#functions = new Map(functions);
  }

  /** An independent copy, to go back to when a script fails. */
  copy(): FunctionSet {
    return new FunctionSet(this.#policy, this.#functions);
  }

  find(name: string): UserFunction | null {
    return this.#functions.get(name.toUpperCase()) ?? null;
  }

  list(): readonly UserFunction[] {
    return [...this.#functions.values()];
  }

  drop(name: string): void {
    this.#functions.delete(name.toUpperCase());
  }

  create(name: string, body: string): FunctionProblem | null {
    if (!this.#policy.isEnabled) {
      const hint =
        "'functions.enabled' = 'false' was given from outside; functions of the library (db.function) are there.";
      return { code: "BIND_FUNCTIONS_OFF", message: "functions of modules are turned off", hint };
    }
    const hash = body.lastIndexOf("#");
    const [path, exported] = hash === -1 ? [body, "default"] : [body.slice(0, hash), body.slice(hash + 1)];
    const file = this.#allowedFile(path);
    if (typeof file !== "string") return file;
    let text: string;
    let found: Readonly<Record<string, unknown>>;
    try {
      text = readFileSync(file, "utf8");
      found = createRequire(import.meta.url)(file) as Readonly<Record<string, unknown>>;
    } catch (error) {
      return loadProblem(path, error);
    }
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, exported)) {
      return exportProblem(path, exported, found);
    }
    const checked = checkDefinition(found[exported]);
    if (typeof checked === "string") {
      const message = `"${exported}" of "${path}" is no function for SQL: ${checked}`;
      return { code: "BIND_FUNCTION_SIGNATURE", message, hint: SIGNATURE_HINT };
    }
    this.#put(name, checked, `${exported}\n${text}`);
    return null;
  }

  /** The module's real path, when it lies in an allowed folder: links are followed first. */
  #allowedFile(path: string): string | FunctionProblem {
    const { folder, allowedFolders } = this.#policy;
    const named = resolve(folder, path);
    const file = realPath(named);
    const isBelow = (at: string, parent: string) => at.startsWith(parent.endsWith(sep) ? parent : parent + sep);
    // What lies elsewhere is not looked for: nobody learns which files there are.
    const isAllowed = allowedFolders.some((allowed) =>
      file === null ? isBelow(named, allowed) : isBelow(file, realPath(allowed) ?? allowed),
    );
    if (!isAllowed) {
      const hint = `Modules are loaded from ${allowedFolders.join(", ")}; --set 'functions.allowed-folders=...' allows others.`;
      return { code: "BIND_FUNCTION_FOLDER", message: `the module "${path}" does not lie in an allowed folder`, hint };
    }
    if (file !== null) return file;
    const hint = "Write 'module.js#export'; a relative path starts from the working directory.";
    return { code: "BIND_FUNCTION_MODULE", message: `there is no module "${path}"`, hint };
  }

  /** A function of the library. @throws MillraceError */
  define(name: string, definition: FunctionDefinition): void {
    const refusal = (code: string, message: string, hint: string): MillraceError =>
      new MillraceError(code, message, { location: `function ${name}`, hint });
    if (!NAME.test(name))
      throw refusal("BIND_FUNCTION_SIGNATURE", "its name is no SQL name", "Letters, digits and _ make one.");
    if (findFunction(name) !== null || findAggregate(name) !== null)
      throw refusal("BIND_FUNCTION_EXISTS", `${name.toUpperCase()} is a built-in function`, "Choose another name.");
    const checked = checkDefinition(definition);
    if (typeof checked === "string") throw refusal("BIND_FUNCTION_SIGNATURE", checked, SIGNATURE_HINT);
    this.#put(name, checked, sourceOf(definition));
  }

  #put(name: string, checked: CheckedDefinition, source: string): void {
    const { args, returns, definition } = checked;
    const signature = [definition.kind, ...args.map(typeText), typeText(returns), String(definition.deterministic)];
    const upper = name.toUpperCase();
    this.#functions.set(upper, userFunction(upper, checked, `${signature.join("\n")}\n${source}`));
  }
}

/** Null: there is no such file, or no path can be so. */
function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** The text of all functions of a definition. */
function sourceOf(definition: FunctionDefinition): string {
  const entries = Object.entries(definition).filter(([, value]) => typeof value === "function");
  const texts = entries.map(([key, value]) => `${key}: ${String(value)}`).sort();
  return createHash("sha256").update(texts.join("\n")).digest("hex");
}

function loadProblem(path: string, error: unknown): FunctionProblem {
  const code = (error as { readonly code?: unknown }).code;
  const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
  const hint =
    code === "ERR_REQUIRE_ASYNC_MODULE"
      ? "A module of functions may not use await at its top level."
      : "The module must load by itself: run it with node to see the whole error.";
  return { code: "BIND_FUNCTION_MODULE", message: `the module "${path}" cannot be loaded: ${reason}`, hint };
}

function exportProblem(path: string, exported: string, found: Readonly<Record<string, unknown>>): FunctionProblem {
  const names = typeof found === "object" && found !== null ? Object.keys(found) : [];
  const near = suggest(exported, names);
  const all = names.length === 0 ? "It exports nothing." : `It exports ${names.join(", ")}.`;
  const hint = near === null ? all : `Did you mean "${path}#${near}"? ${all}`;
  return { code: "BIND_FUNCTION_EXPORT", message: `the module "${path}" has no export "${exported}"`, hint };
}

/** A reason (one sentence) or the definition with its types. */
function checkDefinition(value: unknown): CheckedDefinition | string {
  if (typeof value !== "object" || value === null)
    return `it is ${typeof value === "function" ? "a bare function" : "no object"}`;
  const given = value as Readonly<Record<string, unknown>>;
  const { kind } = given;
  if (kind !== "scalar" && kind !== "aggregate" && kind !== "table" && kind !== "async")
    return `its kind is ${JSON.stringify(kind)}, not "scalar", "aggregate", "table" or "async"`;
  const known: readonly string[] = [...COMMON_KEYS, ...NEEDED[kind], ...OPTIONAL[kind], ...NUMBERS[kind]];
  for (const key of NEEDED[kind]) if (typeof given[key] !== "function") return `it has no function "${key}"`;
  for (const key of Object.keys(given)) {
    const near = suggest(key, known);
    if (!known.includes(key)) return `it has no use for "${key}"${near === null ? "" : `; did you mean "${near}"?`}`;
  }
  for (const key of OPTIONAL[kind]) {
    if (given[key] !== undefined && typeof given[key] !== "function") return `its "${key}" is no function`;
  }
  for (const key of NUMBERS[kind]) {
    const number = given[key];
    if (number !== undefined && !(Number.isInteger(number) && Number(number) > 0))
      return `its "${key}" is no whole number above 0`;
  }
  if (
    kind !== "async" &&
    known.some((key) => typeof given[key] === "function" && ASYNC.has(given[key].constructor.name))
  )
    return `its functions may not be async${kind === "scalar" ? '; make it one of kind "async"' : ""}`;
  if (given["deterministic"] !== undefined && typeof given["deterministic"] !== "boolean")
    return `its "deterministic" is neither true nor false`;
  return checkTypes(given);
}

function checkTypes(given: Readonly<Record<string, unknown>>): CheckedDefinition | string {
  const texts = given["args"];
  if (!Array.isArray(texts)) return `its "args" is no list of types`;
  const args: SqlType[] = [];
  for (const [i, text] of texts.entries()) {
    const type = typeOf(text);
    if (typeof type === "string") return `the type of argument ${i + 1}, ${JSON.stringify(text)}, is none: ${type}`;
    args.push(type);
  }
  const returns = typeOf(given["returns"]);
  if (typeof returns === "string") return `its "returns", ${JSON.stringify(given["returns"])}, is no type: ${returns}`;
  if (!isAnswerable(returns)) return `its "returns" is ${typeText(returns)}, which no JavaScript value stands for`;
  return { definition: given as unknown as FunctionDefinition, args, returns };
}

/** Intervals have no text that is read back. */
function isAnswerable(type: SqlType): boolean {
  switch (type.kind) {
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return findCast(STRING, type) !== null;
    case "ARRAY":
    case "MULTISET":
      return isAnswerable(type.element);
    case "MAP":
      return isAnswerable(type.key) && isAnswerable(type.value);
    case "ROW":
      return type.fields.every((field) => isAnswerable(field.type));
    default:
      return true;
  }
}

function typeOf(text: unknown): SqlType | string {
  if (typeof text !== "string") return "a type is written as SQL text";
  const problems: string[] = [];
  try {
    const type = bindType(parseType({ name: "type", text }), {
      report: (_code, message) => void problems.push(message),
    });
    return problems.length > 0 || type === null ? problems.join("; ") : type;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
