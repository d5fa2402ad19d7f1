// The parser's front door: text -> statements and errors, and back.
export { type Assist, assistAt } from "./assist.ts";
export { isCompleteStatement } from "./complete-statement.ts";
export { type ParsedText, parseExpression, parseStatements, parseType } from "./parse.ts";
export { printExpr, printQuery, printStatement } from "./print.ts";
export { printName, printString, printType, quoteIfNeeded } from "./print-type.ts";
export { type HighlightKind, type HighlightToken, tokenize } from "./tokenize.ts";
