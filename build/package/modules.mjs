import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
/** Serve installing only, or are not there for this machine's TensorFlow. */
const leftOut = [
  /^node_modules\/(prebuild-install|node-gyp)(\/|$)/,
  /^node_modules\/@types\//,
  /^node_modules\/better-sqlite3\/(deps|src|build)(\/|$)/,
  /^node_modules\/@tensorflow\/[^/]+\/(src|scripts|binding|python|deps\/include)(\/|$)/,
  /^node_modules\/@tensorflow\/.*\.(min|es2017|fesm)\.js$/,
  /\.(map|ts|cc|h|md|flow)$/,
  /\/\.bin(\/|$)/,
];

/**
 * Copies the packages that run in production, with the SQLite binding of the runtime that is
 * packaged.
 */
export function copyModules(destination, runtime) {
  for (const path of productionPackages()) copyPackage(path, join(destination, '..', path));
  const binding = join(destination, 'better-sqlite3/build/Release');
  mkdirSync(binding, { recursive: true });
  const built = runtime.sqliteBinding;
  if (built === null) throw new Error('no SQLite binding for Electron: `npm run setup` brings it');
  cpSync(built, join(binding, 'better_sqlite3.node'));
}

/** Links between a package's files stay; a folder that the set-up linked in is copied. */
function copyPackage(path, destination) {
  const filter = (source) => !lstatSync(source).isSymbolicLink() || isInside(path, source);
  copyTree(join(root, path), destination, path, filter);
  const deps = join(root, path, 'deps');
  if (!existsSync(deps) || !lstatSync(deps).isSymbolicLink()) return;
  copyTree(realpathSync(deps), join(destination, 'deps'), `${path}/deps`, () => true);
}

function copyTree(from, to, path, filter) {
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => isWanted(path + source.slice(from.length)) && filter(source),
  });
}

const isInside = (path, link) => realpathSync(link).startsWith(join(root, path));

/** Top-level folders under node_modules of what package.json's (optional) dependencies need. */
export function productionPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const isNested = (path) => path.indexOf('/node_modules/') > 0;
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !isNested(path))
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)) && !isUnusableTensorflow(path));
}

/** tfjs-node and tfjs-node-gpu are both installed; the one without its library is dead weight. */
function isUnusableTensorflow(path) {
  return (
    path.startsWith('node_modules/@tensorflow/tfjs-node') && !existsSync(join(root, path, 'lib'))
  );
}

function isWanted(path) {
  const name = path.replaceAll('\\', '/');
  return !leftOut.some((pattern) => pattern.test(name));
}
