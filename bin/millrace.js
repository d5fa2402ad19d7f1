#!/usr/bin/env node
// Says clearly what is wrong on a Node that is too old, before anything newer than it is parsed.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `millrace needs Node.js 22.12 or newer; this is ${process.version}.\n` +
      "In a checkout, `npx millrace` after `npm ci` brings the right one; elsewhere install it from https://nodejs.org.\n",
  );
  process.exit(2);
}
// Compiled code is kept between runs: the first row comes a third sooner. NODE_DISABLE_COMPILE_CACHE=1 turns it off.
const { enableCompileCache } = await import("node:module");
enableCompileCache();
const { main } = await import("../dist/cli.js");
await main(process.argv.slice(2));
