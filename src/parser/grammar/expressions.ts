// Grammar, part 2: expressions, by binding power (loosest first): OR, AND, NOT, IS, comparisons, BETWEEN IN LIKE,
// `||`, `+ -`, `* / %`, unary sign, `-> ->>`, `::`, subscript and field. One rule climbs all of them.
import { EOF, type IOrAlt, type IToken } from "chevrotain";
import type { Span } from "../../common/span.ts";
import type { ExprNode, IsNode, Name, QualifiedName, QueryNode, SortItem, TypeNode, WindowRef } from "../ast.ts";
import { binaryPower, POWERS, UNARY_POWER } from "../binding-power.ts";
import { intervalOfText, intervalOfUnit } from "../interval-text.ts";
import { BARE_FUNCTIONS } from "../keywords.ts";
import { Binary, BinaryOperator, K, Name as NameToken, NumberText, S, StringText } from "../tokens.ts";
import { NamesAndTypes } from "./names-and-types.ts";
import { call } from "./nodes.ts";

const NEGATABLE = ["BETWEEN", "IN", "LIKE", "ILIKE", "SIMILAR"];

export abstract class Expressions extends NamesAndTypes {
  // Rules of later parts.
  abstract readonly query: (index?: number) => QueryNode;
  abstract readonly functionCall: () => ExprNode;
  abstract readonly specialCall: () => ExprNode;

  /** Set by later parts: is it a function with syntax of its own that comes next? */
  protected abstract isSpecialCallNext(): boolean;

  /** Binding power of the operator that comes next; 0 when none does. */
  protected nextPower(): number {
    const { tokenType } = this.LA(1);
    if (tokenType !== K.NOT) return binaryPower(tokenType.name);
    return NEGATABLE.includes(this.LA(2).tokenType.name) ? POWERS.RANGE : 0;
  }

  /** Is the parenthesis at `ahead` that of a query, not of an expression or a join? */
  protected isQueryParenthesis(ahead: number): boolean {
    if (!this.isNext(S["("], ahead)) return false;
    if (this.isAnyNext([K.SELECT, K.WITH, K.VALUES], ahead + 1)) return true;
    if (!this.isQueryParenthesis(ahead + 1)) return false;
    const close = this.closingOf(ahead + 1);
    return this.isAnyNext(
      [K.UNION, K.INTERSECT, K.EXCEPT, K.ORDER, K.LIMIT, K.OFFSET, K.FETCH, K.EMIT, S[")"], EOF],
      close + 1,
    );
  }

  /** Is the parenthesis that comes next a whole list, not the start of `(a + b) * c` and not a query? */
  protected isListParenthesis(): boolean {
    if (!this.isNext(S["("]) || this.isQueryParenthesis(1)) return false;
    const behind = this.LA(this.closingOf(1) + 1).tokenType;
    return behind !== S["."] && behind !== S["["] && behind !== K.NOT && binaryPower(behind.name) === 0;
  }

  /** Where the parenthesis at `ahead` closes, or the end. */
  protected closingOf(ahead: number): number {
    let depth = 0;
    for (let at = ahead; ; at++) {
      const type = this.LA(at).tokenType;
      if (type === S["("]) depth++;
      else if ((type === S[")"] && --depth === 0) || type === EOF) return at;
    }
  }

  protected binary(name: string, left: ExprNode, right: ExprNode): ExprNode {
    return call(name, [left, right], this.spanFrom(left.span.start), { isOperator: true });
  }

  // ---- Operators

  readonly expression = this.RULE("expression", (minPower = 0): ExprNode => {
    let left = this.SUBRULE(this.prefixed);
    this.MANY({
      GATE: () => this.nextPower() > minPower,
      DEF: () => {
        left = this.SUBRULE(this.operatorTail, { ARGS: [left] });
      },
    });
    return left;
  });

  readonly prefixed = this.RULE("prefixed", (): ExprNode => {
    return this.OR<IOrAlt<ExprNode>[]>([
      { ALT: () => this.SUBRULE(this.prefixOperator) },
      { ALT: () => this.SUBRULE(this.postfixed) },
    ]);
  });

  readonly prefixOperator = this.RULE("prefixOperator", (): ExprNode => {
    const operator = this.OR([
      { ALT: () => this.CONSUME(K.NOT) },
      { ALT: () => this.CONSUME(S["-"]) },
      { ALT: () => this.CONSUME(S["+"]) },
    ]);
    const power = this.ACTION(() => (operator.tokenType === K.NOT ? UNARY_POWER.NOT : UNARY_POWER.SIGN));
    const input = this.SUBRULE(this.expression, { ARGS: [power] });
    return this.ACTION(() =>
      call(operator.image.toUpperCase(), [input], this.spanFrom(operator.startOffset), { isOperator: true }),
    );
  });

  readonly operatorTail = this.RULE("operatorTail", (left: ExprNode): ExprNode => {
    return this.OR<IOrAlt<ExprNode>[]>([
      {
        ALT: () => {
          const operator = this.CONSUME(BinaryOperator);
          const power = this.ACTION(() => binaryPower(operator.tokenType.name));
          const right = this.SUBRULE(this.expression, { ARGS: [power] });
          return this.ACTION(() => this.binary(operator.image.toUpperCase(), left, right));
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.OVERLAPS);
          const right = this.SUBRULE1(this.expression, { ARGS: [POWERS.COMPARISON] });
          return this.ACTION(() => call("OVERLAPS", [left, right], this.spanFrom(left.span.start)));
        },
      },
      { ALT: () => this.SUBRULE(this.isTail, { ARGS: [left] }) },
      { ALT: () => this.SUBRULE(this.rangeTail, { ARGS: [left] }) },
      {
        ALT: () => {
          this.CONSUME(S["::"]);
          const type = this.SUBRULE(this.castType);
          return this.ACTION(
            (): ExprNode => ({ kind: "cast", input: left, type, isTry: false, span: this.spanFrom(left.span.start) }),
          );
        },
      },
    ]);
  });

  /** The type behind `::` takes no NOT NULL: that would eat the NOT of `x::INT NOT IN (1)`. */
  readonly castType = this.RULE("castType", (): TypeNode => {
    return this.OR<IOrAlt<TypeNode>[]>({
      DEF: [
        { GATE: () => this.isAnyNext([S["<"], S["("]], 2), ALT: () => this.SUBRULE(this.rowType) },
        { GATE: () => this.isNext(S["<"], 2), ALT: () => this.SUBRULE(this.collectionType) },
        { ALT: () => this.SUBRULE(this.intervalType) },
        { ALT: () => this.SUBRULE(this.namedType) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly isTail = this.RULE("isTail", (input: ExprNode): ExprNode => {
    this.CONSUME(K.IS);
    let isNegated = false;
    let other: ExprNode | null = null;
    this.OPTION(() => {
      this.CONSUME(K.NOT);
      isNegated = true;
    });
    const test = this.OR<IOrAlt<IsNode["test"]>[]>([
      {
        ALT: () => {
          this.CONSUME(K.NULL);
          return "NULL";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.TRUE);
          return "TRUE";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.FALSE);
          return "FALSE";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.UNKNOWN);
          return "UNKNOWN";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.DISTINCT);
          this.CONSUME(K.FROM);
          other = this.SUBRULE(this.expression, { ARGS: [POWERS.COMPARISON] });
          return "DISTINCT FROM";
        },
      },
      { ALT: () => this.SUBRULE(this.jsonTest) },
    ]);
    return this.ACTION(() => ({ kind: "is", input, test, other, isNegated, span: this.spanFrom(input.span.start) }));
  });

  readonly jsonTest = this.RULE("jsonTest", (): IsNode["test"] => {
    this.CONSUME(K.JSON);
    let test: IsNode["test"] = "JSON VALUE";
    this.OPTION({
      GATE: () => ["VALUE", "OBJECT", "ARRAY", "SCALAR"].includes(this.nextWord()),
      DEF: () => {
        const word = this.CONSUME(NameToken);
        test = this.ACTION(() => `JSON ${word.image.toUpperCase()}` as IsNode["test"]);
      },
    });
    return test;
  });

  readonly rangeTail = this.RULE("rangeTail", (input: ExprNode): ExprNode => {
    let isNegated = false;
    this.OPTION(() => {
      this.CONSUME(K.NOT);
      isNegated = true;
    });
    return this.OR<IOrAlt<ExprNode>[]>([
      { ALT: () => this.SUBRULE(this.betweenTail, { ARGS: [input, isNegated] }) },
      { ALT: () => this.SUBRULE(this.inTail, { ARGS: [input, isNegated] }) },
      { ALT: () => this.SUBRULE(this.likeTail, { ARGS: [input, isNegated] }) },
    ]);
  });

  readonly betweenTail = this.RULE("betweenTail", (input: ExprNode, isNegated: boolean): ExprNode => {
    this.CONSUME(K.BETWEEN);
    let isSymmetric = false;
    this.OPTION({
      GATE: () => this.nextWord() === "ASYMMETRIC" && !this.isAnyNext([K.AND, S["."], S["("]], 2),
      DEF: () => this.CONSUME(NameToken),
    });
    this.OPTION1({
      GATE: () => !this.isAnyNext([K.AND, S["."]], 2),
      DEF: () => {
        this.CONSUME(K.SYMMETRIC);
        isSymmetric = true;
      },
    });
    const low = this.SUBRULE(this.expression, { ARGS: [POWERS.RANGE] });
    this.CONSUME(K.AND);
    const high = this.SUBRULE1(this.expression, { ARGS: [POWERS.RANGE] });
    return this.ACTION(() => {
      const span = this.spanFrom(input.span.start);
      return { kind: "between", input, low, high, isNegated, isSymmetric, span };
    });
  });

  readonly inTail = this.RULE("inTail", (input: ExprNode, isNegated: boolean): ExprNode => {
    this.CONSUME(K.IN);
    return this.OR<IOrAlt<ExprNode>[]>({
      DEF: [
        {
          GATE: () => this.isQueryParenthesis(1),
          ALT: () => {
            const query = this.SUBRULE(this.parenthesizedQuery);
            return this.ACTION(
              (): ExprNode => ({ kind: "in-subquery", input, query, isNegated, span: this.spanFrom(input.span.start) }),
            );
          },
        },
        {
          ALT: () => {
            const items: ExprNode[] = [];
            this.CONSUME(S["("]);
            this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.expression)) });
            this.CONSUME(S[")"]);
            return this.ACTION(
              (): ExprNode => ({ kind: "in-list", input, items, isNegated, span: this.spanFrom(input.span.start) }),
            );
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly parenthesizedQuery = this.RULE("parenthesizedQuery", (): QueryNode => {
    this.CONSUME(S["("]);
    const query = this.SUBRULE(this.query);
    this.CONSUME(S[")"]);
    return query;
  });

  readonly likeTail = this.RULE("likeTail", (input: ExprNode, isNegated: boolean): ExprNode => {
    const operator = this.OR<IOrAlt<"LIKE" | "ILIKE" | "SIMILAR TO">[]>([
      {
        ALT: () => {
          this.CONSUME(K.LIKE);
          return "LIKE";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.ILIKE);
          return "ILIKE";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.SIMILAR);
          this.CONSUME(K.TO);
          return "SIMILAR TO";
        },
      },
    ]);
    const pattern = this.SUBRULE(this.expression, { ARGS: [POWERS.RANGE] });
    let escapeMark: ExprNode | null = null;
    this.OPTION(() => {
      this.CONSUME(K.ESCAPE);
      escapeMark = this.SUBRULE1(this.expression, { ARGS: [POWERS.RANGE] });
    });
    return this.ACTION(() => {
      const span = this.spanFrom(input.span.start);
      return { kind: "like", operator, input, pattern, escape: escapeMark, isNegated, span };
    });
  });

  // ---- Operands

  readonly postfixed = this.RULE("postfixed", (): ExprNode => {
    let input = this.SUBRULE(this.primary);
    this.MANY(() => {
      input = this.OR<IOrAlt<ExprNode>[]>([
        {
          ALT: () => {
            this.CONSUME(S["["]);
            const index = this.SUBRULE(this.expression);
            this.CONSUME(S["]"]);
            return this.ACTION(
              (): ExprNode => ({ kind: "subscript", input, index, span: this.spanFrom(input.span.start) }),
            );
          },
        },
        {
          ALT: () => {
            this.CONSUME(S["."]);
            const field = this.SUBRULE(this.anyName);
            return this.ACTION(
              (): ExprNode => ({ kind: "field", input, field, span: this.spanFrom(input.span.start) }),
            );
          },
        },
      ]);
    });
    return input;
  });

  readonly primary = this.RULE("primary", (): ExprNode => {
    return this.OR<IOrAlt<ExprNode>[]>({
      DEF: [
        { ALT: () => this.SUBRULE(this.literal) },
        { ALT: () => this.SUBRULE(this.intervalLiteral) },
        { ALT: () => this.SUBRULE(this.caseExpression) },
        { ALT: () => this.SUBRULE(this.existsExpression) },
        { ALT: () => this.SUBRULE(this.parenthesized) },
        { GATE: () => this.isNext(StringText, 2), ALT: () => this.SUBRULE(this.temporalLiteral) },
        { GATE: () => this.isNext(K.WITH, 2), ALT: () => this.SUBRULE(this.zonedLiteral) },
        { GATE: () => this.isNext(S["("], 2), ALT: () => this.SUBRULE(this.castExpression) },
        { GATE: () => this.isNext(S["("], 2), ALT: () => this.SUBRULE(this.rowConstructor) },
        { GATE: () => this.isNext(S["["], 2), ALT: () => this.SUBRULE(this.arrayConstructor) },
        { GATE: () => this.isNext(S["["], 2), ALT: () => this.SUBRULE(this.mapConstructor) },
        { GATE: () => this.isSpecialCallNext(), ALT: () => this.SUBRULE(this.specialCall) },
        { GATE: () => this.isCallNext(), ALT: () => this.SUBRULE(this.functionCall) },
        { ALT: () => this.SUBRULE(this.columnPath) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** A name of up to three parts and a parenthesis. */
  protected isCallNext(): boolean {
    let ahead = 1;
    while (this.isNext(S["."], ahead + 1) && ahead < 7) ahead += 2;
    return this.isNext(S["("], ahead + 1);
  }

  readonly literal = this.RULE("literal", (): ExprNode => {
    return this.OR<IOrAlt<ExprNode>[]>([
      {
        ALT: () => {
          const token = this.CONSUME(NumberText);
          return this.ACTION((): ExprNode => ({ kind: "number", text: token.image, span: this.spanOf(token) }));
        },
      },
      {
        ALT: () => {
          const tokens: IToken[] = [];
          this.AT_LEAST_ONE(() => tokens.push(this.CONSUME(StringText)));
          return this.ACTION((): ExprNode => {
            const value = tokens.map((token) => token.image).join("");
            return { kind: "string", value, span: this.spanFrom(tokens[0].startOffset) };
          });
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(Binary);
          return this.ACTION((): ExprNode => ({ kind: "binary", hex: token.image, span: this.spanOf(token) }));
        },
      },
      {
        ALT: () => {
          const token = this.OR1([{ ALT: () => this.CONSUME(K.TRUE) }, { ALT: () => this.CONSUME(K.FALSE) }]);
          return this.ACTION(
            (): ExprNode => ({ kind: "boolean", value: token.tokenType === K.TRUE, span: this.spanOf(token) }),
          );
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(K.NULL);
          return this.ACTION((): ExprNode => ({ kind: "null", span: this.spanOf(token) }));
        },
      },
    ]);
  });

  readonly temporalLiteral = this.RULE("temporalLiteral", (): ExprNode => {
    const word = this.OR([
      { ALT: () => this.CONSUME(K.DATE) },
      { ALT: () => this.CONSUME(K.TIME) },
      { ALT: () => this.CONSUME(K.TIMESTAMP) },
    ]);
    const text = this.CONSUME(StringText);
    return this.ACTION(() => ({
      kind: "temporal",
      type: word.tokenType.name as "DATE" | "TIME" | "TIMESTAMP",
      text: text.image,
      span: this.spanFrom(word.startOffset),
    }));
  });

  /** TIMESTAMP WITH LOCAL TIME ZONE '...': base form is the cast. */
  readonly zonedLiteral = this.RULE("zonedLiteral", (): ExprNode => {
    const words: string[] = [];
    const start = this.CONSUME(K.TIMESTAMP).startOffset;
    this.SUBRULE(this.timeZoneWords, { ARGS: [words] });
    const text = this.CONSUME(StringText);
    return this.ACTION(() => {
      const span = this.spanFrom(start);
      const fraction = /\.(\d+)\s*$/.exec(text.image)?.[1].length ?? 0;
      const type: TypeNode = {
        kind: "named-type",
        name: "TIMESTAMP_LTZ",
        parameters: [fraction],
        isNotNull: false,
        span,
      };
      return {
        kind: "cast",
        input: { kind: "string", value: text.image, span: this.spanOf(text) },
        type,
        isTry: false,
        span,
      };
    });
  });

  readonly intervalLiteral = this.RULE("intervalLiteral", (): ExprNode => {
    const start = this.CONSUME(K.INTERVAL).startOffset;
    let isNegative = false;
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(S["+"]) },
        {
          ALT: () => {
            this.CONSUME(S["-"]);
            isNegative = true;
          },
        },
      ]),
    );
    return this.OR1<IOrAlt<ExprNode>[]>({
      DEF: [
        {
          GATE: () => this.unitNext(2) === null && intervalOfText(this.LA(1).image) !== null,
          ALT: () => {
            const text = this.CONSUME(StringText);
            return this.ACTION((): ExprNode => {
              const parts = intervalOfText(text.image) ?? intervalOfUnit(text.image, "SECOND");
              const span = this.spanFrom(start);
              return {
                kind: "interval",
                isNegative,
                ...parts,
                leadingPrecision: null,
                fractionalPrecision: null,
                span,
              };
            });
          },
        },
        { ALT: () => this.SUBRULE(this.unitInterval, { ARGS: [start, isNegative] }) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** '1:30' MINUTE(3) TO SECOND(6), 90 MINUTES. */
  readonly unitInterval = this.RULE("unitInterval", (start: number, isNegative: boolean): ExprNode => {
    const amount = this.OR([{ ALT: () => this.CONSUME(StringText) }, { ALT: () => this.CONSUME(NumberText) }]);
    const from = this.SUBRULE(this.timeUnit);
    const precisions: number[] = [];
    this.OPTION({
      GATE: () => this.isNext(NumberText, 2),
      DEF: () => {
        this.CONSUME(S["("]);
        this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => precisions.push(Number(this.CONSUME1(NumberText).image)) });
        this.CONSUME(S[")"]);
      },
    });
    let end: { readonly to: typeof from; readonly precision: number | null } | null = null;
    this.OPTION1({
      GATE: () => this.unitNext(2) !== null,
      DEF: () => {
        this.CONSUME(K.TO);
        const to = this.SUBRULE1(this.timeUnit);
        let precision: number | null = null;
        this.OPTION2({
          GATE: () => this.isNext(NumberText, 2),
          DEF: () => {
            precision = this.SUBRULE(this.precision);
          },
        });
        end = { to, precision };
      },
    });
    return this.ACTION(() => {
      const parts = end === null ? intervalOfUnit(amount.image, from) : { text: amount.image, from, to: end.to };
      return {
        kind: "interval",
        isNegative,
        ...parts,
        leadingPrecision: precisions[0] ?? null,
        fractionalPrecision: end?.precision ?? precisions[1] ?? null,
        span: this.spanFrom(start),
      };
    });
  });

  readonly caseExpression = this.RULE("caseExpression", (): ExprNode => {
    const start = this.CONSUME(K.CASE).startOffset;
    let operand: ExprNode | null = null;
    let otherwise: ExprNode | null = null;
    const branches: { readonly when: ExprNode; readonly then: ExprNode }[] = [];
    this.OPTION(() => {
      operand = this.SUBRULE(this.expression);
    });
    this.AT_LEAST_ONE(() => {
      const whens: ExprNode[] = [];
      this.CONSUME(K.WHEN);
      // CASE x WHEN 1, 2 THEN y: one branch for each value.
      this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => whens.push(this.SUBRULE1(this.expression)) });
      this.CONSUME(K.THEN);
      const then = this.SUBRULE2(this.expression);
      this.ACTION(() => branches.push(...whens.map((when) => ({ when, then }))));
    });
    this.OPTION1(() => {
      this.CONSUME(K.ELSE);
      otherwise = this.SUBRULE3(this.expression);
    });
    this.CONSUME(K.END);
    return this.ACTION(() => ({ kind: "case", operand, branches, otherwise, span: this.spanFrom(start) }));
  });

  readonly castExpression = this.RULE("castExpression", (): ExprNode => {
    const word = this.OR([{ ALT: () => this.CONSUME(K.CAST) }, { ALT: () => this.CONSUME(K.TRY_CAST) }]);
    this.CONSUME(S["("]);
    const input = this.SUBRULE(this.expression);
    this.CONSUME(K.AS);
    const type = this.SUBRULE(this.type);
    this.CONSUME(S[")"]);
    return this.ACTION(() => {
      const span = this.spanFrom(word.startOffset);
      return { kind: "cast", input, type, isTry: word.tokenType === K.TRY_CAST, span };
    });
  });

  readonly existsExpression = this.RULE("existsExpression", (): ExprNode => {
    const start = this.CONSUME(K.EXISTS).startOffset;
    const query = this.SUBRULE(this.parenthesizedQuery);
    return this.ACTION(() => ({ kind: "exists", query, span: this.spanFrom(start) }));
  });

  /** A scalar subquery, an expression in parentheses, or a row without the word ROW. */
  readonly parenthesized = this.RULE("parenthesized", (): ExprNode => {
    const start = this.ACTION(() => this.nextStart());
    return this.OR<IOrAlt<ExprNode>[]>({
      DEF: [
        {
          GATE: () => this.isQueryParenthesis(1),
          ALT: () => {
            const query = this.SUBRULE(this.parenthesizedQuery);
            return this.ACTION((): ExprNode => ({ kind: "scalar-subquery", query, span: this.spanFrom(start) }));
          },
        },
        {
          ALT: () => {
            const items: ExprNode[] = [];
            this.CONSUME(S["("]);
            this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.expression)) });
            this.CONSUME(S[")"]);
            return this.ACTION((): ExprNode => {
              const span = this.spanFrom(start);
              return items.length === 1 ? { ...items[0], span } : { kind: "row", items, span };
            });
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** (a, b) where parentheses only hold a list; any other expression is a list of one. */
  readonly listOrExpression = this.RULE("listOrExpression", (): readonly ExprNode[] => {
    return this.OR<IOrAlt<readonly ExprNode[]>[]>({
      DEF: [
        {
          GATE: () => this.isListParenthesis(),
          ALT: () => {
            const items: ExprNode[] = [];
            this.CONSUME(S["("]);
            this.MANY_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.expression)) });
            this.CONSUME(S[")"]);
            return items;
          },
        },
        {
          ALT: () => {
            const expr = this.SUBRULE1(this.expression);
            return this.ACTION(() => [expr]);
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly rowConstructor = this.RULE("rowConstructor", (): ExprNode => {
    const start = this.CONSUME(K.ROW).startOffset;
    const items: ExprNode[] = [];
    this.CONSUME(S["("]);
    this.MANY_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.expression)) });
    this.CONSUME(S[")"]);
    return this.ACTION(() => ({ kind: "row", items, span: this.spanFrom(start) }));
  });

  readonly arrayConstructor = this.RULE("arrayConstructor", (): ExprNode => {
    const start = this.CONSUME(K.ARRAY).startOffset;
    const items: ExprNode[] = [];
    this.CONSUME(S["["]);
    this.MANY_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.expression)) });
    this.CONSUME(S["]"]);
    return this.ACTION(() => ({ kind: "array", items, span: this.spanFrom(start) }));
  });

  readonly mapConstructor = this.RULE("mapConstructor", (): ExprNode => {
    const start = this.CONSUME(K.MAP).startOffset;
    const entries: { readonly key: ExprNode; readonly value: ExprNode }[] = [];
    this.CONSUME(S["["]);
    this.MANY_SEP({
      SEP: S[","],
      DEF: () => {
        const key = this.SUBRULE(this.expression);
        this.CONSUME(S[","]);
        entries.push({ key, value: this.SUBRULE1(this.expression) });
      },
    });
    this.CONSUME(S["]"]);
    return this.ACTION(() => ({ kind: "map", entries, span: this.spanFrom(start) }));
  });

  readonly columnPath = this.RULE("columnPath", (): ExprNode => {
    const first = this.SUBRULE(this.name);
    const parts: Name[] = [first];
    this.MANY({
      GATE: () => !this.isNext(S["*"], 2),
      DEF: () => {
        this.CONSUME(S["."]);
        parts.push(this.SUBRULE(this.anyName));
      },
    });
    return this.ACTION(() => {
      const span = this.spanFrom(first.span.start);
      const word = first.text.toUpperCase();
      if (parts.length === 1 && !first.isQuoted && word === "UNKNOWN") return unknownTruth(span);
      if (parts.length > 1 || first.isQuoted || !BARE_FUNCTIONS.has(word)) return { kind: "column", parts, span };
      return call(word, [], span, { nameSpan: span });
    });
  });

  // ---- Sorting and windows of OVER

  readonly sortItems = this.RULE("sortItems", (): readonly SortItem[] => {
    const items: SortItem[] = [];
    this.CONSUME(K.ORDER);
    this.CONSUME(K.BY);
    this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.sortItem)) });
    return items;
  });

  readonly sortItem = this.RULE("sortItem", (): SortItem => {
    const expr = this.SUBRULE(this.expression);
    let direction: SortItem["direction"] = null;
    let nulls: SortItem["nulls"] = null;
    this.OPTION(() => {
      direction = this.OR<IOrAlt<"ASC" | "DESC">[]>([
        {
          ALT: () => {
            this.CONSUME(K.ASC);
            return "ASC";
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.DESC);
            return "DESC";
          },
        },
      ]);
    });
    this.OPTION1(() => {
      this.CONSUME(K.NULLS);
      nulls = this.OR1<IOrAlt<"FIRST" | "LAST">[]>([
        {
          ALT: () => {
            this.CONSUME(K.FIRST);
            return "FIRST";
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.LAST);
            return "LAST";
          },
        },
      ]);
    });
    return this.ACTION(() => ({ expr, direction, nulls, span: this.spanFrom(expr.span.start) }));
  });

  /** OVER name, OVER (...). */
  readonly overClause = this.RULE("overClause", (): WindowRef => {
    this.CONSUME(K.OVER);
    return this.OR<IOrAlt<WindowRef>[]>([
      {
        ALT: () => {
          const name = this.SUBRULE(this.name);
          return this.ACTION((): WindowRef => ({ kind: "window-name", name, span: name.span }));
        },
      },
      { ALT: () => this.SUBRULE(this.windowSpec) },
    ]);
  });

  readonly windowSpec = this.RULE("windowSpec", (): WindowRef => {
    const start = this.CONSUME(S["("]).startOffset;
    let base: Name | null = null;
    let partitionBy: readonly ExprNode[] = [];
    let orderBy: readonly SortItem[] = [];
    let frame: Extract<WindowRef, { kind: "window-spec" }>["frame"] = null;
    this.OPTION({
      GATE: () => !this.isAnyNext([K.ROWS, K.RANGE]),
      DEF: () => {
        base = this.SUBRULE(this.name);
      },
    });
    this.OPTION1(() => {
      partitionBy = this.SUBRULE(this.partitionBy);
    });
    this.OPTION2(() => {
      orderBy = this.SUBRULE(this.sortItems);
    });
    this.OPTION3(() => {
      frame = this.SUBRULE(this.windowFrame);
    });
    this.CONSUME(S[")"]);
    return this.ACTION(() => ({ kind: "window-spec", base, partitionBy, orderBy, frame, span: this.spanFrom(start) }));
  });

  readonly partitionBy = this.RULE("partitionBy", (): readonly ExprNode[] => {
    const items: ExprNode[] = [];
    this.CONSUME(K.PARTITION);
    this.CONSUME(K.BY);
    this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.expression)) });
    return items;
  });

  readonly windowFrame = this.RULE(
    "windowFrame",
    (): NonNullable<Extract<WindowRef, { kind: "window-spec" }>["frame"]> => {
      const word = this.OR([{ ALT: () => this.CONSUME(K.ROWS) }, { ALT: () => this.CONSUME(K.RANGE) }]);
      const unit = word.tokenType === K.ROWS ? "ROWS" : "RANGE";
      return this.OR1<IOrAlt<NonNullable<Extract<WindowRef, { kind: "window-spec" }>["frame"]>>[]>([
        {
          ALT: () => {
            this.CONSUME(K.BETWEEN);
            const start = this.SUBRULE(this.frameBound);
            this.CONSUME(K.AND);
            const end = this.SUBRULE1(this.frameBound);
            return this.ACTION(() => ({ unit, start, end, span: this.spanFrom(word.startOffset) }));
          },
        },
        {
          ALT: () => {
            const start = this.SUBRULE2(this.frameBound);
            return this.ACTION(() => ({ unit, start, end: null, span: this.spanFrom(word.startOffset) }));
          },
        },
      ]);
    },
  );

  readonly frameBound = this.RULE("frameBound", (): FrameBoundNode => {
    return this.OR<IOrAlt<FrameBoundNode>[]>({
      DEF: [
        {
          GATE: () => this.isAnyNext([K.PRECEDING, K.FOLLOWING], 2),
          ALT: (): FrameBoundNode => {
            this.CONSUME(K.UNBOUNDED);
            const isBefore = this.SUBRULE(this.isPreceding);
            return { kind: isBefore ? "unbounded-preceding" : "unbounded-following" };
          },
        },
        {
          GATE: () => this.isNext(K.ROW, 2),
          ALT: (): FrameBoundNode => {
            this.CONSUME(K.CURRENT);
            this.CONSUME(K.ROW);
            return { kind: "current-row" };
          },
        },
        {
          ALT: (): FrameBoundNode => {
            const offset = this.SUBRULE(this.expression, { ARGS: [POWERS.RANGE] });
            const isBefore = this.SUBRULE1(this.isPreceding);
            return { kind: isBefore ? "preceding" : "following", offset };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly isPreceding = this.RULE("isPreceding", (): boolean => {
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(K.PRECEDING);
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.FOLLOWING);
          return false;
        },
      },
    ]);
  });

  protected qualifiedText(name: QualifiedName): string {
    return name.parts.map((part) => (part.isQuoted ? part.text : part.text.toUpperCase())).join(".");
  }
}

/** UNKNOWN is the BOOLEAN that is NULL. */
function unknownTruth(span: Span): ExprNode {
  const type: TypeNode = { kind: "named-type", name: "BOOLEAN", parameters: [], isNotNull: false, span };
  return { kind: "cast", input: { kind: "null", span }, type, isTry: false, span };
}

type FrameBoundNode = NonNullable<Extract<WindowRef, { kind: "window-spec" }>["frame"]>["start"];
