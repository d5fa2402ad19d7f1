// Grammar: the clauses of MATCH_RECOGNIZE.
import type { IOrAlt } from "chevrotain";
import type { ExprNode, MatchRecognizeNode, MatchSkip, Name, PatternNode, SortItem } from "../ast.ts";
import { K, NumberText, S } from "../tokens.ts";
import { Calls } from "./calls.ts";

type MatchParts = {
  -readonly [P in Exclude<keyof MatchRecognizeNode, "kind" | "input" | "alias" | "span">]: MatchRecognizeNode[P];
};
type Quantifier = Pick<Extract<PatternNode, { kind: "repeat" }>, "min" | "max">;

export abstract class MatchClauses extends Calls {
  readonly matchRecognize = this.RULE("matchRecognize", (): MatchParts => {
    let partitionBy: readonly ExprNode[] = [];
    let orderBy: readonly SortItem[] = [];
    const measures: MatchParts["measures"][number][] = [];
    let rows: MatchParts["rows"] = null;
    let skip: MatchSkip | null = null;
    this.CONSUME(K.MATCH_RECOGNIZE);
    this.CONSUME(S["("]);
    this.OPTION(() => {
      partitionBy = this.SUBRULE(this.partitionBy);
    });
    this.OPTION1(() => {
      orderBy = this.SUBRULE(this.sortItems);
    });
    this.OPTION2(() => {
      this.CONSUME(K.MEASURES);
      this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => measures.push(this.SUBRULE(this.measure)) });
    });
    this.OPTION3(() => {
      rows = this.SUBRULE(this.rowsPerMatch);
    });
    this.OPTION4(() => {
      skip = this.SUBRULE(this.matchSkip);
    });
    const tail = this.SUBRULE(this.matchTail);
    this.CONSUME(S[")"]);
    return { partitionBy, orderBy, measures, rows, skip, ...tail };
  });

  /** PATTERN, WITHIN, SUBSET, DEFINE. */
  readonly matchTail = this.RULE("matchTail", (): Pick<MatchParts, "pattern" | "within" | "subsets" | "defines"> => {
    let within: ExprNode | null = null;
    const subsets: MatchParts["subsets"][number][] = [];
    const defines: MatchParts["defines"][number][] = [];
    this.CONSUME(K.PATTERN);
    this.CONSUME(S["("]);
    const pattern = this.SUBRULE(this.pattern);
    this.CONSUME(S[")"]);
    this.OPTION(() => {
      this.CONSUME(K.WITHIN);
      within = this.SUBRULE(this.expression);
    });
    this.OPTION1(() => {
      this.CONSUME(K.SUBSET);
      this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => subsets.push(this.SUBRULE(this.subset)) });
    });
    this.OPTION2(() => {
      this.CONSUME(K.DEFINE);
      this.AT_LEAST_ONE_SEP1({ SEP: S[","], DEF: () => defines.push(this.SUBRULE(this.define)) });
    });
    return { pattern, within, subsets, defines };
  });

  readonly measure = this.RULE("measure", (): MatchParts["measures"][number] => {
    const expr = this.SUBRULE(this.expression);
    this.CONSUME(K.AS);
    const name = this.SUBRULE(this.name);
    return this.ACTION(() => ({ expr, name, span: this.spanFrom(expr.span.start) }));
  });

  readonly subset = this.RULE("subset", (): MatchParts["subsets"][number] => {
    const name = this.SUBRULE(this.name);
    this.CONSUME(S["="]);
    const members = this.SUBRULE(this.nameList);
    return this.ACTION(() => ({ name, members, span: this.spanFrom(name.span.start) }));
  });

  readonly define = this.RULE("define", (): MatchParts["defines"][number] => {
    const variable: Name = this.SUBRULE(this.name);
    this.CONSUME(K.AS);
    const condition = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ variable, condition, span: this.spanFrom(variable.span.start) }));
  });

  readonly rowsPerMatch = this.RULE("rowsPerMatch", (): "ONE" | "ALL" => {
    const rows = this.OR<IOrAlt<"ONE" | "ALL">[]>([
      {
        ALT: () => {
          this.CONSUME(K.ONE);
          this.CONSUME(K.ROW);
          return "ONE";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.ALL);
          this.CONSUME(K.ROWS);
          return "ALL";
        },
      },
    ]);
    this.CONSUME(K.PER);
    this.CONSUME(K.MATCH);
    return rows;
  });

  readonly matchSkip = this.RULE("matchSkip", (): MatchSkip => {
    const start = this.CONSUME(K.AFTER).startOffset;
    this.CONSUME(K.MATCH);
    this.CONSUME(K.SKIP);
    return this.OR<IOrAlt<MatchSkip>[]>([
      {
        ALT: () => {
          this.CONSUME(K.PAST);
          this.CONSUME(K.LAST);
          this.CONSUME(K.ROW);
          return this.ACTION((): MatchSkip => ({ kind: "past-last-row", span: this.spanFrom(start) }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.TO);
          return this.SUBRULE(this.skipTarget, { ARGS: [start] });
        },
      },
    ]);
  });

  readonly skipTarget = this.RULE("skipTarget", (start: number): MatchSkip => {
    return this.OR<IOrAlt<MatchSkip>[]>({
      DEF: [
        {
          GATE: () => this.isNext(K.ROW, 2),
          ALT: () => {
            this.CONSUME(K.NEXT);
            this.CONSUME(K.ROW);
            return this.ACTION((): MatchSkip => ({ kind: "to-next-row", span: this.spanFrom(start) }));
          },
        },
        {
          GATE: () => !this.isNext(K.PATTERN, 2) || this.isNext(K.PATTERN, 3),
          ALT: () => {
            this.CONSUME(K.FIRST);
            const variable = this.SUBRULE(this.name);
            return this.ACTION((): MatchSkip => ({ kind: "to-first", variable, span: this.spanFrom(start) }));
          },
        },
        {
          ALT: () => {
            this.OPTION({
              GATE: () => !this.isNext(K.PATTERN, 2) || this.isNext(K.PATTERN, 3),
              DEF: () => this.CONSUME(K.LAST),
            });
            const variable = this.SUBRULE1(this.name);
            return this.ACTION((): MatchSkip => ({ kind: "to-last", variable, span: this.spanFrom(start) }));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  // ---- The pattern

  readonly pattern = this.RULE("pattern", (): PatternNode => {
    const start = this.ACTION(() => this.nextStart());
    const items: PatternNode[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: S["|"], DEF: () => items.push(this.SUBRULE(this.patternSequence)) });
    return this.ACTION((): PatternNode => {
      return items.length === 1 ? items[0] : { kind: "alternation", items, span: this.spanFrom(start) };
    });
  });

  readonly patternSequence = this.RULE("patternSequence", (): PatternNode => {
    const start = this.ACTION(() => this.nextStart());
    const items: PatternNode[] = [];
    this.AT_LEAST_ONE(() => items.push(this.SUBRULE(this.patternItem)));
    return this.ACTION((): PatternNode => {
      return items.length === 1 ? items[0] : { kind: "sequence", items, span: this.spanFrom(start) };
    });
  });

  readonly patternItem = this.RULE("patternItem", (): PatternNode => {
    const start = this.ACTION(() => this.nextStart());
    const input = this.OR<IOrAlt<PatternNode>[]>([
      {
        ALT: () => {
          const name = this.SUBRULE(this.name);
          return this.ACTION((): PatternNode => ({ kind: "variable", name, span: name.span }));
        },
      },
      {
        ALT: () => {
          this.CONSUME(S["("]);
          const inner = this.SUBRULE(this.pattern);
          this.CONSUME(S[")"]);
          return inner;
        },
      },
    ]);
    let quantifier: Quantifier | null = null;
    let isReluctant = false;
    this.OPTION(() => {
      quantifier = this.SUBRULE(this.quantifier);
      this.OPTION1(() => {
        this.CONSUME1(S["?"]);
        isReluctant = true;
      });
    });
    return this.ACTION((): PatternNode => {
      if (quantifier === null) return input;
      const { min, max }: Quantifier = quantifier;
      return { kind: "repeat", input, min, max, isReluctant, span: this.spanFrom(start) };
    });
  });

  readonly quantifier = this.RULE("quantifier", (): Quantifier => {
    return this.OR<IOrAlt<Quantifier>[]>([
      {
        ALT: () => {
          this.CONSUME(S["*"]);
          return { min: 0, max: null };
        },
      },
      {
        ALT: () => {
          this.CONSUME(S["+"]);
          return { min: 1, max: null };
        },
      },
      {
        ALT: () => {
          this.CONSUME(S["?"]);
          return { min: 0, max: 1 };
        },
      },
      { ALT: () => this.SUBRULE(this.counted) },
    ]);
  });

  /** {n}, {n,}, {,m}, {n,m} */
  readonly counted = this.RULE("counted", (): Quantifier => {
    let min = 0;
    let max: number | null = null;
    this.CONSUME(S["{"]);
    this.OR([
      {
        ALT: () => {
          min = Number(this.CONSUME(NumberText).image);
          max = min;
          this.OPTION(() => {
            this.CONSUME(S[","]);
            max = null;
            this.OPTION1(() => {
              max = Number(this.CONSUME1(NumberText).image);
            });
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME1(S[","]);
          max = Number(this.CONSUME2(NumberText).image);
        },
      },
    ]);
    this.CONSUME(S["}"]);
    return { min, max };
  });
}
