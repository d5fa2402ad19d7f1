// Grammar, part 4: queries. INTERSECT binds tighter than UNION and EXCEPT; ORDER BY, LIMIT and EMIT belong to the whole.
import type { IOrAlt } from "chevrotain";
import type {
  EmitClause, ExprNode, FunctionCall, GroupItem, Hint, JoinNode, Name, QualifiedName, QueryNode, SelectItem, SelectNode, SortItem,
  TableAlias, TableNode, WindowRef, WithNode,
} from "../ast.ts"; // biome-ignore format: a list
import { NEVER_BARE_ALIAS } from "../keywords.ts";
import { AnyWord, K, Name as NameToken, NumberText, S } from "../tokens.ts";
import { windowCallInBaseForm } from "../window-call.ts";
import { boundsInBaseForm, selectInBaseForm } from "../window-synonyms.ts";
import { graceful } from "./grace.ts";
import { call } from "./nodes.ts";
import { type StreamWindow, StreamWindows } from "./stream-window.ts";

interface SelectParts {
  from: TableNode | null;
  streamWindow: StreamWindow | null;
  where: ExprNode | null;
  groupBy: readonly GroupItem[] | null;
  having: ExprNode | null;
  windows: { readonly name: Name; readonly spec: WindowRef }[];
  qualify: ExprNode | null;
}

interface JoinHead {
  type: JoinNode["type"];
  isNatural: boolean;
}

export abstract class Queries extends StreamWindows {
  /** As they were written: SELECTs whose window came in the words of another engine. */
  readonly #written = new WeakMap<QueryNode, { readonly select: SelectNode; readonly clause: StreamWindow | null }>();
  /** SELECTs with a GRACE PERIOD, each in the EMIT clause that says the same. */
  readonly #graced = new WeakSet<QueryNode>();

  readonly query = this.RULE("query", (): QueryNode => {
    const start = this.ACTION(() => this.nextStart());
    let ctes: WithNode["ctes"] | null = null;
    this.OPTION(() => {
      ctes = this.SUBRULE(this.commonTables);
    });
    const body = this.SUBRULE(this.setOperation);
    const ordered = this.SUBRULE(this.orderedTail, { ARGS: [body] });
    return this.ACTION(() =>
      ctes === null ? ordered : { kind: "with", ctes, body: ordered, span: this.spanFrom(start) },
    );
  });

  readonly commonTables = this.RULE("commonTables", (): WithNode["ctes"] => {
    const ctes: WithNode["ctes"][number][] = [];
    this.CONSUME(K.WITH);
    this.AT_LEAST_ONE_SEP({
      SEP: S[","],
      DEF: () => {
        const name = this.SUBRULE(this.name);
        let columns: readonly Name[] = [];
        this.OPTION(() => {
          columns = this.SUBRULE(this.nameList);
        });
        this.CONSUME(K.AS);
        const query = this.SUBRULE(this.parenthesizedQuery);
        this.ACTION(() => ctes.push({ name, columns, query, span: this.spanFrom(name.span.start) }));
      },
    });
    return ctes;
  });

  readonly setOperation = this.RULE("setOperation", (): QueryNode => {
    let left = this.SUBRULE(this.intersection);
    this.MANY(() => {
      const word = this.OR([{ ALT: () => this.CONSUME(K.UNION) }, { ALT: () => this.CONSUME(K.EXCEPT) }]);
      const isAll = this.SUBRULE(this.setQuantifier);
      const right = this.SUBRULE1(this.intersection);
      const operator = word.tokenType === K.UNION ? "UNION" : "EXCEPT";
      left = this.ACTION(() => ({
        kind: "set-operation",
        operator,
        isAll,
        left,
        right,
        span: this.spanFrom(left.span.start),
      }));
    });
    return left;
  });

  readonly intersection = this.RULE("intersection", (): QueryNode => {
    let left = this.SUBRULE(this.simpleQuery);
    this.MANY(() => {
      this.CONSUME(K.INTERSECT);
      const isAll = this.SUBRULE(this.setQuantifier);
      const right = this.SUBRULE1(this.simpleQuery);
      left = this.ACTION(() => ({
        kind: "set-operation",
        operator: "INTERSECT",
        isAll,
        left,
        right,
        span: this.spanFrom(left.span.start),
      }));
    });
    return left;
  });

  readonly setQuantifier = this.RULE("setQuantifier", (): boolean => {
    let isAll = false;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(K.ALL);
            isAll = true;
          },
        },
        { ALT: () => this.CONSUME(K.DISTINCT) },
      ]),
    );
    return isAll;
  });

  readonly simpleQuery = this.RULE("simpleQuery", (): QueryNode => {
    return this.OR<IOrAlt<QueryNode>[]>([
      { ALT: () => this.SUBRULE(this.select) },
      { ALT: () => this.SUBRULE(this.values) },
      { ALT: () => this.SUBRULE(this.parenthesizedQuery) },
    ]);
  });

  readonly values = this.RULE("values", (): QueryNode => {
    const start = this.CONSUME(K.VALUES).startOffset;
    const rows: (readonly ExprNode[])[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: S[","],
      DEF: () => {
        const isRowWord = this.ACTION(() => this.isNext(K.ROW));
        const row = this.SUBRULE(this.listOrExpression);
        this.ACTION(() => rows.push(row.length === 1 && isRowWord && row[0].kind === "row" ? row[0].items : row));
      },
    });
    return this.ACTION(() => ({ kind: "values", rows, span: this.spanFrom(start) }));
  });

  // ---- ORDER BY, LIMIT, OFFSET, FETCH, EMIT

  readonly orderedTail = this.RULE("orderedTail", (query: QueryNode): QueryNode => {
    let orderBy: readonly SortItem[] = [];
    let limit: ExprNode | null = null;
    let offset: ExprNode | null = null;
    let emit: EmitClause | null = null;
    let hasTail = false;
    this.OPTION(() => {
      orderBy = this.SUBRULE(this.sortItems);
      hasTail = true;
    });
    this.OPTION1({
      GATE: () => !this.isNext(K.ALL, 2),
      DEF: () => {
        this.CONSUME(K.LIMIT);
        limit = this.SUBRULE(this.expression);
        hasTail = true;
      },
    });
    this.OPTION2({
      GATE: () => limit === null && this.isNext(K.ALL, 2),
      DEF: () => {
        this.CONSUME1(K.LIMIT);
        this.CONSUME(K.ALL);
      },
    });
    this.OPTION3(() => {
      this.CONSUME(K.OFFSET);
      offset = this.SUBRULE1(this.expression);
      hasTail = true;
      this.OPTION4(() => this.SUBRULE(this.rowWord));
    });
    this.OPTION5({
      GATE: () => limit === null,
      DEF: () => {
        limit = this.SUBRULE(this.lateLimit);
        hasTail = true;
      },
    });
    this.OPTION6(() => {
      emit = this.SUBRULE(this.emitClause);
      hasTail = true;
    });
    return this.ACTION(() => {
      if (!hasTail) return query;
      const graced = query.kind === "ordered" && this.#graced.has(query) ? query : null;
      const inner = graced?.query ?? query;
      const written = this.#written.get(inner);
      const bounds = (item: SortItem): SortItem =>
        written === undefined ? item : { ...item, expr: boundsInBaseForm(item.expr, written.select, written.clause) };
      return {
        kind: "ordered",
        query: inner,
        orderBy: orderBy.map(bounds),
        limit,
        offset,
        emit: graceful(emit, graced?.emit ?? null),
        span: this.spanFrom(query.span.start),
      };
    });
  });

  readonly rowWord = this.RULE("rowWord", (): void => {
    this.OR([{ ALT: () => this.CONSUME(K.ROW) }, { ALT: () => this.CONSUME(K.ROWS) }]);
  });

  /** FETCH FIRST n ROWS ONLY; LIMIT behind OFFSET. */
  readonly lateLimit = this.RULE("lateLimit", (): ExprNode => {
    return this.OR<IOrAlt<ExprNode>[]>([
      {
        ALT: () => {
          this.CONSUME(K.LIMIT);
          return this.SUBRULE(this.expression);
        },
      },
      {
        ALT: () => {
          const start = this.CONSUME(K.FETCH).startOffset;
          this.OR1([{ ALT: () => this.CONSUME(K.FIRST) }, { ALT: () => this.CONSUME(K.NEXT) }]);
          let count: ExprNode | null = null;
          this.OPTION(() => {
            const token = this.CONSUME(NumberText);
            count = this.ACTION((): ExprNode => ({ kind: "number", text: token.image, span: this.spanOf(token) }));
          });
          this.SUBRULE(this.rowWord);
          this.CONSUME(K.ONLY);
          return this.ACTION((): ExprNode => count ?? { kind: "number", text: "1", span: this.spanFrom(start) });
        },
      },
    ]);
  });

  readonly emitClause = this.RULE("emitClause", (): EmitClause => {
    const start = this.CONSUME(K.EMIT).startOffset;
    let interval: ExprNode | null = null;
    const mode = this.OR<IOrAlt<EmitClause["mode"]>[]>([
      {
        ALT: () => {
          this.CONSUME(K.ON);
          this.CONSUME(K.WINDOW);
          this.CONSUME(K.CLOSE);
          return "ON WINDOW CLOSE";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.CHANGES);
          return "CHANGES";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.FINAL);
          return "FINAL";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.PERIODIC);
          interval = this.SUBRULE(this.expression);
          return "PERIODIC";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.AFTER);
          this.CONSUME(K.WATERMARK);
          this.OPTION(() => {
            this.CONSUME(K.DELAY);
            interval = this.SUBRULE1(this.expression);
          });
          return "AFTER WATERMARK";
        },
      },
    ]);
    return this.ACTION(() => ({ mode, interval, span: this.spanFrom(start) }));
  });

  // ---- SELECT

  readonly select = this.RULE("select", (): QueryNode => {
    const start = this.CONSUME(K.SELECT).startOffset;
    const hints = this.SUBRULE(this.hints);
    const items: SelectItem[] = [];
    let isDistinct = false;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(K.DISTINCT);
            isDistinct = true;
          },
        },
        { ALT: () => this.CONSUME(K.ALL) },
      ]),
    );
    this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.selectItem)) });
    const parts = this.SUBRULE(this.selectTail);
    return this.ACTION(() => {
      const { streamWindow: clause, ...clauses } = parts;
      const written: SelectNode = { kind: "select", hints, isDistinct, items, ...clauses, span: this.spanFrom(start) };
      const select = selectInBaseForm(written, clause);
      if (select !== written) this.#written.set(select, { select: written, clause });
      return clause === null || clause.grace === null ? select : this.withGrace(select, clause.grace);
    });
  });

  /** GRACE PERIOD d is EMIT AFTER WATERMARK DELAY d: a window waits so much longer. */
  protected withGrace(select: SelectNode, grace: ExprNode): QueryNode {
    const emit: EmitClause = { mode: "AFTER WATERMARK", interval: grace, span: grace.span };
    const query: QueryNode = {
      kind: "ordered",
      query: select,
      orderBy: [],
      limit: null,
      offset: null,
      emit,
      span: select.span,
    };
    this.#graced.add(query);
    return query;
  }

  readonly selectTail = this.RULE("selectTail", (): SelectParts => {
    const parts: SelectParts = { from: null, streamWindow: null, where: null, groupBy: null, having: null, windows: [], qualify: null };
    this.OPTION(() => {
      this.CONSUME(K.FROM);
      parts.from = this.SUBRULE(this.fromList);
    });
    this.OPTION6({
      GATE: () => this.isStreamWindowNext(),
      DEF: () => {
        parts.streamWindow = this.SUBRULE(this.streamWindow);
      },
    });
    this.OPTION1(() => {
      this.CONSUME(K.WHERE);
      parts.where = this.SUBRULE(this.expression);
    });
    this.OPTION2(() => {
      parts.groupBy = this.SUBRULE(this.groupBy);
    });
    this.OPTION3(() => {
      this.CONSUME(K.HAVING);
      parts.having = this.SUBRULE1(this.expression);
    });
    this.OPTION4({
      GATE: () => this.isNext(K.AS, 3),
      DEF: () => {
        this.CONSUME(K.WINDOW);
        this.AT_LEAST_ONE_SEP({
          SEP: S[","],
          DEF: () => {
            const name = this.SUBRULE(this.name);
            this.CONSUME(K.AS);
            parts.windows.push({ name, spec: this.SUBRULE(this.windowSpec) });
          },
        });
      },
    });
    this.OPTION5(() => {
      this.CONSUME(K.QUALIFY);
      parts.qualify = this.SUBRULE2(this.expression);
    });
    return parts;
  });

  readonly selectItem = this.RULE("selectItem", (): SelectItem => {
    const start = this.ACTION(() => this.nextStart());
    let alias: Name | null = null;
    const expr = this.OR<IOrAlt<ExprNode>[]>({
      DEF: [
        { GATE: () => this.isNext(S["*"]) || this.isStarPath(), ALT: () => this.SUBRULE(this.starItem) },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.OPTION({
      GATE: () => expr.kind !== "star" && this.isAliasNext(),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(K.AS));
        alias = this.SUBRULE(this.name);
      },
    });
    return this.ACTION(() => ({ expr, alias, span: this.spanFrom(start) }));
  });

  /** `*`, `t.*`, each with EXCLUDE (a, b); EXCEPT is taken for it. */
  readonly starItem = this.RULE("starItem", (): ExprNode => {
    const star = this.OR<IOrAlt<ExprNode>[]>([
      { ALT: () => this.SUBRULE(this.star) },
      { ALT: () => this.SUBRULE(this.qualifiedStar) },
    ]);
    let exclude: readonly Name[] = [];
    this.OPTION({
      GATE: () => this.isNext(S["("], 2) && !this.isQueryParenthesis(2),
      DEF: () => {
        this.OR1([{ ALT: () => this.CONSUME(K.EXCLUDE) }, { ALT: () => this.CONSUME(K.EXCEPT) }]);
        exclude = this.SUBRULE(this.nameList);
      },
    });
    return this.ACTION(() => {
      if (star.kind !== "star" || exclude.length === 0) return star;
      return { ...star, exclude, span: this.spanFrom(star.span.start) };
    });
  });

  protected isAliasNext(): boolean {
    return this.isNext(K.AS) || (this.isNameNext() && !NEVER_BARE_ALIAS.has(this.nextWord()));
  }

  readonly groupBy = this.RULE("groupBy", (): readonly GroupItem[] => {
    const items: GroupItem[] = [];
    this.CONSUME(K.GROUP);
    this.CONSUME(K.BY);
    this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => items.push(this.SUBRULE(this.groupItem)) });
    return items;
  });

  readonly groupItem = this.RULE("groupItem", (): GroupItem => {
    const start = this.ACTION(() => this.nextStart());
    return this.OR<IOrAlt<GroupItem>[]>({
      DEF: [
        {
          GATE: () => this.isNext(K.SETS, 2),
          ALT: () => {
            this.CONSUME(K.GROUPING);
            this.CONSUME(K.SETS);
            const sets = this.SUBRULE(this.groupSets);
            return this.ACTION((): GroupItem => ({ kind: "grouping-sets", sets, span: this.spanFrom(start) }));
          },
        },
        {
          GATE: () => this.isNext(S["("], 2),
          ALT: () => {
            this.CONSUME(K.ROLLUP);
            const sets = this.SUBRULE1(this.groupSets);
            return this.ACTION((): GroupItem => ({ kind: "rollup", sets, span: this.spanFrom(start) }));
          },
        },
        {
          GATE: () => this.isNext(S["("], 2),
          ALT: () => {
            this.CONSUME(K.CUBE);
            const sets = this.SUBRULE2(this.groupSets);
            return this.ACTION((): GroupItem => ({ kind: "cube", sets, span: this.spanFrom(start) }));
          },
        },
        {
          GATE: () => this.isNext(S[")"], 2),
          ALT: () => {
            this.CONSUME(S["("]);
            this.CONSUME(S[")"]);
            return this.ACTION((): GroupItem => ({ kind: "grouping-sets", sets: [[]], span: this.spanFrom(start) }));
          },
        },
        {
          ALT: () => {
            const expr = this.SUBRULE(this.expression);
            return this.ACTION((): GroupItem => ({ kind: "group-expr", expr, span: this.spanFrom(start) }));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly groupSets = this.RULE("groupSets", (): readonly (readonly ExprNode[])[] => {
    const sets: (readonly ExprNode[])[] = [];
    this.CONSUME(S["("]);
    this.AT_LEAST_ONE_SEP({
      SEP: S[","],
      DEF: () => sets.push(this.SUBRULE(this.listOrExpression)),
    });
    this.CONSUME(S[")"]);
    return sets;
  });

  // ---- FROM

  readonly fromList = this.RULE("fromList", (): TableNode => {
    let left = this.SUBRULE(this.joinedTable);
    this.MANY(() => {
      this.CONSUME(S[","]);
      const right = this.SUBRULE1(this.joinedTable);
      left = this.ACTION(() => ({
        kind: "join",
        type: "CROSS",
        isNatural: false,
        left,
        right,
        on: null,
        using: [],
        span: this.spanFrom(left.span.start),
      }));
    });
    return left;
  });

  readonly joinedTable = this.RULE("joinedTable", (): TableNode => {
    let left = this.SUBRULE(this.matchedTable);
    this.MANY({
      GATE: () => this.isJoinNext(),
      DEF: () => {
        left = this.SUBRULE(this.joinTail, { ARGS: [left] });
      },
    });
    return left;
  });

  protected isJoinNext(): boolean {
    const isSoft = this.isAnyNext([K.SEMI, K.ANTI, K.ASOF]);
    return !isSoft || this.isAnyNext([K.JOIN, K.LEFT], 2);
  }

  readonly joinTail = this.RULE("joinTail", (left: TableNode): TableNode => {
    const head = this.SUBRULE(this.joinHead);
    const right = this.SUBRULE(this.matchedTable);
    let match: ExprNode | null = null;
    let on: ExprNode | null = null;
    let using: readonly Name[] = [];
    this.OPTION(() => {
      this.CONSUME(K.MATCH_CONDITION);
      match = this.SUBRULE(this.expression);
    });
    this.OPTION1(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(K.ON);
            on = this.SUBRULE1(this.expression);
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.USING);
            using = this.SUBRULE(this.nameList);
          },
        },
      ]),
    );
    return this.ACTION(() => {
      const span = this.spanFrom(left.span.start);
      const condition =
        match !== null && on !== null ? call("AND", [on, match], span, { isOperator: true }) : (on ?? match);
      return { kind: "join", ...head, left, right, on: condition, using, span };
    });
  });

  readonly joinHead = this.RULE("joinHead", (): JoinHead => {
    const head: JoinHead = { type: "INNER", isNatural: false };
    this.OPTION(() => {
      this.CONSUME(K.NATURAL);
      head.isNatural = true;
    });
    this.OPTION1(() =>
      this.OR([
        { ALT: () => this.CONSUME(K.INNER) },
        {
          ALT: () => {
            this.CONSUME(K.CROSS);
            head.type = "CROSS";
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.SEMI);
            head.type = "SEMI";
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.ANTI);
            head.type = "ANTI";
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.ASOF);
            head.type = "ASOF";
            this.OPTION2(() => {
              this.CONSUME(K.LEFT);
              head.type = "LEFT ASOF";
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME1(K.LEFT);
            head.type = "LEFT";
            this.OPTION3(() =>
              this.OR1([
                { ALT: () => this.CONSUME(K.OUTER) },
                {
                  ALT: () => {
                    this.CONSUME1(K.SEMI);
                    head.type = "SEMI";
                  },
                },
                {
                  ALT: () => {
                    this.CONSUME1(K.ANTI);
                    head.type = "ANTI";
                  },
                },
                {
                  ALT: () => {
                    this.CONSUME1(K.ASOF);
                    head.type = "LEFT ASOF";
                  },
                },
              ]),
            );
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.RIGHT);
            head.type = "RIGHT";
            this.OPTION4(() => this.CONSUME1(K.OUTER));
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.FULL);
            head.type = "FULL";
            this.OPTION5(() => this.CONSUME2(K.OUTER));
          },
        },
      ]),
    );
    this.CONSUME(K.JOIN);
    return head;
  });

  /** A table with MATCH_RECOGNIZE behind it, or without. */
  readonly matchedTable = this.RULE("matchedTable", (): TableNode => {
    let table = this.SUBRULE(this.tablePrimary);
    this.OPTION(() => {
      const clauses = this.SUBRULE(this.matchRecognize);
      const alias = this.SUBRULE(this.tableAlias);
      table = this.ACTION(() => ({
        kind: "match-recognize",
        input: table,
        ...clauses,
        alias,
        span: this.spanFrom(table.span.start),
      }));
    });
    return table;
  });

  readonly tablePrimary = this.RULE("tablePrimary", (): TableNode => {
    const start = this.ACTION(() => this.nextStart());
    let isLateral = false;
    this.OPTION(() => {
      this.CONSUME(K.LATERAL);
      isLateral = true;
    });
    return this.OR<IOrAlt<TableNode>[]>({
      DEF: [
        { ALT: () => this.SUBRULE(this.unnest, { ARGS: [start] }) },
        {
          GATE: () => this.isQueryParenthesis(1),
          ALT: () => this.SUBRULE(this.derivedTable, { ARGS: [start, isLateral] }),
        },
        { ALT: () => this.SUBRULE(this.parenthesizedJoin) },
        { ALT: () => this.SUBRULE(this.wrappedTableFunction, { ARGS: [start, isLateral] }) },
        { GATE: () => this.isCallNext(), ALT: () => this.SUBRULE(this.tableFunction, { ARGS: [start, isLateral] }) },
        { GATE: () => !isLateral, ALT: () => this.SUBRULE(this.namedTable) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly unnest = this.RULE("unnest", (start: number): TableNode => {
    const exprs: ExprNode[] = [];
    let hasOrdinality = false;
    this.CONSUME(K.UNNEST);
    this.CONSUME(S["("]);
    this.AT_LEAST_ONE_SEP({ SEP: S[","], DEF: () => exprs.push(this.SUBRULE(this.expression)) });
    this.CONSUME(S[")"]);
    this.OPTION(() => {
      this.CONSUME(K.WITH);
      this.CONSUME(K.ORDINALITY);
      hasOrdinality = true;
    });
    const alias = this.SUBRULE(this.tableAlias);
    return this.ACTION(() => ({ kind: "unnest", exprs, hasOrdinality, alias, span: this.spanFrom(start) }));
  });

  readonly derivedTable = this.RULE("derivedTable", (start: number, isLateral: boolean): TableNode => {
    const query = this.SUBRULE(this.parenthesizedQuery);
    const alias = this.SUBRULE(this.tableAlias);
    return this.ACTION(() => ({ kind: "derived", query, isLateral, alias, span: this.spanFrom(start) }));
  });

  readonly parenthesizedJoin = this.RULE("parenthesizedJoin", (): TableNode => {
    this.CONSUME(S["("]);
    const table = this.SUBRULE(this.fromList);
    this.CONSUME(S[")"]);
    return table;
  });

  /** TABLE(f(...)) */
  readonly wrappedTableFunction = this.RULE("wrappedTableFunction", (start: number, isLateral: boolean): TableNode => {
    this.CONSUME(K.TABLE);
    this.CONSUME(S["("]);
    const written = this.SUBRULE(this.functionCall);
    this.CONSUME(S[")"]);
    const alias = this.SUBRULE(this.tableAlias);
    return this.ACTION(() => ({
      kind: "table-function",
      call: windowCallInBaseForm(written),
      isLateral,
      alias,
      span: this.spanFrom(start),
    }));
  });

  readonly tableFunction = this.RULE("tableFunction", (start: number, isLateral: boolean): TableNode => {
    const written: FunctionCall = this.SUBRULE(this.functionCall);
    const alias = this.SUBRULE(this.tableAlias);
    return this.ACTION(() => ({
      kind: "table-function",
      call: windowCallInBaseForm(written),
      isLateral,
      alias,
      span: this.spanFrom(start),
    }));
  });

  readonly namedTable = this.RULE("namedTable", (): TableNode => {
    const name: QualifiedName = this.SUBRULE(this.qualifiedName);
    const hints = this.SUBRULE(this.hints);
    let systemTime: ExprNode | null = null;
    this.OPTION(() => {
      this.CONSUME(K.FOR);
      this.CONSUME(K.SYSTEM_TIME);
      this.CONSUME(K.AS);
      this.CONSUME(K.OF);
      systemTime = this.SUBRULE(this.expression);
    });
    const alias = this.SUBRULE(this.tableAlias);
    return this.ACTION(() => ({ kind: "table", name, hints, alias, systemTime, span: this.spanFrom(name.span.start) }));
  });

  readonly tableAlias = this.RULE("tableAlias", (): TableAlias | null => {
    let alias: TableAlias | null = null;
    this.OPTION({
      GATE: () => this.isAliasNext(),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(K.AS));
        const name = this.SUBRULE(this.name);
        let columns: readonly Name[] = [];
        this.OPTION2(() => {
          columns = this.SUBRULE(this.nameList);
        });
        alias = { name, columns };
      },
    });
    return alias;
  });

  // ---- Hints

  /** OPTIONS('k'='v'), BROADCAST(t), any number of hint comments. */
  readonly hints = this.RULE("hints", (): readonly Hint[] => {
    const hints: Hint[] = [];
    this.MANY(() => {
      this.CONSUME(S["/*+"]);
      this.AT_LEAST_ONE(() => {
        hints.push(this.SUBRULE(this.hint));
        this.OPTION(() => this.CONSUME(S[","]));
      });
      this.CONSUME(S["*/"]);
    });
    return hints;
  });

  readonly hint = this.RULE("hint", (): Hint => {
    const name = this.SUBRULE(this.name);
    const options: Hint["options"][number][] = [];
    this.OPTION(() => {
      this.CONSUME(S["("]);
      this.MANY_SEP({ SEP: S[","], DEF: () => options.push(this.SUBRULE(this.hintOption)) });
      this.CONSUME(S[")"]);
    });
    return this.ACTION(() => ({ name, options, span: this.spanFrom(name.span.start) }));
  });

  readonly hintOption = this.RULE("hintOption", (): Hint["options"][number] => {
    const start = this.ACTION(() => this.nextStart());
    let value: string | null = null;
    const key = this.OR<IOrAlt<string>[]>([
      { ALT: () => this.SUBRULE(this.stringText) },
      { ALT: () => this.CONSUME(AnyWord).image },
      { ALT: () => this.CONSUME(NumberText).image },
    ]);
    this.OPTION(() => {
      this.CONSUME(S["="]);
      value = this.OR1<IOrAlt<string>[]>([
        { ALT: () => this.SUBRULE1(this.stringText) },
        { ALT: () => this.CONSUME1(NameToken).image },
        { ALT: () => this.CONSUME1(NumberText).image },
      ]);
    });
    return this.ACTION(() => ({ key, value, span: this.spanFrom(start) }));
  });
}
