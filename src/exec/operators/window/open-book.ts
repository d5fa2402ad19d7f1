// The windows of a node, as its operator sees them.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import type { Zone } from "../../../common/zone.ts";
import type { PhysicalWindowAggregate } from "../../../planner/physical.ts";
import type { PaneTable } from "../../state/pane-table.ts";
import { timesMs } from "../event-time.ts";
import { AttachedWindows } from "./attached-windows.ts";
import { SlicedWindows } from "./sliced-windows.ts";
import type { WindowBook } from "./window-book.ts";
import { WALL_CLOCK, zoneClock } from "./window-clock.ts";
import { windowScheme } from "./window-scheme.ts";

/** `canMerge`: windows may be merged from slices. */
export function openBook(node: PhysicalWindowAggregate, panes: PaneTable, zone: Zone, canMerge: boolean): WindowBook {
  const { window, allowedLatenessMs } = node;
  const clock = window.isLtz ? zoneClock(zone) : WALL_CLOCK;
  const columnMs = (batch: ChangeBatch, column: number) =>
    timesMs(batch.columns[column], node.input.columns[column].type, batch.rowCount);
  if (window.attached !== null) {
    const { startColumn, endColumn } = window.attached;
    return new AttachedWindows(clock, panes, allowedLatenessMs, (batch) => ({
      starts: columnMs(batch, startColumn),
      ends: columnMs(batch, endColumn),
    }));
  }
  const scheme = windowScheme(window.spec);
  const isShared = canMerge || scheme.isTumbling;
  return new SlicedWindows(scheme, clock, panes, { isShared, latenessMs: allowedLatenessMs }, (batch) =>
    clock.localTimes(columnMs(batch, window.timeColumn), batch.rowCount),
  );
}
