/** `npm run dev`: rebuilds on every change, for a browser opened by hand; `firefox` for the other build. */
import { createServer } from 'wxt';

const server = await createServer({
  browser: process.argv.includes('firefox') ? 'firefox' : 'chrome',
  manifestVersion: 3,
  webExt: { disabled: true },
});
await server.start();
console.log(
  'Load the -dev folder of .output by hand. It is for writing code, never for use: its policy is looser.',
);
