// Source text that reads one value at b[p] into row n of a slot: what the csv and the json scanner have in common.
//
// The text uses the variables r s e c h k v x f of its scanner, P (powers of ten), ts (timestamp reader) and the slot's
// C (ColumnBuffer), V (values), D (validity), S and T (start and end). It leaves p behind the value and does `odd` for
// whatever is not in the common spelling; the reader of single records then decides.
import { assertNever } from "../../common/invariant.ts";
import type { SqlType } from "../../common/types.ts";

export interface EmitContext {
  /** Statement that leaves the record to the slow path. */
  readonly odd: string;
  /** Leading zeros and a bare point are odd (JSON). */
  readonly isStrict: boolean;
}

const INT_LIMITS: Readonly<Record<string, number>> = { TINYINT: 128, SMALLINT: 32768 };

/** Types whose common spelling the scanners know; the others are always left to the slow path. */
export function isScannable(type: SqlType): boolean {
  switch (type.kind) {
    case "BOOLEAN":
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
    case "FLOAT":
    case "DOUBLE":
    case "DATE":
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
    case "CHAR":
    case "VARCHAR":
      return true;
    case "DECIMAL":
      return type.scale <= 22;
    case "NULL":
    case "BINARY":
    case "VARBINARY":
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
    case "ARRAY":
    case "MULTISET":
    case "MAP":
    case "ROW":
      return false;
    default:
      return assertNever(type, "type");
  }
}

/** Names of what a scanner needs from outside, in the order of scanner-scope.ts. */
export function slotDeclaration(slot: number, type: SqlType): string {
  const column = `const C${slot}=columns[${slot}],D${slot}=C${slot}.valid`;
  switch (type.kind) {
    case "BOOLEAN":
      return `${column},V${slot}=C${slot}.bool;`;
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "DATE":
    case "TIME":
      return `${column},V${slot}=C${slot}.i32;`;
    case "CHAR":
    case "VARCHAR":
    case "BINARY":
    case "VARBINARY":
      return `${column},S${slot}=C${slot}.start,T${slot}=C${slot}.end;`;
    default:
      return `${column},V${slot}=C${slot}.f64;`;
  }
}

/** Stores NULL, or is odd when the column takes none. */
export function emitNull(slot: number, type: SqlType, context: EmitContext): string {
  if (!type.nullable) return context.odd;
  const isText = type.kind === "CHAR" || type.kind === "VARCHAR";
  return `{${isText ? `S${slot}[n]=T${slot}[n]=0` : `V${slot}[n]=0`};D${slot}[n]=0;C${slot}.hasNull=true}`;
}

/** Reads a value that is not text. */
export function emitValue(slot: number, type: SqlType, context: EmitContext): string {
  const { odd } = context;
  switch (type.kind) {
    case "BOOLEAN":
      return `if(b[p]===116&&b[p+1]===114&&b[p+2]===117&&b[p+3]===101){V${slot}[n]=1;p+=4}
else if(b[p]===102&&b[p+1]===97&&b[p+2]===108&&b[p+3]===115&&b[p+4]===101){V${slot}[n]=0;p+=5}else ${odd}`;
    case "TINYINT":
    case "SMALLINT":
    case "INT": {
      const limit = INT_LIMITS[type.kind];
      const range = limit === undefined ? "" : `if(v>${limit - 1}+x)${odd}`;
      return `${SIGN}v=0;while((c=b[p]^48)<=9){v=(Math.imul(v,10)+c)|0;p++}
if(p===s||p-s>9${leadingZero(context)})${odd}${range}V${slot}[n]=x===1?-v:v;`;
    }
    case "BIGINT":
      return `${SIGN}f=0;while((c=b[p]^48)<=9){f=f*10+c;p++}
if(p===s${leadingZero(context)})${odd}if(p-s<=15)V${slot}[n]=x===1?0-f:f;else if(!storeLong(C${slot},n,b,s,p,x))${odd}`;
    case "DECIMAL":
      return emitDecimal(slot, type, context);
    case "FLOAT":
    case "DOUBLE":
      return emitDouble(slot, type.kind === "FLOAT", context);
    case "DATE":
      return `v=readDate(b,p);if(v===-2147483648)${odd}V${slot}[n]=v;p+=10;`;
    case "TIME":
      return `v=readTime(b,p,ts);if(v===-1)${odd}V${slot}[n]=v;p=ts.end;`;
    case "TIMESTAMP":
      return emitTimestamp(slot, type.precision, "", context);
    case "TIMESTAMP_LTZ":
      return emitTimestamp(slot, type.precision, "if(ts.isUtc===0)f=zone.localToUtcMs(f);", context);
    default:
      return odd;
  }
}

const SIGN = "x=0;if(b[p]===45){x=1;p++}s=p;";

function leadingZero(context: EmitContext): string {
  return context.isStrict ? "||(b[s]===48&&p-s>1)" : "";
}

function emitDouble(slot: number, isFloat: boolean, context: EmitContext): string {
  const { odd } = context;
  const store = isFloat ? `f=Math.fround(f);if(f===Infinity)${odd}` : "";
  return `${SIGN}f=0;k=0;while((c=b[p]^48)<=9){f=f*10+c;p++}
if(p===s${leadingZero(context)})${odd}
if(c===30){p++;h=p;while((c=b[p]^48)<=9){f=f*10+c;p++}k=p-h;if(k===0)${odd}}
if(c===85||c===117){p++;c=b[p];if(c===43||c===45)p++;h=p;while((b[p]^48)<=9)p++;if(p===h)${odd}
f=slowDouble(b,s,p);if(f!==f)${odd}}
else if(f>9007199254740992||k>22){f=slowDouble(b,s,p);if(f!==f)${odd}}
else if(k>0)f/=P[k];
${store}V${slot}[n]=x===1?-f:f;`;
}

function emitDecimal(slot: number, type: SqlType & { kind: "DECIMAL" }, context: EmitContext): string {
  const { odd } = context;
  const point =
    type.scale === 0
      ? ""
      : `if(c===30){p++;h=p;while((c=b[p]^48)<=9){f=f*10+c;p++}k=p-h;if(k===0||k>${type.scale})${odd}}`;
  // At most 15 digits are exact in a double; whether they fit the precision is decided by counting them.
  return `${SIGN}f=0;k=0;while((c=b[p]^48)<=9){f=f*10+c;p++}
e=p-s;if(e===0||e>15${leadingZero(context)})${odd}${point}
if(e+k>15||e+${type.scale}>${type.precision}&&f*P[${type.scale}-k]>=${10 ** type.precision})${odd}
if(x===1)f=0-f;
if(e+${type.scale}<=15)V${slot}[n]=f*P[${type.scale}-k];else storeScaled(C${slot},n,f,${type.scale}-k);`;
}

function emitTimestamp(slot: number, precision: number, toInstant: string, context: EmitContext): string {
  const read = `f=readTs(b,dv,p,ts);if(f!==f)${context.odd}p=ts.end;${toInstant}`;
  if (precision === 3) return `${read}V${slot}[n]=f;`;
  if (precision < 3) return `${read}V${slot}[n]=Math.floor(f/${10 ** (3 - precision)});`;
  return `${read}f=f*${10 ** (precision - 3)}+Math.floor(ts.nanos/${10 ** (9 - precision)});
if(f>9007199254740991||f<-9007199254740991)${context.odd}V${slot}[n]=f;`;
}
