/**
 * What each part of the code may import: the path says it. `check` reads this table, and prints it
 * when an import breaks it.
 */

/**
 * `may` names layers, `packages` npm packages; a layer may always import itself. `node` says
 * whether Node's own modules are there.
 * @typedef {{ paths: string[]; may: string[]; packages: string[]; node: boolean }} Layer
 */

/** @type {Record<string, Layer>} */
export const layers = {
  contract: layer('src/contract', [], [], { node: false }),
  home: layer('src/home.ts', ['contract']),
  backend: layer('src/backend', ['contract'], ['@tensorflow']),
  settings: layer(
    [
      'src/models/settings.ts',
      'src/models/cell-setting.ts',
      'src/models/regularization-settings.ts',
      'src/models/stack-settings.ts',
      'src/trainer/settings.ts',
      'src/trainer/averaging/settings.ts',
      'src/trainer/optimizers/settings.ts',
      'src/trainer/schedules/settings.ts',
    ],
    ['contract'],
  ),
  cells: layer('src/models/cells', ['parameters', 'backend', 'contract'], ['@tensorflow']),
  parameters: layer(
    ['src/models/parameters.ts', 'src/models/initializers.ts'],
    ['backend', 'contract'],
    ['@tensorflow'],
  ),
  kernels: layer('src/kernels', ['cells', 'parameters', 'backend', 'contract'], ['@tensorflow']),
  models: layer(
    'src/models',
    ['cells', 'parameters', 'settings', 'kernels', 'backend', 'contract'],
    ['@tensorflow'],
  ),
  datasets: layer(
    'src/datasets',
    ['contract'],
    [
      '@duckdb',
      'chardet',
      'iconv-lite',
      'yauzl',
      'tar-stream',
      '@audio',
      'fast-xml-parser',
      '@huggingface',
    ],
  ),
  weights: layer(
    'src/weights',
    ['models', 'cells', 'parameters', 'settings', 'kernels', 'backend', 'contract'],
    ['h5wasm', 'yauzl'],
  ),
  tasks: layer(
    'src/tasks',
    [
      ...['models', 'cells', 'parameters', 'settings', 'kernels', 'datasets', 'backend'],
      ...['statistics', 'contract'],
    ],
    ['@tensorflow'],
  ),
  /** Numbers in, numbers and words out. */
  diagnostics: layer('src/diagnostics', ['contract'], [], { node: false }),
  trainer: layer(
    'src/trainer',
    [
      'diagnostics',
      ...['tasks', 'models', 'cells', 'parameters', 'settings', 'kernels', 'datasets', 'backend'],
      ...['weights', 'contract'],
    ],
    ['@tensorflow'],
  ),
  /** Pure numbers: no other code, no Node. */
  statistics: layer('src/statistics', [], [], { node: false }),
  /** The language of filters; the window reads it too. */
  filter: layer('src/comparison/filter', ['contract'], [], { node: false }),
  store: layer('src/store', ['contract', 'filter'], ['better-sqlite3']),
  /** Files of other programs that record runs and searches. */
  interchange: layer('src/interchange', ['contract', 'store'], ['better-sqlite3']),
  launchers: layer('src/launchers', ['contract']),
  comparison: layer('src/comparison', ['contract', 'filter', 'statistics']),
  bench: layer('src/bench', ['contract', 'comparison']),
  reproduce: layer('src/reproduce', ['contract'], ['tar-stream']),
  /** Contestants: what a trainer is made of, and the stock layers beside it. */
  'bench workers': layer(
    'src/bench/worker',
    [
      ...[
        'bench',
        'diagnostics',
        'trainer',
        'tasks',
        'models',
        'cells',
        'parameters',
        'settings',
        'kernels',
      ],
      ...['datasets', 'backend', 'contract'],
    ],
    ['@tensorflow'],
  ),
  search: layer('src/search', ['contract'], ['ml-matrix'], { node: false }),
  composition: layer(
    ['src/workbench.ts', 'src/engine', 'src/cli.ts', 'src/commands'],
    [
      ...['contract', 'home', 'store', 'datasets', 'launchers', 'comparison', 'search', 'tasks'],
      ...['backend', 'trainer', 'bench', 'reproduce', 'checks', 'filter', 'interchange'],
    ],
    ['pino', 'commander', 'cli-progress', 'picocolors'],
  ),
  /** The doctor tries each native library by itself. */
  checks: layer(
    'src/commands/checks',
    ['contract', 'home', 'backend', 'launchers', 'composition'],
    ['better-sqlite3', '@duckdb', 'picocolors'],
  ),
  electron: layer(
    'electron',
    ['contract', 'home', 'composition', 'launchers'],
    ['electron', 'pino'],
  ),
  renderer: layer(
    'renderer',
    ['contract', 'filter', 'statistics'],
    [
      ...['svelte', 'uplot', 'bits-ui', '@lucide', 'paneforge', '@fontsource-variable'],
      ...['@codemirror', '@lezer'],
    ],
    { node: false },
  ),
};

/** What must not even be reached through others: these run where TensorFlow would block or weigh. */
const withoutTensorflow = ['src/tasks/descriptors.ts', 'src/workbench.ts', 'electron/engine.ts'];

/** Everywhere: what checks and reads plain data. */
const everywhere = ['zod', 'yaml'];

function layer(paths, may, packages = [], { node = true } = {}) {
  return { paths: [paths].flat(), may, packages, node };
}

/**
 * The table as rules of dependency-cruiser.
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
export function layerRules() {
  const rules = Object.entries(layers).flatMap(([name, layer]) => [
    ownCodeRule(name, layer),
    packageRule(name, layer),
    ...(layer.node ? [] : [nodeRule(name)]),
  ]);
  return [...rules, ...withoutTensorflow.map(reachabilityRule), cycleRule()];
}

/** @returns {import('dependency-cruiser').IForbiddenRuleType} */
function ownCodeRule(name, { paths, may }) {
  const allowed = [...paths, ...may.flatMap((other) => layers[other].paths)];
  return {
    name: `${name} imports own code`,
    severity: 'error',
    from: from(name),
    to: { path: '^(src|electron|renderer|build|test)/', pathNot: patterns(allowed) },
  };
}

/** @returns {import('dependency-cruiser').IForbiddenRuleType} */
function packageRule(name, { packages }) {
  const allowed = [...everywhere, ...packages].map((one) => `(^|node_modules/)${one}(/|$)`);
  return {
    name: `${name} imports packages`,
    severity: 'error',
    from: from(name),
    to: {
      dependencyTypesNot: ['core', 'local', 'type-only'],
      pathNot: [...allowed, '^(src|electron|renderer)/'],
    },
  };
}

/** @returns {import('dependency-cruiser').IForbiddenRuleType} */
function nodeRule(name) {
  return {
    name: `${name} imports Node's modules`,
    severity: 'error',
    from: from(name),
    to: { dependencyTypes: ['core'] },
  };
}

/** @returns {import('dependency-cruiser').IForbiddenRuleType} */
function reachabilityRule(path) {
  return {
    name: `${path} must not reach TensorFlow`,
    severity: 'error',
    from: { path: patterns([path]) },
    to: { path: 'node_modules/@tensorflow', reachable: true },
  };
}

/** @returns {import('dependency-cruiser').IForbiddenRuleType} */
function cycleRule() {
  return {
    name: 'no import cycles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  };
}

/** A layer without the layers that lie inside it. */
function from(name) {
  const { paths } = layers[name];
  const isInner = (path) => paths.some((own) => path.startsWith(`${own}/`));
  const inner = Object.values(layers).flatMap((one) => one.paths.filter(isInner));
  return { path: patterns(paths), ...(inner.length > 0 ? { pathNot: patterns(inner) } : {}) };
}

/** Regular expressions for files and folders. */
const patterns = (paths) => paths.map((path) => `^${path.replaceAll('.', '\\.')}(/|$)`);

export function layerTable() {
  const width = Math.max(...Object.keys(layers).map((name) => name.length));
  return Object.entries(layers)
    .map(([name, { may, packages, node }]) => {
      const parts = [...may, ...packages, ...(node ? ['node:*'] : [])];
      return `  ${name.padEnd(width)}  ${parts.join(', ') || 'nothing'}`;
    })
    .join('\n');
}
