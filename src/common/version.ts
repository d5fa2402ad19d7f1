/** As in package.json; engine.test.ts holds them equal. */
export const VERSION = "0.1.0";
