// CURRENT_WATERMARK(ts): the watermark before the row. It is no property of a batch, so the calc operator hands it in as a
// column (exec/operators/calc.ts); where there are no rows of a stream there is no watermark.
import { withNullable } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";

export const CURRENT_WATERMARK = "CURRENT_WATERMARK";

export const currentWatermark = scalar({
  name: CURRENT_WATERMARK,
  category: "temporal",
  syntax: ["CURRENT_WATERMARK(time attribute)"],
  signatures: [
    ["TIMESTAMP", "->", ([type]) => withNullable(type, true)],
    ["TIMESTAMP_LTZ", "->", ([type]) => withNullable(type, true)],
  ],
  summary: "The watermark before the row, of the type of the time attribute; NULL before the first one",
  examples: [],
  volatility: "volatile",
  evaluateCall: () => null,
});
