// Loaded before every test file in CI: property tests draw the same cases each time there, so that a change is judged by what it did. Elsewhere seeds
// are random, and a failure prints the one to repeat it with.
import fc from "fast-check";

if (process.env["CI"] !== undefined && process.env["MILLRACE_PROPERTY_SEED"] === undefined) fc.configureGlobal({ seed: 20130101 });
