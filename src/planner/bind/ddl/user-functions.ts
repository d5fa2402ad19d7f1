// User functions: CREATE FUNCTION, DROP FUNCTION, and the lookup of a name among the built-in ones and those of the session.
// A built-in function cannot be hidden: a name means the same in every session that knows it.
import { invariant } from "../../../common/invariant.ts";
import { suggest } from "../../../common/suggest.ts";
import type { AggregateFunction } from "../../../expr/aggregate-function.ts";
import type { ScalarFunction } from "../../../expr/function.ts";
import { findAggregate } from "../../../expr/functions/aggregate/index.ts";
import { findFunction } from "../../../expr/functions/index.ts";
import type { CreateFunction, DropStatement } from "../../../parser/ast.ts";
import type { PlannerSession, TableFunction, UserFunction } from "../../session.ts";
import type { StatementContext } from "../context.ts";
import { lastPart } from "../names.ts";

const LANGUAGES: ReadonlySet<string> = new Set(["JAVASCRIPT", "TYPESCRIPT"]);

export function userFunctions(session: PlannerSession): readonly UserFunction[] {
  return session.functions?.list() ?? [];
}

export function findFunctionOf(name: string, session: PlannerSession): ScalarFunction | null {
  const built = findFunction(name);
  if (built !== null) return built;
  const user = session.functions?.find(name) ?? null;
  return user?.kind === "scalar" ? user : null;
}

export function findAggregateOf(name: string, session: PlannerSession): AggregateFunction | null {
  const built = findAggregate(name);
  if (built !== null) return built;
  const user = session.functions?.find(name) ?? null;
  return user?.kind === "aggregate" ? user : null;
}

export function findTableFunction(name: string, session: PlannerSession): TableFunction | null {
  const user = session.functions?.find(name) ?? null;
  return user?.kind === "table" ? user : null;
}

export function isBuiltIn(name: string): boolean {
  return findFunction(name) !== null || findAggregate(name) !== null;
}

export function bindCreateFunction(node: CreateFunction, context: StatementContext): string {
  const name = lastPart(node.name).text.toUpperCase();
  const { functions } = context.session;
  invariant(functions !== undefined, "a session that runs statements has a place for functions");
  if (isBuiltIn(name)) {
    context.report("BIND_FUNCTION_EXISTS", `${name} is a built-in function`, node.name.span, {
      hint: "Choose another name: built-in functions cannot be replaced.",
    });
  } else if (functions.find(name) !== null) {
    if (node.ifNotExists) return `Function ${name} is there already.`;
    if (!node.orReplace) {
      context.report("BIND_FUNCTION_EXISTS", `there is a function ${name} already`, node.name.span, {
        hint: "Write CREATE OR REPLACE FUNCTION, CREATE FUNCTION IF NOT EXISTS, or DROP FUNCTION before.",
      });
    }
  }
  checkLanguage(node, context);
  context.finish();
  const problem = functions.create(name, node.body);
  if (problem !== null) {
    context.report(problem.code, problem.message, node.bodySpan, { hint: problem.hint });
    context.finish();
  }
  return `Function ${name} created.`;
}

function checkLanguage({ language, bodySpan, span }: CreateFunction, context: StatementContext): void {
  if (language === null) {
    const end = { ...span, start: bodySpan.end, end: bodySpan.end };
    context.report("BIND_FUNCTION_LANGUAGE", "the language of the function is missing", bodySpan, {
      hint: "Functions are written in JavaScript or TypeScript.",
      edit: { span: end, text: " LANGUAGE JAVASCRIPT" },
    });
  } else if (!LANGUAGES.has(language.text.toUpperCase())) {
    const message = `functions in ${language.text.toUpperCase()} cannot run here`;
    context.report("BIND_FUNCTION_LANGUAGE", message, language.span, {
      hint: "Write the function as a JavaScript module: AS 'module.js#export' LANGUAGE JAVASCRIPT.",
    });
  }
}

export function bindDropFunction(node: DropStatement, context: StatementContext): string {
  const name = lastPart(node.name).text.toUpperCase();
  if (isBuiltIn(name)) {
    context.report("BIND_FUNCTION_EXISTS", `${name} is a built-in function`, node.name.span, {
      hint: "Only functions made by CREATE FUNCTION can be dropped.",
    });
  } else if ((context.session.functions?.find(name) ?? null) === null) {
    if (node.ifExists) return `There is no function ${name}.`;
    const near = suggest(
      name,
      userFunctions(context.session).map((fn) => fn.name),
    );
    context.report("BIND_UNKNOWN_FUNCTION", `there is no function ${name}`, node.name.span, {
      hint: near === null ? "SHOW FUNCTIONS lists all." : `Did you mean ${near}?`,
      edit: near === null ? null : { span: lastPart(node.name).span, text: near },
    });
  }
  context.finish();
  context.session.functions?.drop(name);
  return `Function ${name} dropped.`;
}
