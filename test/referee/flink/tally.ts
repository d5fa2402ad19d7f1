// Counts of a run, by construct and by explanation.
import type { Difference } from "./compare.ts";
import type { Explanation } from "./explained.ts";

interface Counts {
  queries: number;
  equal: number;
  /** Equal because both refuse. */
  refused: number;
  /** Equal, without a row. */
  empty: number;
  explained: number;
  unexplained: number;
}

export class Tally {
  readonly #constructs = new Map<string, Counts>();
  readonly #reasons = new Map<string, number>();

  add(construct: string, difference: Difference, explanation: Explanation | undefined): void {
    const counts = this.#constructs.get(construct) ?? {
      queries: 0,
      equal: 0,
      refused: 0,
      empty: 0,
      explained: 0,
      unexplained: 0,
    };
    this.#constructs.set(construct, counts);
    counts.queries++;
    if (difference.kind === "equal") {
      counts.equal++;
      if (difference.isRefused) counts.refused++;
      else if (difference.rowCount === 0) counts.empty++;
    } else if (explanation === undefined) counts.unexplained++;
    else {
      counts.explained++;
      this.#reasons.set(explanation.why, (this.#reasons.get(explanation.why) ?? 0) + 1);
    }
  }

  #sum(of: keyof Counts): number {
    return [...this.#constructs.values()].reduce((sum, counts) => sum + counts[of], 0);
  }

  get count(): number {
    return this.#sum("queries");
  }

  get unexplained(): number {
    return this.#sum("unexplained");
  }

  /** A table, the reasons, and the line with the sums at the end. */
  report(): string {
    const rows = [...this.#constructs].map(
      ([name, c]) =>
        `${name.padEnd(18)} ${String(c.queries).padStart(5)} queries, ${c.equal} equal (${c.refused} refused by both, ${c.empty} without rows), ${c.explained} explained, ${c.unexplained} unexplained`,
    );
    const reasons = [...this.#reasons]
      .sort(([, a], [, b]) => b - a)
      .map(([why, count]) => `${String(count).padStart(5)} x ${why}`);
    const sums = `${this.count} queries, ${this.#sum("equal")} equal, ${this.#sum("explained")} explained, ${this.unexplained} unexplained`;
    return `${["", ...rows, ...(reasons.length > 0 ? ["explained by:", ...reasons] : []), sums].join("\n")}\n`;
  }
}
