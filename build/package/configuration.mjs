import { cpSync, existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { kernelsAddon } from '../setup/kernels-addon.mjs';
import { copyModules } from './modules.mjs';

/** Renamed in newer releases, when their time type grew to 64 bits. */
const debianLibraries = ['libgtk-3-0', 'libasound2', 'libatspi2.0-0'];
const otherLibraries = ['libnss3', 'libgbm1', 'libxss1', 'libxtst6', 'xdg-utils'];

/**
 * electron-builder's configuration. Only the bundles are in the archive; packages that load native
 * libraries lie beside it in resources/node_modules, where Node finds them from the archive, and so
 * does Unroll's own addon in resources/native.
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfiguration({ runtime, isRelease }) {
  return {
    appId: 'app.unroll.Unroll',
    productName: 'Unroll',
    electronVersion: runtime.version,
    electronDist: runtime.folder,
    npmRebuild: false,
    // Demanded for a .deb; the project has no site of its own, so the package does not name it.
    extraMetadata: { homepage: 'https://unroll.invalid' },
    directories: { output: 'dist', buildResources: 'build/resources' },
    files: ['out/{main,preload,renderer}/**', 'package.json', '!**/node_modules/**', '!**/*.map'],
    extraResources: [{ from: 'build/resources', to: 'resources' }],
    extraFiles: ['LICENSE', { from: 'docs/third-party-notices.md', to: 'THIRD_PARTY_NOTICES.md' }],
    afterPack: (context) => finishFolder(context, runtime),
    electronLanguages: ['en-US', 'zh-CN'],
    electronFuses: {
      // The command line runs in it. Elsewhere nothing does, and there it would lend its name to others.
      runAsNode: process.platform === 'linux',
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: !isRelease,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    },
    linux: {
      // Leaves `unroll` to the command line.
      executableName: 'unroll-window',
      syncDesktopName: true,
      category: 'Science',
      synopsis: 'Train recurrent networks on your own data',
      maintainer: 'The Unroll authors <unroll@users.noreply.invalid>',
      target: ['deb'],
    },
    deb: {
      packageName: 'unroll',
      depends: [...debianLibraries.map((name) => `${name} | ${name}t64`), ...otherLibraries],
      recommends: [],
      fpm: [`${join(import.meta.dirname, 'command.sh')}=/usr/bin/unroll`],
    },
    // Need tools that are downloaded when they are made.
    mac: { category: 'public.app-category.developer-tools', target: ['dmg'] },
    win: { target: ['nsis'] },
  };
}

function finishFolder({ appOutDir, packager }, runtime) {
  const resources = packager.getResourcesDir(appOutDir);
  // What a bare Electron runs; a package has its own application.
  rmSync(join(resources, 'default_app.asar'), { force: true });
  copyModules(join(resources, 'node_modules'), runtime);
  // The machine that uses the package need not have a compiler.
  if (existsSync(kernelsAddon))
    cpSync(kernelsAddon, join(resources, 'native', basename(kernelsAddon)));
}
