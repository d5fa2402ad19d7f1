// ksqlDB's clause behind FROM: WINDOW TUMBLING (SIZE 1 MINUTE), HOPPING (SIZE 1 MINUTE, ADVANCE BY 20 SECONDS),
// SESSION (60 SECONDS), each with GRACE PERIOD 5 SECONDS. It comes out as a window of GROUP BY without a time column.
import type { IOrAlt } from "chevrotain";
import type { ExprNode, FunctionCall } from "../ast.ts";
import { AnyWord, K, S } from "../tokens.ts";
import { MatchClauses } from "./match-recognize.ts";
import { call } from "./nodes.ts";

export interface StreamWindow {
  readonly window: FunctionCall;
  /** How long a window waits for late rows; null: not written. */
  readonly grace: ExprNode | null;
}

const KINDS: ReadonlySet<string> = new Set(["TUMBLING", "HOPPING", "SESSION"]);

export abstract class StreamWindows extends MatchClauses {
  protected isStreamWindowNext(): boolean {
    return KINDS.has(this.nextWord(2)) && this.isNext(S["("], 3);
  }

  readonly streamWindow = this.RULE("streamWindow", (): StreamWindow => {
    const start = this.CONSUME(K.WINDOW).startOffset;
    const kind = this.ACTION(() => this.nextWord());
    this.CONSUME(AnyWord);
    this.CONSUME(S["("]);
    const lengths = this.SUBRULE(this.streamWindowLengths, { ARGS: [kind] });
    let grace: ExprNode | null = null;
    this.OPTION({
      GATE: () => this.nextWord(2) === "GRACE",
      DEF: () => {
        this.CONSUME(S[","]);
        this.CONSUME1(AnyWord);
        this.CONSUME2(AnyWord);
        grace = this.SUBRULE(this.writtenLength);
      },
    });
    this.CONSUME(S[")"]);
    return this.ACTION(() => {
      const name = kind === "TUMBLING" ? "TUMBLE" : kind === "HOPPING" ? "HOP" : "SESSION";
      const span = this.spanFrom(start);
      return { window: call(name, lengths, span, { nameSpan: span }), grace };
    });
  });

  /** In the order of the base form: the slide before the size. */
  readonly streamWindowLengths = this.RULE("streamWindowLengths", (kind: string): readonly ExprNode[] => {
    return this.OR<IOrAlt<readonly ExprNode[]>[]>({
      DEF: [
        {
          GATE: () => kind !== "SESSION" && this.nextWord() === "SIZE",
          ALT: () => {
            this.CONSUME(AnyWord);
            const size = this.SUBRULE(this.writtenLength);
            let advance: ExprNode | null = null;
            this.OPTION({
              GATE: () => kind === "HOPPING",
              DEF: () => {
                this.CONSUME(S[","]);
                this.CONSUME1(AnyWord);
                this.CONSUME(K.BY);
                advance = this.SUBRULE1(this.writtenLength);
              },
            });
            return this.ACTION(() => (advance === null ? [size] : [advance, size]));
          },
        },
        {
          GATE: () => kind === "SESSION",
          ALT: () => {
            const gap = this.SUBRULE2(this.writtenLength);
            return this.ACTION(() => [gap]);
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly writtenLength = this.RULE("writtenLength", (): ExprNode => {
    const start = this.ACTION(() => this.nextStart());
    return this.SUBRULE(this.unitInterval, { ARGS: [start, false] });
  });
}
