import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Compiles the window's messages (renderer/messages/<language>.json) into typed functions. */
export async function compileMessages(root) {
  const project = join(root, 'renderer/project.inlang');
  if (!existsSync(project)) return;
  const { compile } = await import('@inlang/paraglide-js');
  await compile({
    project,
    outdir: join(root, 'renderer/paraglide'),
    // The window keeps the language in its settings and hands it over with overwriteGetLocale.
    strategy: ['globalVariable', 'baseLocale'],
    outputStructure: 'locale-modules',
  });
}
