// Grammar, part 3: function calls, and the functions that have a syntax of their own (EXTRACT, TRIM, JSON_VALUE, ...).
// Those come out as plain calls; their keywords become options, as ast.ts lists them.
import type { IOrAlt } from "chevrotain";
import type { ExprNode, FunctionCall, Name, QualifiedName, QueryNode, SortItem, TimeUnit, WindowRef } from "../ast.ts";
import { POWERS } from "../binding-power.ts";
import { printType } from "../print-type.ts";
import { AnyWord, K, Name as NameToken, S } from "../tokens.ts";
import { Expressions } from "./expressions.ts";
import { call } from "./nodes.ts";

type Options = Record<string, string | number | boolean | null>;

interface JsonBehavior {
  readonly event: "EMPTY" | "ERROR";
  /** NULL, ERROR, DEFAULT, EMPTY ARRAY, TRUE, ... */
  readonly answer: string;
  readonly value: ExprNode | null;
}

interface CallTail {
  nulls: "IGNORE" | "RESPECT" | null;
  orderBy: readonly SortItem[];
  isWithinGroup: boolean;
  filter: ExprNode | null;
  over: WindowRef | null;
}

const WRAPPERS: ReadonlySet<string> = new Set(["WITH", "WITHOUT", "CONDITIONAL", "UNCONDITIONAL", "ARRAY", "WRAPPER"]);

export abstract class Calls extends Expressions {
  protected isSpecialCallNext(): boolean {
    if (!this.isNext(S["("], 2)) return false;
    switch (this.nextWord()) {
      case "EXTRACT":
      case "TRIM":
      case "POSITION":
      case "OVERLAY":
      case "JSON_VALUE":
      case "JSON_QUERY":
      case "JSON_EXISTS":
      case "JSON_OBJECT":
      case "JSON_OBJECTAGG":
      case "JSON_ARRAY":
      case "JSON_ARRAYAGG":
      case "FLOOR":
      case "CEIL":
      case "CEILING":
      case "SUBSTRING":
        return true;
      case "TIMESTAMPADD":
      case "TIMESTAMPDIFF":
        return this.unitNext(3) !== null && this.isNext(S[","], 4);
      default:
        return false;
    }
  }

  // ---- Ordinary calls

  readonly functionCall = this.RULE("functionCall", (): FunctionCall => {
    const name = this.SUBRULE(this.functionName);
    const args: ExprNode[] = [];
    let quantifier: FunctionCall["quantifier"] = null;
    let orderBy: readonly SortItem[] = [];
    let nulls: FunctionCall["nulls"] = null;
    this.CONSUME(S["("]);
    this.OPTION(() => {
      quantifier = this.OR<IOrAlt<"DISTINCT" | "ALL">[]>([
        {
          ALT: () => {
            this.CONSUME(K.DISTINCT);
            return "DISTINCT";
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.ALL);
            return "ALL";
          },
        },
      ]);
    });
    this.MANY_SEP({ SEP: S[","], DEF: () => args.push(this.SUBRULE(this.argument)) });
    this.OPTION1(() => {
      orderBy = this.SUBRULE(this.sortItems);
    });
    this.OPTION2(() => {
      nulls = this.SUBRULE(this.nullTreatment);
    });
    this.CONSUME(S[")"]);
    const tail = this.SUBRULE(this.callTail);
    return this.ACTION(() =>
      call(this.qualifiedText(name), args, this.spanFrom(name.span.start), {
        nameSpan: name.span,
        quantifier,
        ...tail,
        orderBy: tail.isWithinGroup ? tail.orderBy : orderBy,
        nulls: nulls ?? tail.nulls,
      }),
    );
  });

  /** LEFT and RIGHT are functions too. */
  readonly functionName = this.RULE("functionName", (): QualifiedName => {
    return this.OR<IOrAlt<QualifiedName>[]>([
      { ALT: () => this.SUBRULE(this.qualifiedName) },
      {
        ALT: () => {
          const word = this.OR1([{ ALT: () => this.CONSUME(K.LEFT) }, { ALT: () => this.CONSUME(K.RIGHT) }]);
          return this.ACTION(() => ({ parts: [this.nameOf(word)], span: this.spanOf(word) }));
        },
      },
    ]);
  });

  readonly argument = this.RULE("argument", (): ExprNode => {
    return this.OR<IOrAlt<ExprNode>[]>({
      DEF: [
        {
          GATE: () => this.isNext(S["=>"], 2),
          ALT: () => {
            const name = this.SUBRULE(this.name);
            this.CONSUME(S["=>"]);
            const value = this.SUBRULE(this.argumentValue);
            return this.ACTION(
              (): ExprNode => ({ kind: "named-argument", name, value, span: this.spanFrom(name.span.start) }),
            );
          },
        },
        { ALT: () => this.SUBRULE1(this.argumentValue) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly argumentValue = this.RULE("argumentValue", (): ExprNode => {
    return this.OR<IOrAlt<ExprNode>[]>({
      DEF: [
        { ALT: () => this.SUBRULE(this.star) },
        { GATE: () => this.isStarPath(), ALT: () => this.SUBRULE(this.qualifiedStar) },
        { ALT: () => this.SUBRULE(this.tableArgument) },
        { GATE: () => this.isNext(S["("], 2), ALT: () => this.SUBRULE(this.descriptor) },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly star = this.RULE("star", (): ExprNode => {
    const token = this.CONSUME(S["*"]);
    return this.ACTION(() => ({ kind: "star", qualifier: [], exclude: [], span: this.spanOf(token) }));
  });

  protected isStarPath(): boolean {
    let ahead = 1;
    while (this.isNext(S["."], ahead + 1)) {
      if (this.isNext(S["*"], ahead + 2)) return true;
      ahead += 2;
    }
    return false;
  }

  readonly qualifiedStar = this.RULE("qualifiedStar", (): ExprNode => {
    const first = this.SUBRULE(this.name);
    const qualifier: Name[] = [first];
    this.CONSUME(S["."]);
    this.MANY(() => {
      qualifier.push(this.SUBRULE(this.anyName));
      this.CONSUME1(S["."]);
    });
    this.CONSUME(S["*"]);
    return this.ACTION(() => ({ kind: "star", qualifier, exclude: [], span: this.spanFrom(first.span.start) }));
  });

  /** TABLE t, TABLE (query), each with PARTITION BY. */
  readonly tableArgument = this.RULE("tableArgument", (): ExprNode => {
    const start = this.CONSUME(K.TABLE).startOffset;
    const partitionBy: ExprNode[] = [];
    const table = this.OR<IOrAlt<QualifiedName | QueryNode>[]>([
      { ALT: () => this.SUBRULE(this.qualifiedName) },
      { ALT: () => this.SUBRULE(this.parenthesizedQuery) },
    ]);
    this.OPTION(() => this.SUBRULE(this.argumentPartition, { ARGS: [partitionBy] }));
    return this.ACTION(() => ({ kind: "table-argument", table, partitionBy, span: this.spanFrom(start) }));
  });

  /** PARTITION BY a, PARTITION BY (a, b). */
  readonly argumentPartition = this.RULE("argumentPartition", (into: ExprNode[] = []): void => {
    this.CONSUME(K.PARTITION);
    this.CONSUME(K.BY);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(S["("]);
          this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => into.push(this.SUBRULE(this.expression)) });
          this.CONSUME(S[")"]);
        },
      },
      { ALT: () => into.push(this.SUBRULE(this.columnPath)) },
    ]);
  });

  readonly descriptor = this.RULE("descriptor", (): ExprNode => {
    const start = this.CONSUME(K.DESCRIPTOR).startOffset;
    const columns = this.SUBRULE(this.nameList);
    return this.ACTION(() => ({ kind: "descriptor", columns, span: this.spanFrom(start) }));
  });

  readonly nullTreatment = this.RULE("nullTreatment", (): "IGNORE" | "RESPECT" => {
    const word = this.OR([{ ALT: () => this.CONSUME(K.IGNORE) }, { ALT: () => this.CONSUME(K.RESPECT) }]);
    this.CONSUME(K.NULLS);
    return word.tokenType === K.IGNORE ? "IGNORE" : "RESPECT";
  });

  /** WITHIN GROUP, IGNORE NULLS, FILTER, OVER behind the parenthesis. */
  readonly callTail = this.RULE("callTail", (): CallTail => {
    const tail: CallTail = { nulls: null, orderBy: [], isWithinGroup: false, filter: null, over: null };
    this.OPTION({
      GATE: () => this.isNext(K.GROUP, 2),
      DEF: () => {
        this.CONSUME(K.WITHIN);
        this.CONSUME(K.GROUP);
        this.CONSUME(S["("]);
        tail.orderBy = this.SUBRULE(this.sortItems);
        this.CONSUME(S[")"]);
        tail.isWithinGroup = true;
      },
    });
    this.OPTION1({
      GATE: () => this.isNext(S["("], 2),
      DEF: () => {
        this.CONSUME(K.FILTER);
        this.CONSUME1(S["("]);
        this.CONSUME(K.WHERE);
        tail.filter = this.SUBRULE(this.expression);
        this.CONSUME1(S[")"]);
      },
    });
    this.OPTION2({
      GATE: () => this.isNext(K.NULLS, 2),
      DEF: () => {
        tail.nulls = this.SUBRULE(this.nullTreatment);
      },
    });
    this.OPTION3(() => {
      tail.over = this.SUBRULE(this.overClause);
    });
    return tail;
  });

  // ---- Calls with keywords inside

  readonly specialCall = this.RULE("specialCall", (): ExprNode => {
    const word = this.CONSUME(NameToken);
    const name = this.ACTION(() => word.image.toUpperCase());
    const args: ExprNode[] = [];
    const options: Options = {};
    this.CONSUME(S["("]);
    this.OR([
      { GATE: () => name === "EXTRACT", ALT: () => this.SUBRULE(this.extractArguments, { ARGS: [args, options] }) },
      { GATE: () => name === "TRIM", ALT: () => this.SUBRULE(this.trimArguments, { ARGS: [args, options] }) },
      { GATE: () => name === "POSITION", ALT: () => this.SUBRULE(this.positionArguments, { ARGS: [args] }) },
      { GATE: () => name === "OVERLAY", ALT: () => this.SUBRULE(this.overlayArguments, { ARGS: [args] }) },
      { GATE: () => name === "SUBSTRING", ALT: () => this.SUBRULE(this.substringArguments, { ARGS: [args] }) },
      {
        GATE: () => name === "FLOOR" || name.startsWith("CEIL"),
        ALT: () => this.SUBRULE(this.roundingArguments, { ARGS: [args, options] }),
      },
      {
        GATE: () => name.startsWith("TIMESTAMP"),
        ALT: () => this.SUBRULE(this.unitArguments, { ARGS: [args, options] }),
      },
      {
        GATE: () => ["JSON_VALUE", "JSON_QUERY", "JSON_EXISTS"].includes(name),
        ALT: () => this.SUBRULE(this.jsonPathArguments, { ARGS: [args, options] }),
      },
      {
        GATE: () => name.startsWith("JSON_OBJECT"),
        ALT: () => this.SUBRULE(this.jsonObjectArguments, { ARGS: [args, options] }),
      },
      {
        GATE: () => name.startsWith("JSON_ARRAY"),
        ALT: () => this.SUBRULE(this.jsonArrayArguments, { ARGS: [args, options] }),
      },
    ]);
    this.CONSUME(S[")"]);
    const tail = this.SUBRULE(this.callTail);
    return this.ACTION(() => {
      const base = name === "CEILING" ? "CEIL" : name;
      return call(base, args, this.spanFrom(word.startOffset), { nameSpan: this.spanOf(word), options, ...tail });
    });
  });

  readonly extractArguments = this.RULE("extractArguments", (args: ExprNode[] = [], options: Options = {}): void => {
    const unit = this.SUBRULE(this.timeUnit);
    this.CONSUME(K.FROM);
    args.push(this.SUBRULE(this.expression));
    options["unit"] = unit;
  });

  readonly trimArguments = this.RULE("trimArguments", (args: ExprNode[] = [], options: Options = {}): void => {
    let isFromNeeded = false;
    options["side"] = "BOTH";
    this.OPTION({
      GATE: () =>
        ["BOTH", "LEADING", "TRAILING"].includes(this.nextWord()) && !this.isAnyNext([S[")"], S[","], S["."]], 2),
      DEF: () => {
        const side = this.CONSUME(NameToken);
        options["side"] = this.ACTION(() => side.image.toUpperCase());
        isFromNeeded = true;
      },
    });
    let chars: ExprNode | null = null;
    this.OPTION1(() => {
      chars = this.SUBRULE(this.expression);
    });
    this.OR([
      {
        ALT: () => {
          this.CONSUME(K.FROM);
          args.push(this.SUBRULE1(this.expression));
          if (chars !== null) args.push(chars);
        },
      },
      {
        GATE: () => !isFromNeeded && chars !== null,
        ALT: () => {
          if (chars !== null) args.push(chars);
          this.OPTION2(() => {
            this.CONSUME(S[","]);
            args.push(this.SUBRULE2(this.expression));
          });
        },
      },
    ]);
  });

  readonly positionArguments = this.RULE("positionArguments", (args: ExprNode[] = []): void => {
    args.push(this.SUBRULE(this.expression, { ARGS: [POWERS.RANGE] }));
    this.OR([{ ALT: () => this.CONSUME(K.IN) }, { ALT: () => this.CONSUME(S[","]) }]);
    args.push(this.SUBRULE1(this.expression));
    this.OPTION(() => {
      this.CONSUME(K.FROM);
      args.push(this.SUBRULE2(this.expression));
    });
  });

  readonly overlayArguments = this.RULE("overlayArguments", (args: ExprNode[] = []): void => {
    args.push(this.SUBRULE(this.expression));
    this.OR([
      { GATE: () => this.nextWord() === "PLACING", ALT: () => this.CONSUME(NameToken) },
      { ALT: () => this.CONSUME(S[","]) },
    ]);
    args.push(this.SUBRULE1(this.expression));
    this.OR1([{ ALT: () => this.CONSUME(K.FROM) }, { ALT: () => this.CONSUME1(S[","]) }]);
    args.push(this.SUBRULE2(this.expression));
    this.OPTION(() => {
      this.OR2([{ ALT: () => this.CONSUME(K.FOR) }, { ALT: () => this.CONSUME2(S[","]) }]);
      args.push(this.SUBRULE3(this.expression));
    });
  });

  readonly substringArguments = this.RULE("substringArguments", (args: ExprNode[] = []): void => {
    args.push(this.SUBRULE(this.expression));
    this.OR([{ ALT: () => this.CONSUME(K.FROM) }, { ALT: () => this.CONSUME(S[","]) }]);
    args.push(this.SUBRULE1(this.expression));
    this.OPTION(() => {
      this.OR1([{ ALT: () => this.CONSUME(K.FOR) }, { ALT: () => this.CONSUME1(S[","]) }]);
      args.push(this.SUBRULE2(this.expression));
    });
  });

  readonly roundingArguments = this.RULE("roundingArguments", (args: ExprNode[] = [], options: Options = {}): void => {
    args.push(this.SUBRULE(this.expression));
    this.OPTION(() => {
      this.CONSUME(K.TO);
      options["unit"] = this.SUBRULE(this.timeUnit);
    });
    this.OPTION1(() => {
      this.CONSUME(S[","]);
      args.push(this.SUBRULE1(this.expression));
    });
  });

  readonly unitArguments = this.RULE("unitArguments", (args: ExprNode[] = [], options: Options = {}): void => {
    const unit: TimeUnit = this.SUBRULE(this.timeUnit);
    options["unit"] = unit;
    this.CONSUME(S[","]);
    args.push(this.SUBRULE(this.expression));
    this.CONSUME1(S[","]);
    args.push(this.SUBRULE1(this.expression));
  });

  // ---- JSON

  readonly jsonPathArguments = this.RULE("jsonPathArguments", (args: ExprNode[] = [], options: Options = {}): void => {
    args.push(this.SUBRULE(this.expression));
    this.CONSUME(S[","]);
    args.push(this.SUBRULE1(this.expression));
    this.OPTION({
      GATE: () => this.nextWord() === "RETURNING",
      DEF: () => {
        this.CONSUME(NameToken);
        const type = this.SUBRULE(this.type);
        options["returning"] = this.ACTION(() => printType(type));
      },
    });
    this.OPTION1({
      GATE: () => WRAPPERS.has(this.nextWord()),
      DEF: () => this.SUBRULE(this.jsonWrapper, { ARGS: [options] }),
    });
    const behaviors: JsonBehavior[] = [];
    this.MANY({
      GATE: () => !this.isNext(S[")"]),
      DEF: () => behaviors.push(this.SUBRULE(this.jsonBehavior)),
    });
    this.ACTION(() => {
      // The default for EMPTY comes before the one for ERROR, however they were written.
      for (const event of ["EMPTY", "ERROR"] as const) {
        const behavior = behaviors.find((candidate) => candidate.event === event);
        if (behavior === undefined) continue;
        options[event === "EMPTY" ? "onEmpty" : "onError"] = behavior.answer;
        if (behavior.value !== null) args.push(behavior.value);
      }
    });
  });

  readonly jsonWrapper = this.RULE("jsonWrapper", (options: Options = {}): void => {
    const words: string[] = [];
    this.AT_LEAST_ONE({
      GATE: () => WRAPPERS.has(this.nextWord()),
      DEF: () => {
        const word = this.CONSUME(AnyWord);
        this.ACTION(() => words.push(word.image.toUpperCase()));
      },
    });
    this.ACTION(() => {
      if (words[0] === "WITHOUT") options["wrapper"] = "WITHOUT";
      else options["wrapper"] = words.includes("CONDITIONAL") ? "CONDITIONAL" : "UNCONDITIONAL";
    });
  });

  /** NULL ON EMPTY, EMPTY ARRAY ON ERROR, DEFAULT x ON EMPTY (x becomes a further argument), TRUE ON ERROR. */
  readonly jsonBehavior = this.RULE("jsonBehavior", (): JsonBehavior => {
    const words: string[] = [];
    let value: ExprNode | null = null;
    this.OR({
      DEF: [
        {
          GATE: () => this.nextWord() === "DEFAULT",
          ALT: () => {
            this.CONSUME(NameToken);
            value = this.SUBRULE(this.expression);
            words.push("DEFAULT");
          },
        },
        {
          ALT: () =>
            this.AT_LEAST_ONE({
              GATE: () => !this.isNext(K.ON),
              DEF: () => {
                const word = this.CONSUME(AnyWord);
                this.ACTION(() => words.push(word.image.toUpperCase()));
              },
            }),
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.CONSUME(K.ON);
    const event = this.OR1([
      { GATE: () => ["EMPTY", "ERROR"].includes(this.nextWord()), ALT: () => this.CONSUME1(NameToken) },
    ]);
    return this.ACTION(() => {
      return { event: event.image.toUpperCase() === "EMPTY" ? "EMPTY" : "ERROR", answer: words.join(" "), value };
    });
  });

  readonly jsonObjectArguments = this.RULE(
    "jsonObjectArguments",
    (args: ExprNode[] = [], options: Options = {}): void => {
      this.MANY_SEP({
        SEP: S[","],
        DEF: () => {
          this.OPTION({
            GATE: () => !this.isAnyNext([S["."], S["("], S[":"], S[","]], 2) && this.nextWord(2) !== "VALUE",
            DEF: () => this.CONSUME(K.KEY),
          });
          args.push(this.SUBRULE(this.expression));
          this.OR([
            { GATE: () => this.nextWord() === "VALUE", ALT: () => this.CONSUME(NameToken) },
            { ALT: () => this.CONSUME(S[":"]) },
            { ALT: () => this.CONSUME1(S[","]) },
          ]);
          args.push(this.SUBRULE1(this.expression));
        },
      });
      this.OPTION1(() => this.SUBRULE(this.jsonOnNull, { ARGS: [options] }));
    },
  );

  readonly jsonArrayArguments = this.RULE(
    "jsonArrayArguments",
    (args: ExprNode[] = [], options: Options = {}): void => {
      this.OPTION({
        GATE: () => !this.isNext(K.ON, 2),
        DEF: () => this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => args.push(this.SUBRULE(this.expression)) }),
      });
      this.OPTION1(() => this.SUBRULE(this.jsonOnNull, { ARGS: [options] }));
    },
  );

  readonly jsonOnNull = this.RULE("jsonOnNull", (options: Options = {}): void => {
    const word = this.OR([
      { ALT: () => this.CONSUME(K.NULL) },
      { GATE: () => this.nextWord() === "ABSENT", ALT: () => this.CONSUME(NameToken) },
    ]);
    this.CONSUME(K.ON);
    this.CONSUME1(K.NULL);
    this.ACTION(() => {
      options["onNull"] = word.image.toUpperCase();
    });
  });
}
