// The csv format: options as Flink's, and csv.header.
import { csvHeader, encodeCsv } from "../../../columnar/csv-encoder.ts";
import type { Encoder, EncodeSpec, Format, FormatColumn } from "../format.ts";
import { CsvDecoder } from "./csv-decoder.ts";
import { CSV_OPTIONS, csvSyntax, csvSyntaxProblem } from "./csv-syntax.ts";

export const csvFormat: Format = {
  name: "csv",
  summary: "Delimited text as RFC 4180, one record a line; quoted fields go over lines",
  options: CSV_OPTIONS,
  fileSuffix: ".csv",
  check(columns, options) {
    const column = columns.find(({ type }) => type.kind === "MAP" || type.kind === "MULTISET" || isNested(type));
    if (column !== undefined)
      return `csv cannot hold column '${column.name}': maps and nested arrays or rows have no csv form`;
    return csvSyntaxProblem(options);
  },
  createDecoder: (spec) => new CsvDecoder(spec),
  createEncoder: csvEncoder,
};

function isNested(type: FormatColumn["type"]): boolean {
  const parts =
    type.kind === "ARRAY" ? [type.element] : type.kind === "ROW" ? type.fields.map((field) => field.type) : [];
  return parts.some(({ kind }) => kind === "ARRAY" || kind === "ROW" || kind === "MAP" || kind === "MULTISET");
}

function csvEncoder(spec: EncodeSpec): Encoder {
  const syntax = csvSyntax(spec.options);
  const encoding = {
    withOp: false,
    zone: spec.zone,
    delimiter: String.fromCharCode(syntax.delimiter),
    quote: syntax.quote === -1 ? null : String.fromCharCode(syntax.quote),
    escape: syntax.escapeByte === -1 ? null : String.fromCharCode(syntax.escapeByte),
    nullText: syntax.nullLiteral ?? "",
  };
  return {
    header: () => (syntax.hasHeader ? Buffer.from(csvHeader(spec.columns, encoding), "utf8") : null),
    encode: (batch, out) => encodeCsv(batch, spec.columns, encoding, out),
  };
}
