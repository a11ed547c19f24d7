/**
 * Compiles the window's messages (renderer/messages) into typed functions (renderer/paraglide).
 * The compiler leaves timers behind that would hold its process for half a minute, hence a process
 * of its own that ends at once.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { signatureOf } from './signature.mjs';

const root = resolve(import.meta.dirname, '../..');
const project = join(root, 'renderer/project.inlang');
const compiled = join(root, 'renderer/paraglide');
const stamp = join(compiled, '.stamp');

/** Compiles the messages unless they are unchanged since the last time. */
export function compileMessages() {
  if (!existsSync(project)) return;
  const signature = signatureOf(root, [
    'renderer/messages',
    'renderer/project.inlang/settings.json',
  ]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === signature) return;
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The messages in renderer/messages do not compile.');
  writeFileSync(stamp, signature);
}

async function compile() {
  const paraglide = await import('@inlang/paraglide-js');
  await paraglide.compile({
    project,
    outdir: compiled,
    // The window keeps the language in its settings and hands it over with overwriteGetLocale.
    strategy: ['globalVariable', 'baseLocale'],
    emitTsDeclarations: true,
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await compile().then(
    () => process.exit(0),
    (error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
}
