// Lookahead by first tokens, computed when a place of the grammar is first reached.
//
// Chevrotain computes the lookahead of every place while the parser is made: half of its start-up time, for a grammar of
// which one statement touches little. This grammar decides by one token and by gates, so the sets of first tokens are
// enough: an optional part is entered when the next token can begin it; of alternatives, the first whose gate is open and
// whose first tokens hold the next token is taken (one that can be empty always matches).
// A test holds that chevrotain's own lookahead gives the same parses.
import {
  Alternation, type Alternative, type BaseParser, type ILookaheadStrategy, type IProduction, NonTerminal, Option, Repetition,
  RepetitionMandatory, RepetitionMandatoryWithSeparator, RepetitionWithSeparator, type Rule, Terminal,
} from "chevrotain"; // biome-ignore format: a list

type AlternationOptions = Parameters<ILookaheadStrategy["buildLookaheadForAlternation"]>[0];
type OptionalOptions = Parameters<ILookaheadStrategy["buildLookaheadForOptional"]>[0];
type Gate = { readonly GATE?: (this: BaseParser) => boolean };

interface First {
  /** Indexes of token types, members of categories included. */
  readonly types: ReadonlySet<number>;
  readonly isNullable: boolean;
}

const PRODUCTION_CLASSES = {
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
} as const;

export class FirstTokenLookahead implements ILookaheadStrategy {
  readonly #firstOfRule = new Map<Rule, First>();

  /** Nothing: the grammar is validated with chevrotain's own strategy. */
  validate(): [] {
    return [];
  }

  buildLookaheadForAlternation(options: AlternationOptions): (this: BaseParser, alts?: Gate[]) => number | undefined {
    const { rule, prodOccurrence } = options;
    let firsts: readonly First[] | null = null;
    const find = (): readonly First[] => {
      const production = findProduction(
        rule,
        (p): p is Alternation => p instanceof Alternation && p.idx === prodOccurrence,
      );
      return production.definition.map((alternative) => this.#firstOfSequence((alternative as Alternative).definition));
    };
    return function choose(alts = []) {
      firsts ??= find();
      const next = nextTypeOf(this);
      for (let i = 0; i < firsts.length; i++) {
        if (!firsts[i].isNullable && !firsts[i].types.has(next)) continue;
        if (alts[i]?.GATE?.call(this) !== false) return i;
      }
      return undefined;
    };
  }

  buildLookaheadForOptional(options: OptionalOptions): (this: BaseParser) => boolean {
    const { rule, prodOccurrence, prodType } = options;
    let types: ReadonlySet<number> | null = null;
    const find = (): ReadonlySet<number> => {
      const wanted = PRODUCTION_CLASSES[prodType];
      type Found = InstanceType<(typeof PRODUCTION_CLASSES)[keyof typeof PRODUCTION_CLASSES]>;
      const production = findProduction(rule, (p): p is Found => p instanceof wanted && p.idx === prodOccurrence);
      return this.#firstOfSequence(production.definition).types;
    };
    return function isEntered() {
      types ??= find();
      return types.has(nextTypeOf(this));
    };
  }

  #firstOfSequence(productions: readonly IProduction[]): First {
    const types = new Set<number>();
    for (const production of productions) {
      const first = this.#firstOf(production);
      for (const type of first.types) types.add(type);
      if (!first.isNullable) return { types, isNullable: false };
    }
    return { types, isNullable: true };
  }

  #firstOf(production: IProduction): First {
    if (production instanceof Terminal) {
      const { tokenTypeIdx, categoryMatches } = production.terminalType;
      return { types: new Set([tokenTypeIdx ?? 0, ...(categoryMatches ?? [])]), isNullable: false };
    }
    if (production instanceof NonTerminal) return this.#firstOfRuleMemo(production.referencedRule);
    if (production instanceof Alternation) {
      const firsts = production.definition.map((alternative) =>
        this.#firstOfSequence((alternative as Alternative).definition),
      );
      const types = new Set(firsts.flatMap((first) => [...first.types]));
      return { types, isNullable: firsts.some((first) => first.isNullable) };
    }
    const { definition } = production as Alternative;
    const inside = this.#firstOfSequence(definition);
    const isOptional =
      production instanceof Option || production instanceof Repetition || production instanceof RepetitionWithSeparator;
    return { types: inside.types, isNullable: isOptional || inside.isNullable };
  }

  #firstOfRuleMemo(rule: Rule): First {
    const known = this.#firstOfRule.get(rule);
    if (known !== undefined) return known;
    const first = this.#firstOfSequence(rule.definition);
    this.#firstOfRule.set(rule, first);
    return first;
  }
}

/** LA is protected for rules; lookahead functions are called as methods of the parser. */
function nextTypeOf(parser: BaseParser): number {
  return (parser as unknown as { LA(ahead: number): { readonly tokenTypeIdx: number } }).LA(1).tokenTypeIdx;
}

function findProduction<P extends IProduction>(rule: Rule, isWanted: (p: IProduction) => p is P): P {
  const queue: IProduction[] = [...rule.definition];
  for (const production of queue) {
    if (isWanted(production)) return production;
    if (!(production instanceof NonTerminal) && !(production instanceof Terminal)) {
      queue.push(...(production as Alternative).definition);
    }
  }
  throw new Error(`rule ${rule.name} has no such production`);
}
