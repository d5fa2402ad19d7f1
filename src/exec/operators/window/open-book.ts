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

/**
 * How the node's windows are opened once the session zone is known. `canMerge`: windows may be merged from slices.
 * @throws PLAN_WINDOW_NOT_SUPPORTED
 */
export function bookOpener(
  node: PhysicalWindowAggregate,
  panes: PaneTable,
  canMerge: boolean,
): (zone: Zone) => WindowBook {
  const { window } = node;
  const options = { latenessMs: node.allowedLatenessMs, emitsChanges: window.emit?.kind === "changes" };
  const clockOf = (zone: Zone) => (window.isLtz ? zoneClock(zone) : WALL_CLOCK);
  const columnMs = (batch: ChangeBatch, column: number) =>
    timesMs(batch.columns[column], node.input.columns[column].type, batch.rowCount);
  if (window.attached !== null) {
    const { startColumn, endColumn } = window.attached;
    if (window.isLtz && window.spec.kind === "session" && window.timeColumn !== endColumn) {
      // Sessions may end within an hour that comes twice: window_time tells which.
      const boundsOf = (batch: ChangeBatch) => ({
        starts: columnMs(batch, startColumn),
        ends: columnMs(batch, window.timeColumn).map((ms) => ms + 1),
      });
      return (zone) =>
        new AttachedWindows(WALL_CLOCK, panes, options, boundsOf, (endMs) => zoneClock(zone).localMs(endMs));
    }
    const boundsOf = (batch: ChangeBatch) => ({
      starts: columnMs(batch, startColumn),
      ends: columnMs(batch, endColumn),
    });
    return (zone) => new AttachedWindows(clockOf(zone), panes, options, boundsOf);
  }
  const scheme = windowScheme(window.spec);
  const sharing = { ...options, isShared: canMerge || scheme.isTumbling };
  return (zone) => {
    const clock = clockOf(zone);
    const timesOf = (batch: ChangeBatch) => clock.localTimes(columnMs(batch, window.timeColumn), batch.rowCount);
    return new SlicedWindows(scheme, clock, panes, sharing, timesOf);
  };
}
