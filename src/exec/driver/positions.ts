// Where each split of a source is to be read on: a state table of the owner "source:<table>". One row per split that was
// ever opened, with its lane (watermark group), cursor and whether nothing comes any more; bound: the splits of the source.
import { vectorOf } from "../../columnar/builders.ts";
import { packColumns } from "../../columnar/pack.ts";
import { scalarAt } from "../../columnar/read.ts";
import { unpackColumns } from "../../columnar/unpack.ts";
import { MillraceError } from "../../common/errors.ts";
import { BOOLEAN, STRING } from "../../common/types.ts";
import type { SplitCursor } from "../../connectors/connector.ts";
import { ownColumn } from "../state/state-columns.ts";
import type { StateTable, StateView } from "../state/state-table.ts";

export interface SplitPosition {
  readonly split: string;
  readonly lane: string;
  readonly cursor: SplitCursor;
  readonly isEnded: boolean;
}

export class SourcePositions implements StateTable {
  readonly name = "positions";
  readonly layoutVersion = 1;
  readonly #positions = new Map<string, SplitPosition>();
  readonly #changed = new Set<string>();
  /** Splits of each lane that are not ended; lanes without any are left out. */
  readonly #live = new Map<string, number>();

  get(split: string): SplitPosition | null {
    return this.#positions.get(split) ?? null;
  }

  put(position: SplitPosition): void {
    this.#set(position);
    this.#changed.add(position.split);
  }

  isLaneEnded(lane: string): boolean {
    return !this.#live.has(lane);
  }

  /** Lanes with a split that is not ended, in name order. */
  liveLanes(): readonly string[] {
    return [...this.#live.keys()].sort();
  }

  cursors(): ReadonlyMap<string, SplitCursor> {
    return new Map([...this.#positions.values()].map((p) => [p.split, p.cursor]));
  }

  takeDelta(): Uint8Array | null {
    if (this.#changed.size === 0) return null;
    const changed = [...this.#changed].map((split) => this.#positions.get(split)!);
    this.#changed.clear();
    return pack(changed);
  }

  discardDelta(): void {
    this.#changed.clear();
  }

  takeSnapshot(): Uint8Array {
    this.#changed.clear();
    return pack([...this.#positions.values()]);
  }

  restore(_kind: "snapshot" | "delta", payload: Uint8Array): void {
    const { rowCount, columns } = unpackColumns(payload);
    if (columns.length !== 4) throw damaged();
    for (let row = 0; row < rowCount; row++) {
      const split = scalarAt(columns[0], STRING, row);
      const lane = scalarAt(columns[1], STRING, row);
      const cursor = scalarAt(columns[2], STRING, row);
      if (typeof split !== "string" || typeof lane !== "string" || typeof cursor !== "string") throw damaged();
      const isEnded = scalarAt(columns[3], BOOLEAN, row) === true;
      this.#set({ split, lane, cursor: JSON.parse(cursor) as SplitCursor, isEnded });
    }
  }

  #set(position: SplitPosition): void {
    const before = this.#positions.get(position.split);
    if (before !== undefined && !before.isEnded) this.#count(before.lane, -1);
    if (!position.isEnded) this.#count(position.lane, 1);
    this.#positions.set(position.split, position);
  }

  #count(lane: string, by: number): void {
    const count = (this.#live.get(lane) ?? 0) + by;
    if (count === 0) this.#live.delete(lane);
    else this.#live.set(lane, count);
  }

  view(): StateView {
    const all = [...this.#positions.values()];
    const texts = (name: string, of: (position: SplitPosition) => string) => ownColumn(name, STRING, all.map(of));
    return {
      rowCount: all.length,
      columns: [
        texts("split", (position) => position.split),
        texts("lane", (position) => position.lane),
        texts("cursor", (position) => JSON.stringify(position.cursor)),
        ownColumn(
          "is_ended",
          BOOLEAN,
          all.map((position) => position.isEnded),
        ),
      ],
    };
  }

  rowCount(): number {
    return this.#positions.size;
  }

  sizeBytes(): number {
    return this.#positions.size * 200;
  }
}

function pack(positions: readonly SplitPosition[]): Uint8Array {
  return packColumns(positions.length, [
    vectorOf(
      STRING,
      positions.map((p) => p.split),
    ),
    vectorOf(
      STRING,
      positions.map((p) => p.lane),
    ),
    vectorOf(
      STRING,
      positions.map((p) => JSON.stringify(p.cursor)),
    ),
    vectorOf(
      BOOLEAN,
      positions.map((p) => p.isEnded),
    ),
  ]);
}

function damaged(): MillraceError {
  return new MillraceError("STATE_CORRUPT", "the stored positions of a source do not have their shape", {
    hint: "Put back a copy of the state file, or start over with --fresh.",
  });
}
