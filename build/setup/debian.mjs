import { existsSync } from 'node:fs';
import { ask, isProgram, reasonIn, run } from './commands.mjs';

const shared = [
  { file: 'libgtk-3.so.0', package: 'libgtk-3-0' },
  { file: 'libnss3.so', package: 'libnss3' },
  { file: 'libgbm.so.1', package: 'libgbm1' },
  { file: 'libasound.so.2', package: 'libasound2' },
  { file: 'libXss.so.1', package: 'libxss1' },
  { file: 'libXtst.so.6', package: 'libxtst6' },
];
/** For a machine without a display, where the tests open the window on a virtual one. */
const virtualDisplay = [
  { program: 'Xvfb', package: 'xvfb' },
  { program: 'xauth', package: 'xauth' },
];
/** Chinese letters; the application brings the Latin ones. */
const chineseFont = 'fonts-noto-cjk';

/** @type {import('./part.d.mts').Part} */
export const debianLibraries = {
  name: 'system libraries',

  check() {
    if (process.platform !== 'linux') return 'come with the system';
    return missingPackages().length === 0 ? 'all there' : null;
  },

  async bring(say) {
    const missing = missingPackages();
    if (missing.includes('xvfb')) missing.push(chineseFont);
    say(`installing ${missing.join(', ')}`);
    await installPackages(missing);
    const still = missingPackages();
    if (still.length > 0) throw new Error(`still missing after installing: ${still.join(', ')}`);
    return `installed ${missing.join(', ')}`;
  },
};

function missingPackages() {
  const ldconfig = existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig';
  const known = ask(ldconfig, ['-p']) ?? '';
  const missing = shared.filter(({ file }) => !known.includes(file)).map((one) => one.package);
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return missing;
  const programs = virtualDisplay.filter(({ program }) => !isProgram(program));
  return [...missing, ...programs.map((one) => one.package)];
}

/**
 * Installs Debian packages where the user may.
 * @throws with the command that a person can type, when this user may not or apt-get fails
 */
export function installPackages(names) {
  // apt-get refuses to run twice at once, and several parts may need it.
  const turn = installing.then(() => install(names));
  installing = turn.catch(() => {});
  return turn;
}

let installing = Promise.resolve();

async function install(names) {
  const command = `apt-get install ${names.join(' ')}`;
  const isDebian = isProgram('apt-get');
  if (!isDebian) throw new Error(`missing: ${names.join(', ')} (Debian's names); install them`);
  if (process.getuid?.() !== 0) throw new Error(`an administrator has to type: ${command}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  const known = names.map((name) => (isInstallable(name) ? name : `${name}t64`));
  const options = ['install', '-y', '-q', '--no-install-recommends'];
  const { ok, output } = await run('apt-get', [...options, ...known], { env });
  if (!ok) throw new Error(`\`${command}\` failed: ${reasonIn(output)}`);
}

/** Debian 13 and Ubuntu 24.04 renamed some libraries when their time type grew to 64 bits. */
function isInstallable(name) {
  return /Candidate: \d/.test(ask('apt-cache', ['policy', name]) ?? '');
}
