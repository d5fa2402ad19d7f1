#!/usr/bin/env node
// Says clearly what is wrong on a Node that is too old, before anything newer than it is parsed.
// Node-API 10 came with Node 22.14 and 23.6: on less the SQLite binding ends the process without a word.
if (!(Number(process.versions.napi) >= 10)) {
  process.stderr.write(
    `millrace needs Node.js 22.14 or newer; this is ${process.version}.\n` +
      "In a checkout, `npx millrace` after `npm ci` brings the right one; elsewhere install it from https://nodejs.org.\n",
  );
  process.exit(2);
}
// Compiled code is kept between runs: the first row comes a third sooner. NODE_DISABLE_COMPILE_CACHE=1 turns it off.
const { enableCompileCache } = await import("node:module");
enableCompileCache();
const { main } = await import("../dist/cli.js");
await main(process.argv.slice(2));
