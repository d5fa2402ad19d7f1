// Runs a property over random cases. MILLRACE_PROPERTY_RUNS multiplies the number of cases (1 by default),
// MILLRACE_PROPERTY_SEED and MILLRACE_PROPERTY_PATH repeat a failure that was printed.
import fc from "fast-check";

export async function holdsFor<T>(
  runs: number,
  cases: fc.Arbitrary<T>,
  property: (one: T) => Promise<void>,
): Promise<void> {
  const {
    MILLRACE_PROPERTY_RUNS: times = "1",
    MILLRACE_PROPERTY_SEED: seed,
    MILLRACE_PROPERTY_PATH: path,
  } = process.env;
  await fc.assert(fc.asyncProperty(cases, property), {
    numRuns: Math.ceil(runs * Number(times)),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
    interruptAfterTimeLimit: 3_000_000,
    markInterruptAsFailure: false,
  });
}
