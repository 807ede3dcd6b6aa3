#!/usr/bin/env node
/** Lets Node read TypeScript, from whatever folder it was called, and hands over to main.ts. */
try {
  const { register } = await import('tsx/esm/api');
  register();
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(
    'Packages are missing: run "npm install" in the folder of Chainrule first.\n',
  );
  process.exit(1);
}
const { main } = await import('./main.ts');

// A reader that has seen enough (`… | head`) is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
});
