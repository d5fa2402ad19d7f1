// Grammar, part 5: statements; the parser that is made of all parts.
import type { IOrAlt } from "chevrotain";
import { MillraceError } from "../../common/errors.ts";
import type { Span } from "../../common/span.ts";
import type {
  AlterTable, ColumnNode, CreateFunction, CreateTable, CreateView, DescribeStatement, DropStatement, ExplainDetail, ExplainStatement, ExprNode, Hint,
  ConflictAction, InsertStatement, Name, QualifiedName, QueryNode, ResetStatement, SelectStatement, SetStatement, ShowStatement, Statement,
  StatementSet, StopJob, TableOption,
} from "../ast.ts"; // biome-ignore format: a list
import { K, NumberText, S, StringText, Word } from "../tokens.ts";
import type { GrammarOptions } from "./names-and-types.ts";
import { Queries } from "./queries.ts";

interface CreateHead {
  readonly start: number;
  readonly isTemporary: boolean;
  readonly orReplace: boolean;
}

interface TableBody {
  columns: ColumnNode[];
  watermark: CreateTable["watermark"];
  primaryKey: CreateTable["primaryKey"];
}

export class SqlParser extends Queries {
  constructor(options: GrammarOptions) {
    super(options);
    this.performSelfAnalysis();
  }

  readonly statement = this.RULE("statement", (): Statement => {
    return this.OR<IOrAlt<Statement>[]>({
      DEF: [
        { ALT: () => this.SUBRULE(this.create) },
        { ALT: () => this.SUBRULE(this.drop) },
        { ALT: () => this.SUBRULE(this.alterTable) },
        { ALT: () => this.SUBRULE(this.explainable) },
        { ALT: () => this.SUBRULE(this.explain) },
        { ALT: () => this.SUBRULE(this.describe) },
        { ALT: () => this.SUBRULE(this.show) },
        { ALT: () => this.SUBRULE(this.setStatement) },
        { ALT: () => this.SUBRULE(this.resetStatement) },
        { ALT: () => this.SUBRULE(this.stopJob) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly explainable = this.RULE("explainable", (): SelectStatement | InsertStatement | StatementSet => {
    return this.OR<IOrAlt<SelectStatement | InsertStatement | StatementSet>[]>([
      { ALT: () => this.SUBRULE(this.selectStatement) },
      { ALT: () => this.SUBRULE(this.insert) },
      { ALT: () => this.SUBRULE(this.statementSet) },
    ]);
  });

  readonly selectStatement = this.RULE("selectStatement", (): SelectStatement => {
    const start = this.ACTION(() => this.nextStart());
    const query = this.SUBRULE(this.query);
    return this.ACTION(() => ({ kind: "select-statement", query, span: this.spanFrom(start) }));
  });

  // ---- CREATE

  readonly create = this.RULE("create", (): Statement => {
    const start = this.CONSUME(K.CREATE).startOffset;
    let orReplace = false;
    let isTemporary = false;
    this.OPTION(() => {
      this.CONSUME(K.OR);
      this.CONSUME(K.REPLACE);
      orReplace = true;
    });
    this.OPTION1(() => {
      this.CONSUME(K.TEMPORARY);
      isTemporary = true;
    });
    return this.OR<IOrAlt<Statement>[]>([
      {
        GATE: () => !orReplace,
        ALT: () => this.SUBRULE(this.createTable, { ARGS: [{ start, isTemporary, orReplace }] }),
      },
      { ALT: () => this.SUBRULE(this.createView, { ARGS: [{ start, isTemporary, orReplace }] }) },
      { ALT: () => this.SUBRULE(this.createFunction, { ARGS: [{ start, isTemporary, orReplace }] }) },
    ]);
  });

  /** TABLE, and its synonyms in other dialects. */
  readonly tableWord = this.RULE("tableWord", (): void => {
    this.OR([
      { ALT: () => this.CONSUME(K.TABLE) },
      { ALT: () => this.CONSUME(K.SOURCE) },
      { ALT: () => this.CONSUME(K.STREAM) },
      { ALT: () => this.CONSUME(K.SINK) },
    ]);
  });

  readonly ifNotExists = this.RULE("ifNotExists", (): boolean => {
    let isThere = false;
    this.OPTION({
      GATE: () => this.isNext(K.NOT, 2),
      DEF: () => {
        this.CONSUME(K.IF);
        this.CONSUME(K.NOT);
        this.CONSUME(K.EXISTS);
        isThere = true;
      },
    });
    return isThere;
  });

  readonly createTable = this.RULE("createTable", (head: CreateHead): CreateTable => {
    this.SUBRULE(this.tableWord);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.qualifiedName);
    const body: TableBody = { columns: [], watermark: null, primaryKey: null };
    let comment: string | null = null;
    let partitionedBy: readonly Name[] = [];
    let options: readonly TableOption[] = [];
    let like: CreateTable["like"] = null;
    let as: QueryNode | null = null;
    this.OPTION(() => this.SUBRULE(this.tableBody, { ARGS: [body] }));
    this.OPTION1(() => {
      comment = this.SUBRULE(this.comment);
    });
    this.OPTION2(() => {
      this.CONSUME(K.PARTITIONED);
      this.CONSUME(K.BY);
      partitionedBy = this.SUBRULE(this.nameList);
    });
    this.OPTION3(() => {
      this.CONSUME(K.WITH);
      options = this.SUBRULE(this.tableOptions);
    });
    this.OPTION4(() => {
      const start = this.CONSUME(K.LIKE).startOffset;
      const table = this.SUBRULE1(this.qualifiedName);
      like = this.ACTION(() => ({ table, span: this.spanFrom(start) }));
    });
    this.OPTION5(() => {
      this.CONSUME(K.AS);
      as = this.SUBRULE(this.query);
    });
    return this.ACTION(() => ({
      kind: "create-table",
      isTemporary: head.isTemporary,
      ifNotExists,
      name,
      ...body,
      comment,
      partitionedBy,
      options,
      like,
      as,
      span: this.spanFrom(head.start),
    }));
  });

  readonly comment = this.RULE("comment", (): string => {
    this.CONSUME(K.COMMENT);
    return this.SUBRULE(this.stringText);
  });

  readonly tableBody = this.RULE(
    "tableBody",
    (body: TableBody = { columns: [], watermark: null, primaryKey: null }): void => {
      this.CONSUME(S["("]);
      this.AT_LEAST_ONE_SEP({
        SEP: S[","],
        DEF: () =>
          this.OR({
            DEF: [
              { GATE: () => this.isNext(K.FOR, 2), ALT: () => this.SUBRULE(this.watermark, { ARGS: [body] }) },
              {
                GATE: () => this.isNext(K.KEY, 2) || (this.isNext(K.CONSTRAINT) && this.isNext(K.PRIMARY, 3)),
                ALT: () => this.SUBRULE(this.primaryKey, { ARGS: [body] }),
              },
              {
                ALT: () => {
                  const column = this.SUBRULE(this.column);
                  body.columns.push(column);
                },
              },
            ],
            IGNORE_AMBIGUITIES: true,
          }),
      });
      this.CONSUME(S[")"]);
    },
  );

  readonly watermark = this.RULE(
    "watermark",
    (body: TableBody = { columns: [], watermark: null, primaryKey: null }): void => {
      const start = this.CONSUME(K.WATERMARK).startOffset;
      this.CONSUME(K.FOR);
      const column = this.SUBRULE(this.name);
      this.CONSUME(K.AS);
      const expr = this.SUBRULE(this.expression);
      this.ACTION(() => {
        if (body.watermark !== null) throw writtenTwice("WATERMARK FOR", this.spanFrom(start));
        body.watermark = { column, expr, span: this.spanFrom(start) };
      });
    },
  );

  readonly primaryKey = this.RULE(
    "primaryKey",
    (body: TableBody = { columns: [], watermark: null, primaryKey: null }): void => {
      const start = this.ACTION(() => this.nextStart());
      this.OPTION(() => {
        this.CONSUME(K.CONSTRAINT);
        this.SUBRULE(this.name);
      });
      this.CONSUME(K.PRIMARY);
      this.CONSUME(K.KEY);
      const columns = this.SUBRULE(this.nameList);
      const isEnforced = this.SUBRULE(this.isEnforced);
      this.ACTION(() => {
        if (body.primaryKey !== null) throw writtenTwice("PRIMARY KEY", this.spanFrom(start));
        body.primaryKey = { columns, isEnforced, span: this.spanFrom(start) };
      });
    },
  );

  readonly isEnforced = this.RULE("isEnforced", (): boolean => {
    let isEnforced = true;
    this.OPTION(() => {
      this.OPTION1(() => {
        this.CONSUME(K.NOT);
        isEnforced = false;
      });
      this.CONSUME(K.ENFORCED);
    });
    return isEnforced;
  });

  readonly column = this.RULE("column", (): ColumnNode => {
    const name = this.SUBRULE(this.name);
    return this.OR<IOrAlt<ColumnNode>[]>([
      {
        ALT: () => {
          this.CONSUME(K.AS);
          const expr = this.SUBRULE(this.expression);
          const comment = this.SUBRULE(this.optionalComment);
          return this.ACTION(
            (): ColumnNode => ({ kind: "computed", name, expr, comment, span: this.spanFrom(name.span.start) }),
          );
        },
      },
      { ALT: () => this.SUBRULE(this.typedColumn, { ARGS: [name] }) },
    ]);
  });

  readonly optionalComment = this.RULE("optionalComment", (): string | null => {
    let comment: string | null = null;
    this.OPTION(() => {
      comment = this.SUBRULE(this.comment);
    });
    return comment;
  });

  readonly typedColumn = this.RULE("typedColumn", (name: Name): ColumnNode => {
    const type = this.SUBRULE(this.type);
    let isMetadata = false;
    let key: string | null = null;
    let isVirtual = false;
    let isPrimaryKey = false;
    this.OPTION(() => {
      this.CONSUME(K.METADATA);
      isMetadata = true;
      this.OPTION1(() => {
        this.CONSUME(K.FROM);
        key = this.SUBRULE(this.stringText);
      });
      this.OPTION2(() => {
        this.CONSUME(K.VIRTUAL);
        isVirtual = true;
      });
    });
    this.OPTION3({
      GATE: () => !isMetadata,
      DEF: () => {
        this.CONSUME(K.PRIMARY);
        this.CONSUME(K.KEY);
        this.CONSUME(K.NOT);
        this.CONSUME(K.ENFORCED);
        isPrimaryKey = true;
      },
    });
    const comment = this.SUBRULE(this.optionalComment);
    return this.ACTION(() => {
      const span = this.spanFrom(name.span.start);
      if (isMetadata) return { kind: "metadata", name, type, key, isVirtual, comment, span };
      return { kind: "physical", name, type, isPrimaryKey, comment, span };
    });
  });

  /** ('k' = 'v', ...) */
  readonly tableOptions = this.RULE("tableOptions", (): readonly TableOption[] => {
    const options: TableOption[] = [];
    this.CONSUME(S["("]);
    this.MANY_SEP({ SEP: S[","], DEF: () => options.push(this.SUBRULE(this.tableOption)) });
    this.CONSUME(S[")"]);
    return options;
  });

  readonly tableOption = this.RULE("tableOption", (): TableOption => {
    const key = this.CONSUME(StringText);
    this.CONSUME(S["="]);
    const value = this.OR([
      { ALT: () => this.CONSUME1(StringText) },
      { ALT: () => this.CONSUME(NumberText) },
      { ALT: () => this.CONSUME(K.TRUE) },
      { ALT: () => this.CONSUME(K.FALSE) },
    ]);
    return this.ACTION(() => ({
      key: key.image,
      value: value.image,
      keySpan: this.spanOf(key),
      valueSpan: this.spanOf(value),
    }));
  });

  readonly createView = this.RULE("createView", (head: CreateHead): CreateView => {
    this.CONSUME(K.VIEW);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.qualifiedName);
    let columns: readonly Name[] = [];
    this.OPTION(() => {
      columns = this.SUBRULE(this.nameList);
    });
    const comment = this.SUBRULE(this.optionalComment);
    this.CONSUME(K.AS);
    const query = this.SUBRULE(this.query);
    return this.ACTION(() => {
      const { isTemporary, orReplace } = head;
      const span = this.spanFrom(head.start);
      return { kind: "create-view", isTemporary, orReplace, ifNotExists, name, columns, comment, query, span };
    });
  });

  readonly createFunction = this.RULE("createFunction", (head: CreateHead): CreateFunction => {
    this.CONSUME(K.FUNCTION);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.qualifiedName);
    this.CONSUME(K.AS);
    const body = this.CONSUME(StringText);
    let language: Name | null = null;
    this.OPTION(() => {
      this.CONSUME(K.LANGUAGE);
      language = this.SUBRULE(this.name);
    });
    return this.ACTION(() => ({
      kind: "create-function",
      isTemporary: head.isTemporary,
      orReplace: head.orReplace,
      ifNotExists,
      name,
      body: body.image,
      bodySpan: this.spanOf(body),
      language,
      span: this.spanFrom(head.start),
    }));
  });

  // ---- DROP, ALTER

  readonly drop = this.RULE("drop", (): DropStatement => {
    const start = this.CONSUME(K.DROP).startOffset;
    let isTemporary = false;
    let ifExists = false;
    this.OPTION(() => {
      this.CONSUME(K.TEMPORARY);
      isTemporary = true;
    });
    const object = this.OR<IOrAlt<DropStatement["object"]>[]>([
      {
        ALT: () => {
          this.SUBRULE(this.tableWord);
          return "TABLE";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.VIEW);
          return "VIEW";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.FUNCTION);
          return "FUNCTION";
        },
      },
    ]);
    this.OPTION1({
      GATE: () => this.isNext(K.EXISTS, 2),
      DEF: () => {
        this.CONSUME(K.IF);
        this.CONSUME(K.EXISTS);
        ifExists = true;
      },
    });
    const name = this.SUBRULE(this.qualifiedName);
    return this.ACTION(() => ({ kind: "drop", object, isTemporary, ifExists, name, span: this.spanFrom(start) }));
  });

  readonly alterTable = this.RULE("alterTable", (): AlterTable => {
    const start = this.CONSUME(K.ALTER).startOffset;
    this.CONSUME(K.TABLE);
    const name = this.SUBRULE(this.qualifiedName);
    let set: readonly TableOption[] = [];
    const reset: AlterTable["reset"][number][] = [];
    this.OR([
      {
        ALT: () => {
          this.CONSUME(K.SET);
          set = this.SUBRULE(this.tableOptions);
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.RESET);
          this.CONSUME(S["("]);
          this.AT_LEAST_ONE_SEP({
            SEP: S[","],
            DEF: () => {
              const key = this.CONSUME(StringText);
              this.ACTION(() => reset.push({ key: key.image, span: this.spanOf(key) }));
            },
          });
          this.CONSUME(S[")"]);
        },
      },
    ]);
    return this.ACTION(() => ({ kind: "alter-table", name, set, reset, span: this.spanFrom(start) }));
  });

  // ---- INSERT, statement sets

  readonly insert = this.RULE("insert", (): InsertStatement => {
    const start = this.CONSUME(K.INSERT).startOffset;
    let isOverwrite = false;
    let partition: InsertStatement["partition"] = [];
    let columns: readonly Name[] = [];
    this.OR([
      { ALT: () => this.CONSUME(K.INTO) },
      {
        ALT: () => {
          this.CONSUME(K.OVERWRITE);
          isOverwrite = true;
          this.OPTION(() => this.CONSUME1(K.INTO));
        },
      },
    ]);
    this.OPTION1({ GATE: () => this.isNameNext(2), DEF: () => this.CONSUME(K.TABLE) });
    const table: QualifiedName = this.SUBRULE(this.qualifiedName);
    const hints: readonly Hint[] = this.SUBRULE(this.hints);
    this.OPTION2(() => {
      partition = this.SUBRULE(this.partitionSpec);
    });
    this.OPTION3({
      GATE: () => !this.isQueryParenthesis(1),
      DEF: () => {
        columns = this.SUBRULE(this.nameList);
      },
    });
    const query = this.SUBRULE(this.query);
    let onConflict: ConflictAction | null = null;
    this.OPTION4(() => {
      onConflict = this.SUBRULE(this.conflictAction);
    });
    return this.ACTION(() => {
      const span = this.spanFrom(start);
      return { kind: "insert", isOverwrite, table, hints, partition, columns, query, onConflict, span };
    });
  });

  readonly conflictAction = this.RULE("conflictAction", (): ConflictAction => {
    this.CONSUME(K.ON);
    this.CONSUME(K.CONFLICT);
    this.CONSUME(K.DO);
    return this.OR<IOrAlt<ConflictAction>[]>([
      {
        ALT: () => {
          this.CONSUME(K.DEDUPLICATE);
          return "deduplicate";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.NOTHING);
          return "nothing";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.ERROR);
          return "error";
        },
      },
    ]);
  });

  readonly partitionSpec = this.RULE("partitionSpec", (): InsertStatement["partition"] => {
    const parts: { readonly column: Name; readonly value: ExprNode }[] = [];
    this.CONSUME(K.PARTITION);
    this.CONSUME(S["("]);
    this.AT_LEAST_ONE_SEP({
      SEP: S[","],
      DEF: () => {
        const column = this.SUBRULE(this.name);
        this.CONSUME(S["="]);
        parts.push({ column, value: this.SUBRULE(this.expression) });
      },
    });
    this.CONSUME(S[")"]);
    return parts;
  });

  /** EXECUTE STATEMENT SET BEGIN ...; END, BEGIN STATEMENT SET; ...; END, and STATEMENT SET BEGIN ... END below EXPLAIN. */
  readonly statementSet = this.RULE("statementSet", (): StatementSet => {
    const start = this.ACTION(() => this.nextStart());
    const inserts: InsertStatement[] = [];
    this.OR([
      {
        ALT: () => {
          this.CONSUME(K.BEGIN);
          this.CONSUME(K.STATEMENT);
          this.CONSUME(K.SET);
          this.CONSUME(S[";"]);
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(K.EXECUTE));
          this.CONSUME1(K.STATEMENT);
          this.CONSUME1(K.SET);
          this.CONSUME1(K.BEGIN);
        },
      },
    ]);
    this.AT_LEAST_ONE(() => {
      inserts.push(this.SUBRULE(this.insert));
      this.CONSUME2(S[";"]);
    });
    this.CONSUME(K.END);
    return this.ACTION(() => ({ kind: "statement-set", inserts, span: this.spanFrom(start) }));
  });

  // ---- EXPLAIN, DESCRIBE, SHOW, SET, RESET

  readonly explain = this.RULE("explain", (): ExplainStatement => {
    const start = this.CONSUME(K.EXPLAIN).startOffset;
    const details: ExplainDetail[] = [];
    this.OPTION({
      GATE: () => this.isNext(K.FOR, 2),
      DEF: () => {
        this.CONSUME(K.PLAN);
        this.CONSUME(K.FOR);
      },
    });
    this.OPTION1({
      GATE: () => !this.isAnyNext([K.EXECUTE, K.STATEMENT, K.BEGIN]),
      DEF: () =>
        this.AT_LEAST_ONE_SEP({
          SEP: S[","],
          DEF: () => {
            const word = this.OR([{ ALT: () => this.CONSUME(Word) }, { ALT: () => this.CONSUME(K.WATERMARK) }]);
            this.ACTION(() => details.push({ word: word.image.toUpperCase(), span: this.spanOf(word) }));
          },
        }),
    });
    const statement = this.SUBRULE(this.explainable);
    return this.ACTION(() => ({ kind: "explain", details, statement, span: this.spanFrom(start) }));
  });

  readonly describe = this.RULE("describe", (): DescribeStatement => {
    const word = this.OR([{ ALT: () => this.CONSUME(K.DESCRIBE) }, { ALT: () => this.CONSUME(K.DESC) }]);
    const name = this.SUBRULE(this.qualifiedName);
    return this.ACTION(() => ({ kind: "describe", name, span: this.spanFrom(word.startOffset) }));
  });

  readonly show = this.RULE("show", (): ShowStatement => {
    const start = this.CONSUME(K.SHOW).startOffset;
    let name: QualifiedName | null = null;
    let like: string | null = null;
    let isJobs = false;
    const what = this.OR<IOrAlt<ShowStatement["what"]>[]>([
      {
        ALT: () => {
          this.CONSUME(K.TABLES);
          return "TABLES";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.VIEWS);
          return "VIEWS";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.FUNCTIONS);
          return "FUNCTIONS";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.JOBS);
          isJobs = true;
          return "JOBS";
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.CREATE);
          const object = this.OR1<IOrAlt<ShowStatement["what"]>[]>([
            {
              ALT: () => {
                this.CONSUME(K.TABLE);
                return "CREATE TABLE";
              },
            },
            {
              ALT: () => {
                this.CONSUME(K.VIEW);
                return "CREATE VIEW";
              },
            },
          ]);
          name = this.SUBRULE(this.qualifiedName);
          return object;
        },
      },
    ]);
    this.OPTION({
      GATE: () => name === null && !isJobs,
      DEF: () => {
        this.CONSUME(K.LIKE);
        like = this.SUBRULE(this.stringText);
      },
    });
    return this.ACTION(() => ({ kind: "show", what, name, like, span: this.spanFrom(start) }));
  });

  readonly stopJob = this.RULE("stopJob", (): StopJob => {
    const start = this.CONSUME(K.STOP).startOffset;
    this.CONSUME(K.JOB);
    const id = this.SUBRULE(this.stringText);
    return this.ACTION(() => ({ kind: "stop-job", id, span: this.spanFrom(start) }));
  });

  readonly setStatement = this.RULE("setStatement", (): SetStatement => {
    const start = this.CONSUME(K.SET).startOffset;
    let option: TableOption | null = null;
    this.OPTION(() => {
      option = this.SUBRULE(this.tableOption);
    });
    return this.ACTION(() => ({
      kind: "set",
      key: option?.key ?? null,
      value: option?.value ?? null,
      keySpan: option?.keySpan ?? null,
      valueSpan: option?.valueSpan ?? null,
      span: this.spanFrom(start),
    }));
  });

  readonly resetStatement = this.RULE("resetStatement", (): ResetStatement => {
    const start = this.CONSUME(K.RESET).startOffset;
    let key: { readonly text: string; readonly span: ResetStatement["keySpan"] } | null = null;
    this.OPTION(() => {
      const token = this.CONSUME(StringText);
      key = this.ACTION(() => ({ text: token.image, span: this.spanOf(token) }));
    });
    return this.ACTION(() => ({
      kind: "reset",
      key: key?.text ?? null,
      keySpan: key?.span ?? null,
      span: this.spanFrom(start),
    }));
  });
}

function writtenTwice(clause: string, span: Span): MillraceError {
  const hint = `A table has one ${clause}: leave one out.`;
  return new MillraceError("PARSE_DUPLICATE_CLAUSE", `${clause} is written twice`, { span, hint });
}
