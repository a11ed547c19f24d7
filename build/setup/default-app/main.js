/**
 * What a bare Electron runs when it is handed an application's folder: `electron [-r FILE] FOLDER`.
 * The runtime that stands in for the declared one comes without it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron/main';

const requireOptions = new Set(['-r', '--require']);

/** Splits the command line at the application's folder; what follows belongs to the application. */
function readCommandLine(args) {
  const preloaded = [];
  for (let i = 0; i < args.length; i++) {
    if (requireOptions.has(args[i])) preloaded.push(args[++i]);
    else if (!args[i].startsWith('-')) return { preloaded, folder: resolve(args[i]) };
  }
  return { preloaded, folder: null };
}

async function startApplication(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  app.setVersion(manifest.version);
  app.name = manifest.productName ?? manifest.name;
  app.setDesktopName(`${manifest.name}.desktop`);
  app.setAppPath(folder);
  await import(pathToFileURL(join(folder, manifest.main)).href);
}

const { preloaded, folder } = readCommandLine(process.argv.slice(1));
const require = createRequire(import.meta.url);
for (const file of preloaded) require(file);
if (process.argv.includes('--version')) {
  console.log(`v${process.versions.electron}`);
  app.exit(0);
} else if (folder === null) {
  console.error('Usage: electron [-r FILE] FOLDER');
  app.exit(1);
} else {
  // Awaited here: Electron becomes ready only when this module has run, and an application has
  // things to declare before that.
  try {
    await startApplication(folder);
  } catch (error) {
    console.error(`${folder} does not start:`, error);
    app.exit(1);
  }
}
