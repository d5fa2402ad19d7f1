// LIKE, ILIKE and SIMILAR TO. A pattern is compiled once; of a constant LIKE pattern the kernel decides equality, prefix,
// suffix and contained text on bytes (compile-like.ts).
import { BOOLEAN } from "../../../common/types.ts";
import { type CallInfo, DataProblem, type FunctionExample, type ScalarFunction } from "../../function.ts";
import { optional, scalar } from "../define.ts";
import { type LikeShape, likeShape, matchesShape, similarRegex } from "./like-pattern.ts";

const PATTERNS_MAX = 100;

export const like = matching(
  "LIKE",
  "True when the text has the form of the pattern: _ is any character, % any text",
  [
    ["'abc' LIKE 'a%'", "TRUE"],
    ["'abc' LIKE 'a_'", "FALSE"],
    ["'10%' LIKE '%!%' ESCAPE '!'", "TRUE"],
  ],
  (pattern, escapeCharacter) => likeShape(pattern, escapeCharacter, false),
);

export const ilike = matching(
  "ILIKE",
  "LIKE without regard to upper and lower case",
  [["'ABC' ILIKE 'a%'", "TRUE"]],
  (pattern, escapeCharacter) => likeShape(pattern, escapeCharacter, true),
);

export const similarTo = matching(
  "SIMILAR TO",
  "True when the whole text matches an SQL regular expression",
  [
    ["'abc' SIMILAR TO '%(b|d)%'", "TRUE"],
    ["'aaa' SIMILAR TO 'a{2}'", "FALSE"],
  ],
  (pattern, escapeCharacter) => ({ kind: "pattern", regex: similarRegex(pattern, escapeCharacter) }),
);

function matching(
  name: string,
  summary: string,
  examples: readonly FunctionExample[],
  compile: (pattern: string, escapeCharacter: string | null) => LikeShape,
): ScalarFunction {
  return scalar({
    name,
    category: "comparison",
    syntax: [`text ${name} pattern [ESCAPE character]`],
    signatures: [["TEXT", "TEXT", optional("TEXT"), "->", BOOLEAN]],
    summary,
    examples,
    canFail: true,
    canCallFail: ({ argTypes, constants: [, pattern, escapeCharacter] }) => {
      if (typeof pattern !== "string") return true;
      if (argTypes.length === 2) return !isPattern(() => compile(pattern, null));
      return typeof escapeCharacter !== "string" || !isPattern(() => compile(pattern, escapeCharacter));
    },
    evaluateCall: ([text, pattern, escapeCharacter], call) =>
      matchesShape(
        compiled(call, pattern as string, (escapeCharacter as string | undefined) ?? null, compile),
        text as string,
      ),
  });
}

function isPattern(compile: () => LikeShape): boolean {
  try {
    compile();
    return true;
  } catch (error) {
    if (error instanceof DataProblem) return false;
    throw error;
  }
}

/** Patterns seen before, dropped all at once when there are too many. */
function compiled(
  call: CallInfo,
  pattern: string,
  escapeCharacter: string | null,
  compile: (pattern: string, escapeCharacter: string | null) => LikeShape,
): LikeShape {
  const key = `${escapeCharacter ?? ""}\0${pattern}`;
  let shape = call.memo.get(key) as LikeShape | undefined;
  if (shape === undefined) {
    if (call.memo.size >= PATTERNS_MAX) call.memo.clear();
    shape = compile(pattern, escapeCharacter);
    call.memo.set(key, shape);
  }
  return shape;
}
