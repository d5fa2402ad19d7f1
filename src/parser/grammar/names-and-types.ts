// Grammar, part 1: names, types as written, and what all later parts need (spans, lookahead by word).
// The parts are one parser: each class adds rules to the one before; `sql-parser.ts` completes them.
// Actions run inside ACTION, which the recording phase of chevrotain skips.
import { EmbeddedActionsParser, type IOrAlt, type IToken, type TokenType } from "chevrotain";
import type { SourceText, Span } from "../../common/span.ts";
import type { Name, QualifiedName, TimeUnit, TypeNode } from "../ast.ts";
import { timeUnitOf } from "../time-unit.ts";
import { ALL_TOKENS, AnyWord, K, Name as NameToken, NumberText, Quoted, S, StringText } from "../tokens.ts";
import { FirstTokenLookahead } from "./first-token-lookahead.ts";

type RowField = Extract<TypeNode, { kind: "row-type" }>["fields"][number];

export interface GrammarOptions {
  /** Chevrotain's checks of the grammar itself: for tests, they take long. */
  readonly isValidated: boolean;
  /** Whether it goes on after an error. What that needs takes long to compute, and correct texts do not need it. */
  readonly isRecovering: boolean;
}

export abstract class NamesAndTypes extends EmbeddedActionsParser {
  /** The text that the tokens were read from. */
  source: SourceText = { name: "", text: "" };

  constructor(options: GrammarOptions) {
    super([...ALL_TOKENS], {
      recoveryEnabled: options.isRecovering,
      maxLookahead: 1,
      nodeLocationTracking: "none",
      skipValidations: !options.isValidated,
      ...(options.isValidated ? {} : { lookaheadStrategy: new FirstTokenLookahead() }),
    });
  }

  // ---- Helpers of actions and gates

  protected spanFrom(start: number): Span {
    const last = this.LA(0);
    return { source: this.source, start, end: (last.endOffset ?? last.startOffset) + 1 };
  }

  protected spanOf(token: IToken): Span {
    return { source: this.source, start: token.startOffset, end: (token.endOffset ?? token.startOffset) + 1 };
  }

  /** Offset of the token that comes next. */
  protected nextStart(): number {
    return this.LA(1).startOffset;
  }

  protected isNext(type: TokenType, ahead = 1): boolean {
    return this.LA(ahead).tokenType === type;
  }

  protected isAnyNext(types: readonly TokenType[], ahead = 1): boolean {
    return types.includes(this.LA(ahead).tokenType);
  }

  /** The unquoted word that comes next, in upper case; "" when it is none. */
  protected nextWord(ahead = 1): string {
    const token = this.LA(ahead);
    if (token.tokenType === Quoted || token.tokenType === StringText) return "";
    return token.image?.toUpperCase() ?? "";
  }

  protected isNameNext(ahead = 1): boolean {
    const type = this.LA(ahead).tokenType;
    return type === NameToken || (type.CATEGORIES?.includes(NameToken) ?? false);
  }

  protected unitNext(ahead = 1): TimeUnit | null {
    return timeUnitOf(this.nextWord(ahead));
  }

  protected nameOf(token: IToken): Name {
    return { text: token.image, isQuoted: token.tokenType === Quoted, span: this.spanOf(token) };
  }

  // ---- Names

  readonly name = this.RULE("name", (): Name => {
    const token = this.CONSUME(NameToken);
    return this.ACTION(() => this.nameOf(token));
  });

  /** Behind a dot every word is a name. */
  readonly anyName = this.RULE("anyName", (): Name => {
    const token = this.CONSUME(AnyWord);
    return this.ACTION(() => this.nameOf(token));
  });

  readonly qualifiedName = this.RULE("qualifiedName", (): QualifiedName => {
    const first = this.SUBRULE(this.name);
    const parts: Name[] = [first];
    this.MANY(() => {
      this.CONSUME(S["."]);
      parts.push(this.SUBRULE(this.anyName));
    });
    return this.ACTION(() => ({ parts, span: this.spanFrom(first.span.start) }));
  });

  /** (a, b, c) */
  readonly nameList = this.RULE("nameList", (): readonly Name[] => {
    const names: Name[] = [];
    this.CONSUME(S["("]);
    this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => names.push(this.SUBRULE(this.name)) });
    this.CONSUME(S[")"]);
    return names;
  });

  readonly stringText = this.RULE("stringText", (): string => this.CONSUME(StringText).image);

  // ---- Types

  readonly type = this.RULE("type", (): TypeNode => {
    const start = this.ACTION(() => this.nextStart());
    let type = this.OR<IOrAlt<TypeNode>[]>({
      DEF: [
        { GATE: () => this.isAnyNext([S["<"], S["("]], 2), ALT: () => this.SUBRULE(this.rowType) },
        { GATE: () => this.isNext(S["<"], 2), ALT: () => this.SUBRULE(this.collectionType) },
        { ALT: () => this.SUBRULE(this.intervalType) },
        { ALT: () => this.SUBRULE(this.namedType) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.MANY(() =>
      this.OR1([
        {
          ALT: () => {
            const isMultiset = this.OR2([
              {
                ALT: () => {
                  this.CONSUME(K.ARRAY);
                  return false;
                },
              },
              {
                ALT: () => {
                  this.CONSUME(K.MULTISET);
                  return true;
                },
              },
            ]);
            this.ACTION(() => {
              type = { kind: "array-type", element: type, isMultiset, isNotNull: false, span: this.spanFrom(start) };
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.NOT);
            this.CONSUME(K.NULL);
            this.ACTION(() => {
              type = { ...type, isNotNull: true, span: this.spanFrom(start) };
            });
          },
        },
        { ALT: () => this.CONSUME1(K.NULL) },
      ]),
    );
    return type;
  });

  readonly rowType = this.RULE("rowType", (): TypeNode => {
    const start = this.CONSUME(K.ROW).startOffset;
    const fields: RowField[] = [];
    this.OR([
      {
        ALT: () => {
          this.CONSUME(S["<"]);
          this.MANY_SEP({ SEP: S[","], DEF: () => fields.push(this.SUBRULE(this.rowField)) });
          this.CONSUME(S[">"]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(S["("]);
          this.MANY_SEP1({ SEP: S[","], DEF: () => fields.push(this.SUBRULE1(this.rowField)) });
          this.CONSUME(S[")"]);
        },
      },
    ]);
    return this.ACTION(() => ({ kind: "row-type", fields, isNotNull: false, span: this.spanFrom(start) }));
  });

  readonly rowField = this.RULE("rowField", (): RowField => {
    const name = this.SUBRULE(this.name);
    const type = this.SUBRULE(this.type);
    let comment: string | null = null;
    this.OPTION(() => {
      comment = this.SUBRULE(this.stringText);
    });
    return { name, type, comment };
  });

  readonly collectionType = this.RULE("collectionType", (): TypeNode => {
    const start = this.ACTION(() => this.nextStart());
    const kind = this.OR([
      { ALT: () => this.CONSUME(K.ARRAY).tokenType },
      { ALT: () => this.CONSUME(K.MULTISET).tokenType },
      { ALT: () => this.CONSUME(K.MAP).tokenType },
    ]);
    this.CONSUME(S["<"]);
    const first = this.SUBRULE(this.type);
    let value: TypeNode | null = null;
    this.OPTION({
      GATE: () => kind === K.MAP,
      DEF: () => {
        this.CONSUME(S[","]);
        value = this.SUBRULE1(this.type);
      },
    });
    this.CONSUME(S[">"]);
    return this.ACTION(() => {
      const span = this.spanFrom(start);
      if (value !== null) return { kind: "map-type", key: first, value, isNotNull: false, span };
      return { kind: "array-type", element: first, isMultiset: kind === K.MULTISET, isNotNull: false, span };
    });
  });

  /** INTERVAL DAY(2) TO SECOND(3): one type name, its precisions as parameters. */
  readonly intervalType = this.RULE("intervalType", (): TypeNode => {
    const start = this.CONSUME(K.INTERVAL).startOffset;
    const from = this.SUBRULE(this.timeUnit);
    let to: TimeUnit | null = null;
    const parameters: number[] = [];
    this.OPTION(() => parameters.push(this.SUBRULE(this.precision)));
    this.OPTION1(() => {
      this.CONSUME(K.TO);
      to = this.SUBRULE1(this.timeUnit);
      this.OPTION2(() => {
        if (parameters.length === 0) parameters.push(2);
        parameters.push(this.SUBRULE1(this.precision));
      });
    });
    return this.ACTION(() => ({
      kind: "named-type",
      name: `INTERVAL ${from}${to === null ? "" : ` TO ${to}`}`,
      parameters,
      isNotNull: false,
      span: this.spanFrom(start),
    }));
  });

  readonly timeUnit = this.RULE("timeUnit", (): TimeUnit => {
    const token = this.OR([{ GATE: () => this.unitNext() !== null, ALT: () => this.CONSUME(NameToken) }]);
    return this.ACTION(() => timeUnitOf(token.image) ?? "SECOND");
  });

  readonly precision = this.RULE("precision", (): number => {
    this.CONSUME(S["("]);
    const number = this.CONSUME(NumberText);
    this.CONSUME(S[")"]);
    return this.ACTION(() => Number(number.image));
  });

  readonly namedType = this.RULE("namedType", (): TypeNode => {
    const first = this.CONSUME(NameToken);
    const words: string[] = [];
    const parameters: number[] = [];
    this.OPTION({
      GATE: () => ["PRECISION", "VARYING"].includes(this.nextWord()),
      DEF: () => {
        const word = this.CONSUME1(NameToken);
        this.ACTION(() => words.push(word.image.toUpperCase()));
      },
    });
    this.OPTION1(() => {
      this.CONSUME(S["("]);
      this.AT_LEAST_ONE_SEP({
        SEP: S[","],
        DEF: () => parameters.push(Number(this.CONSUME(NumberText).image)),
      });
      this.CONSUME(S[")"]);
    });
    this.OPTION2({
      GATE: () => ["WITH", "WITHOUT"].includes(this.nextWord()) && ["LOCAL", "TIME"].includes(this.nextWord(2)),
      DEF: () => this.SUBRULE(this.timeZoneWords, { ARGS: [words] }),
    });
    return this.ACTION(() => ({
      kind: "named-type",
      name: typeName(first.image.toUpperCase(), words.join(" ")),
      parameters,
      isNotNull: false,
      span: this.spanFrom(first.startOffset),
    }));
  });

  /** WITH LOCAL TIME ZONE, WITHOUT TIME ZONE, WITH TIME ZONE. */
  readonly timeZoneWords = this.RULE("timeZoneWords", (words: string[] = []): void => {
    this.AT_LEAST_ONE({
      GATE: () => ["WITH", "WITHOUT", "LOCAL", "TIME", "ZONE"].includes(this.nextWord()),
      DEF: () => {
        const token = this.CONSUME(AnyWord);
        this.ACTION(() => words.push(token.image.toUpperCase()));
      },
    });
  });
}

function typeName(first: string, rest: string): string {
  if (rest === "") return first;
  if (rest === "PRECISION" || rest === "WITHOUT TIME ZONE") return first;
  if (rest === "WITH LOCAL TIME ZONE") return `${first}_LTZ`;
  if (rest === "VARYING") return first === "BINARY" ? "VARBINARY" : "VARCHAR";
  return `${first} ${rest}`;
}
