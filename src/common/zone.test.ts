import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { daysFromCivil, MS_PER_DAY } from "./civil.ts";
import { findZone, isKnownZone, isUtcSetting, machineZone, offsetText, zoneFor } from "./zone.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "Pacific/Apia",
  "Africa/Casablanca",
  "Africa/Freetown",
  "Asia/Gaza",
  "Asia/Manila",
  "Europe/Dublin",
  "Antarctica/Troll",
];

function at(text: string): number {
  const [date, time = "00:00:00"] = text.split(" ");
  const [year, month, day] = date.split("-").map(Number);
  const [hour, minute, second] = time.split(":").map(Number);
  return daysFromCivil(year, month, day) * MS_PER_DAY + (hour * 3600 + minute * 60 + second) * 1000;
}

/** Wall clock by Intl's own fields, another way than the offsets the zone asks for. */
function intlLocalMs(format: Intl.DateTimeFormat, utcMs: number): number {
  const parts = new Map(format.formatToParts(utcMs).map((part) => [part.type, Number(part.value)]));
  const day = daysFromCivil(parts.get("year")!, parts.get("month")!, parts.get("day")!);
  const seconds = parts.get("hour")! * 3600 + parts.get("minute")! * 60 + parts.get("second")!;
  return day * MS_PER_DAY + seconds * 1000 + (((utcMs % 1000) + 1000) % 1000);
}

for (const name of ZONES) {
  const zone = zoneFor(name);
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const instants = fc.integer({ min: at("1700-01-01"), max: at("9998-01-01") });

  test(`${name}: the offset is Intl's at any instant`, () => {
    fc.assert(
      fc.property(instants, (utcMs) => {
        assert.equal(utcMs + zone.offsetMsAt(utcMs), intlLocalMs(format, utcMs));
      }),
      { numRuns: 150 },
    );
  });

  test(`${name}: a wall clock that exists leads back to its instant or its twin an overlap away`, () => {
    fc.assert(
      fc.property(instants, (utcMs) => {
        const localMs = utcMs + zone.offsetMsAt(utcMs);
        const earlier = zone.localToUtcMs(localMs, "earlier");
        const later = zone.localToUtcMs(localMs, "later");
        assert.ok(earlier === utcMs || later === utcMs);
        assert.ok(earlier <= later);
      }),
      { numRuns: 150 },
    );
  });
}

test("the clock change is found to the millisecond", () => {
  const zone = zoneFor("America/New_York");
  assert.equal(zone.offsetMsAt(1583650799999), -5 * 3_600_000);
  assert.equal(zone.offsetMsAt(1583650800000), -4 * 3_600_000);
});

test("a skipped wall clock moves forward, one that comes twice is the earlier", () => {
  const zone = zoneFor("America/New_York");
  assert.equal(zone.localToUtcMs(at("2020-03-08 02:30:00")), at("2020-03-08 07:30:00"));
  assert.equal(zone.localToUtcMs(at("2020-11-01 01:30:00")), at("2020-11-01 05:30:00"));
  assert.equal(zone.localToUtcMs(at("2020-11-01 01:30:00"), "later"), at("2020-11-01 06:30:00"));
  assert.equal(zoneFor("Pacific/Apia").localToUtcMs(at("2011-12-30 12:00:00")), at("2011-12-30 22:00:00"));
});

test("two changes within a week, and offsets to the second before standard time", () => {
  const recife = zoneFor("America/Recife");
  const offsets = ["2000-10-07", "2000-10-10", "2000-10-17"].map((day) => recife.offsetMsAt(at(day)) / 3_600_000);
  assert.deepEqual(offsets, [-3, -2, -3]);
  assert.equal(offsetText(zoneFor("Asia/Kolkata").offsetMsAt(at("1900-01-01"))), "+05:21:10");
  assert.equal(offsetText(zoneFor("America/New_York").offsetMsAt(at("0001-01-01"))), "-04:56:02");
});

test("rules go on for ever", () => {
  const berlin = zoneFor("Europe/Berlin");
  assert.equal(berlin.offsetMsAt(at("9999-07-01")), 7_200_000);
  assert.equal(berlin.offsetMsAt(at("9999-12-31")), 3_600_000);
  assert.equal(berlin.offsetMsAt(at("2499-12-31")), 3_600_000);
});

test("fixed offsets and Java's short names", () => {
  const offsets = ["UTC", "Z", "GMT+8", "+05:30", "-0330", "UTC-01:00:30", "gmt"].map((name) =>
    offsetText(zoneFor(name).offsetMsAt(0)),
  );
  assert.deepEqual(offsets, ["+00:00", "+00:00", "+08:00", "+05:30", "-03:30", "-01:00:30", "+00:00"]);
  assert.equal(zoneFor("PST").offsetMsAt(at("2020-07-01")), -7 * 3_600_000);
  assert.equal(zoneFor("+05:30").localToUtcMs(0), -19_800_000);
});

test("unknown names", () => {
  for (const name of ["", "nope", "+19:00", "+05:77", "Europe/Berlln"]) {
    assert.equal(isKnownZone(name), false, name);
    assert.equal(findZone(name), null, name);
  }
  assert.throws(() => zoneFor("Europe/Berlln"), { code: "BIND_UNKNOWN_ZONE", hint: /Did you mean 'Europe\/Berlin'/ });
  assert.ok(isKnownZone(machineZone()));
});

test("the machine's zone is what Intl says, with and without the short way for UTC", () => {
  const named = ["UTC", "Etc/UTC", "/usr/share/zoneinfo/Etc/UTC", "../usr/share/zoneinfo/UTC", "Etc/Zulu"];
  const other = ["", "Europe/Berlin", "/usr/share/zoneinfo/Europe/London", "UTC+3", "NOT_UTC", "/tmp/UTC", null];
  assert.deepEqual(
    named.filter((name) => !isUtcSetting(name)),
    [],
  );
  assert.deepEqual(other.filter(isUtcSetting), []);
  const before = process.env["TZ"];
  try {
    for (const zone of ["UTC", "Etc/UTC", "Etc/Zulu", "Europe/Berlin", "Asia/Kolkata", undefined]) {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
      assert.equal(machineZone(), Intl.DateTimeFormat().resolvedOptions().timeZone, zone);
    }
    for (const zone of ["", "Foo/Bar"]) {
      process.env["TZ"] = zone;
      assert.equal(machineZone(), "UTC", `TZ='${zone}'`);
    }
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
});

test("names of the clock", () => {
  const names = (["America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC", "+05:30"] as const).map((zone) =>
    zoneFor(zone).shortNameAt(0),
  );
  assert.deepEqual(names, ["EST", "CET", "IST", "UTC", "GMT+05:30"]);
});
