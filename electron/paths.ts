import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from 'electron';

/** Folder of the bundled main-process files; the other processes' entries lie beside them. */
const mainFolder = dirname(fileURLToPath(import.meta.url));

export const paths = {
  engine: join(mainFolder, 'engine.js'),
  trainer: join(mainFolder, 'trainer.js'),
  preload: join(mainFolder, '..', 'preload', 'preload.cjs'),
  renderer: join(mainFolder, '..', 'renderer'),
  /** Files shipped beside the code: samples and icons. */
  get resources(): string {
    return app.isPackaged
      ? join(process.resourcesPath, 'resources')
      : join(mainFolder, '..', '..', 'build', 'resources');
  },
};
