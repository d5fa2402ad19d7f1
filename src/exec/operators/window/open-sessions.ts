// The open sessions of every key: stretches of time with the slots of their rows.
//
// A row at t spans [t, t + gap]. It joins every open session that its span touches; exactly one gap apart touches. Open
// sessions of one key never touch, so they lie in order and the ones a row touches are neighbours. A session that has closed
// is forgotten: a late row that lies between it and an open one goes to the open one, whose window then overlaps the closed
// one (as in Flink). Everything here follows from the rows that are held, in any order.
export interface Session {
  readonly group: number;
  startMs: number;
  /** Time of its last row + gap. */
  endMs: number;
  slots: number[];
  /** Its end has been passed; with allowed lateness it is kept. */
  isFired: boolean;
  /** It became part of another one, or is kept no more. */
  isGone: boolean;
  /** What has gone out of it, with which bounds; of a merged one several parts. */
  shown: readonly ShownPart[];
  /** Rows that have not gone out. */
  fresh: number[];
}

export interface ShownPart {
  readonly startMs: number;
  readonly endMs: number;
  readonly slots: readonly number[];
}

interface Closing {
  readonly dueMs: number;
  readonly session: Session;
}

export interface Closed {
  /** Their end has been passed now. */
  readonly fired: readonly Session[];
  /** Of no use any more; with allowed lateness they fired before. */
  readonly gone: readonly Session[];
}

export class OpenSessions {
  readonly #gapMs: number;
  /** How long a session is kept behind its end. */
  readonly #latenessMs: number;
  /** Per group, in order of time. */
  #byGroup: Session[][] = [];
  /** A heap by when they are due. An entry may be older than its session, which has grown since: then it is put in again. */
  readonly #heap: Closing[] = [];

  constructor(gapMs: number, latenessMs = 0) {
    this.#gapMs = gapMs;
    this.#latenessMs = latenessMs;
  }

  /** The session that takes a row, made or grown or merged; null: no open one does, and its own has closed by `markMs`. */
  place(group: number, timeMs: number, slot: number, markMs: number): Session | null {
    while (this.#byGroup.length <= group) this.#byGroup.push([]);
    const sessions = this.#byGroup[group];
    const endMs = timeMs + this.#gapMs;
    const from = firstEndingFrom(sessions, timeMs);
    let to = from;
    while (to < sessions.length && sessions[to].startMs <= endMs) to++;
    if (from === to) {
      if (endMs - 1 + this.#latenessMs <= markMs) return null;
      const made = { group, startMs: timeMs, endMs, slots: [slot], fresh: [slot] };
      const session: Session = { ...made, isFired: false, isGone: false, shown: [] };
      sessions.splice(from, 0, session);
      this.#push({ dueMs: endMs, session });
      return session;
    }
    const session = sessions[from];
    session.startMs = Math.min(session.startMs, timeMs);
    session.endMs = Math.max(session.endMs, endMs);
    session.slots.push(slot);
    session.fresh.push(slot);
    for (let i = from + 1; i < to; i++) absorb(session, sessions[i]);
    if (to > from + 1) sessions.splice(from + 1, to - from - 1);
    if (session.isFired && session.endMs - 1 > markMs) {
      session.isFired = false;
      this.#push({ dueMs: session.endMs, session });
    }
    return session;
  }

  /** The sessions that fire and those that go by `markMs`, in order of end, start and first row. */
  close(markMs: number, seqs: Float64Array): Closed {
    const fired: Session[] = [];
    const gone: Session[] = [];
    while (this.#heap.length > 0 && this.#heap[0].dueMs - 1 <= markMs) {
      const { dueMs, session } = this.#pop();
      if (session.isGone) continue;
      const ownDueMs = this.#dueMs(session);
      if (ownDueMs > dueMs) {
        this.#push({ dueMs: ownDueMs, session });
        continue;
      }
      if (!session.isFired) {
        session.isFired = true;
        session.slots.sort((a, b) => seqs[a] - seqs[b]);
        fired.push(session);
        if (this.#latenessMs > 0) {
          this.#push({ dueMs: this.#dueMs(session), session });
          continue;
        }
      }
      session.isGone = true;
      const sessions = this.#byGroup[session.group];
      sessions.splice(sessions.indexOf(session), 1);
      gone.push(session);
    }
    fired.sort((a, b) => a.endMs - b.endMs || a.startMs - b.startMs || seqs[a.slots[0]] - seqs[b.slots[0]]);
    return { fired, gone };
  }

  #dueMs({ endMs, isFired }: Session): number {
    return isFired ? endMs + this.#latenessMs : endMs;
  }

  /** All that are kept. */
  all(): readonly Session[] {
    return this.#byGroup.flat();
  }

  /** No session closes before; one may close later than it says. */
  get nextClosingMs(): number {
    return this.#heap.length === 0 ? Number.POSITIVE_INFINITY : this.#heap[0].dueMs - 1;
  }

  isEmpty(group: number): boolean {
    return group >= this.#byGroup.length || this.#byGroup[group].length === 0;
  }

  /** Groups got new numbers: old number -> new one, -1 for those that are gone. */
  renumber(map: Int32Array): void {
    const byGroup: Session[][] = [];
    for (let group = 0; group < this.#byGroup.length; group++) {
      if (map[group] < 0) continue;
      byGroup[map[group]] = this.#byGroup[group].map((session) => {
        return { ...session, group: map[group] };
      });
    }
    this.#byGroup = byGroup;
    this.#heap.length = 0;
    for (const session of byGroup.flat()) this.#push({ dueMs: this.#dueMs(session), session });
  }

  #push(entry: Closing): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent].dueMs <= entry.dueMs) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): Closing {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop() as Closing;
    if (heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1].dueMs < heap[child].dueMs) child++;
      if (heap[child].dueMs >= last.dueMs) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function absorb(into: Session, other: Session): void {
  into.startMs = Math.min(into.startMs, other.startMs);
  into.endMs = Math.max(into.endMs, other.endMs);
  const [many, few] = into.slots.length < other.slots.length ? [other.slots, into.slots] : [into.slots, other.slots];
  for (const slot of few) many.push(slot);
  into.slots = many;
  into.fresh.push(...other.fresh);
  into.shown = [...into.shown, ...other.shown];
  into.isFired &&= other.isFired;
  other.isGone = true;
}

/** Index of the first session that ends at or after a time. */
function firstEndingFrom(sessions: readonly Session[], timeMs: number): number {
  let low = 0;
  let high = sessions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sessions[middle].endMs < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
