import { reasonIn, run } from './commands.mjs';
import { bringSubstitute } from './electron-substitute.mjs';
import { packageFolder, packageVersion } from './folders.mjs';
import { describeRuntime, findRuntime } from './runtime.mjs';

/** @type {import('./part.d.mts').Part} */
export const electron = {
  name: 'Electron',

  check() {
    const runtime = findRuntime();
    return runtime && describeRuntime(runtime);
  },

  isProvisional: () => findRuntime()?.isSubstitute === true,

  async bring(say) {
    const folder = packageFolder('electron');
    if (folder === null) throw new Error('electron is not installed: type `npm ci`');
    say(`downloading ${packageVersion('electron')}`);
    const { ok, output } = await run(process.execPath, ['install.js'], { cwd: folder });
    if (!ok && findRuntime() === null) await bringSubstitute(say, reasonIn(output));
    const runtime = findRuntime();
    if (runtime === null) throw new Error('the download left no runtime behind');
    return describeRuntime(runtime);
  },
};
