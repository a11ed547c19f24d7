import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnoses } from '../../renderer/messages/zh-CN/diagnoses.ts';
import { events } from '../../renderer/messages/zh-CN/events.ts';
import { presets } from '../../renderer/messages/zh-CN/presets.ts';
import { problems } from '../../renderer/messages/zh-CN/problems.ts';
import { searchMethods } from '../../renderer/messages/zh-CN/search-methods.ts';
import { searchOptions } from '../../renderer/messages/zh-CN/search-options.ts';
import { settings as catalogue } from '../../renderer/messages/zh-CN/settings/index.ts';
import { reasons, samples, tasks } from '../../renderer/messages/zh-CN/tasks.ts';
import { units } from '../../renderer/messages/zh-CN/units.ts';
import { pruners } from '../../src/search/pruners/index.ts';
import { samplers } from '../../src/search/samplers/index.ts';
import { taskDescriptors } from '../../src/tasks/descriptors.ts';

const root = resolve(import.meta.dirname, '../..');
const messages = join(root, 'renderer/messages');

interface Catalogue {
  readonly keys: readonly string[];
  /** Placeholders by key, sorted; of every variant where a message has several. */
  readonly placeholders: ReadonlyMap<string, string>;
}

function read(locale: string, file: string): Catalogue {
  const content = JSON.parse(readFileSync(join(messages, locale, file), 'utf8')) as Record<
    string,
    unknown
  >;
  const entries = Object.entries(content).filter(([key]) => key !== '$schema');
  const placeholders = entries.map(([key, value]): [string, string] => {
    const found = JSON.stringify(value).match(/\{[a-zA-Z]+\}/g) ?? [];
    return [key, [...new Set(found)].sort().join(' ')];
  });
  return { keys: entries.map(([key]) => key), placeholders: new Map(placeholders) };
}

const files = readdirSync(join(messages, 'en')).filter((file) => file.endsWith('.json'));

describe('the two message catalogues', () => {
  it('consist of the same files, each listed in the project', () => {
    const chinese = readdirSync(join(messages, 'zh-CN')).filter((file) => file.endsWith('.json'));
    const project = readFileSync(join(root, 'renderer/project.inlang/settings.json'), 'utf8');
    expect(chinese).toEqual(files);
    for (const file of files) expect(project).toContain(`./messages/{locale}/${file}`);
  });

  it.each(files)('have the same keys with the same placeholders in %s', (file) => {
    const english = read('en', file);
    const chinese = read('zh-CN', file);
    expect(chinese.keys).toEqual(english.keys);
    expect(chinese.placeholders).toEqual(english.placeholders);
  });

  it.each(files)('hold nothing in %s that the window never says', (file) => {
    const sources = sourcesUnder('renderer').join('\n');
    const unused = read('en', file).keys.filter(
      (key) => !new RegExp(`\\bm\\.${key}\\b`).test(sources),
    );
    expect(unused).toEqual([]);
  });
});

describe('Chinese words for what the engine describes in English', () => {
  const settings = taskDescriptors.flatMap((task) =>
    task.settings.map((setting) => ({ task: task.id, setting })),
  );

  it('name and explain every setting of every task', () => {
    const missing = settings
      .filter(({ task, setting }) => {
        const words = catalogue[`${task}.${setting.name}`] ?? catalogue[setting.name];
        return words === undefined || words.label === '' || words.help === '';
      })
      .map(({ task, setting }) => `${task}.${setting.name}`);
    expect(missing).toEqual([]);
  });

  it('name and explain every choice, and no choice that does not exist', () => {
    for (const { task, setting } of settings) {
      const words = catalogue[`${task}.${setting.name}`] ?? catalogue[setting.name];
      const values = setting.type === 'choice' ? setting.choices.map((choice) => choice.value) : [];
      expect(Object.keys(words?.choices ?? {}), setting.name).toEqual(values);
    }
  });

  it('hold no setting that no task has', () => {
    const known = new Set(
      settings.flatMap(({ task, setting }) => [setting.name, `${task}.${setting.name}`]),
    );
    expect(Object.keys(catalogue).filter((name) => !known.has(name))).toEqual([]);
  });

  it('name and explain every sampler, pruner and option of one, and none that does not exist', () => {
    const methods = [...samplers, ...pruners];
    expect(Object.keys(searchMethods).sort()).toEqual(methods.map(({ id }) => id).sort());
    const used = methods.flatMap(({ id, options }) =>
      options.map(({ name }) => (`${id}.${name}` in searchOptions ? `${id}.${name}` : name)),
    );
    expect(Object.keys(searchOptions).sort()).toEqual([...new Set(used)].sort());
  });

  it('name every unit', () => {
    const options = [...samplers, ...pruners].flatMap((method) => method.options);
    const described = [...settings, ...options.map((setting) => ({ setting }))];
    const used = described.flatMap(({ setting }) =>
      'unit' in setting && setting.unit !== undefined ? [setting.unit] : [],
    );
    expect([...new Set(used)].filter((unit) => units[unit] === undefined)).toEqual([]);
  });

  it('name every task and say why it fits', () => {
    for (const { id } of taskDescriptors) {
      expect(tasks[id]?.label).toBeTruthy();
      expect(reasons[id]).toBeTypeOf('function');
    }
  });

  it('name every preset, and none that does not exist', () => {
    const ids = taskDescriptors.flatMap((task) => (task.presets ?? []).map(({ id }) => id));
    expect(Object.keys(presets).sort()).toEqual(ids.sort());
  });

  it('name every bundled sample', () => {
    const path = join(root, 'build/resources/samples/samples.json');
    const bundled = JSON.parse(readFileSync(path, 'utf8')) as { id: string }[];
    expect(bundled.map(({ id }) => id).filter((id) => samples[id] === undefined)).toEqual([]);
  });

  it('say every event of a trainer, and none that does not exist', () => {
    const sources = sourcesUnder('src/trainer').join('\n');
    const all = [sources, ...sourcesUnder('src/engine')].join('\n');
    const unknown = Object.keys(events).filter((code) => !all.includes(`'${code}'`));
    expect(unknown).toEqual([]);
    const told = [...sources.matchAll(/type: 'event'[^}]*?code: '([a-z-]+)'/g)];
    const reported = [...sources.matchAll(/event\('(?:info|warning|error)', '([a-z-]+)'/g)];
    const codes = [...told, ...reported].map(([, code]) => code!);
    expect(codes.length).toBeGreaterThan(4);
    expect(codes.filter((code) => events[code] === undefined)).toEqual([]);
  });

  it('hold no problem that nothing can have', () => {
    const sources = [...sourcesUnder('src'), ...sourcesUnder('electron')].join('\n');
    const unknown = Object.keys(problems).filter((code) => !sources.includes(`'${code}'`));
    expect(unknown).toEqual([]);
  });

  it('say a problem the same when it is translated twice', () => {
    for (const [code, translate] of Object.entries(problems)) {
      const once = translate({ code, message: 'Something broke.', where: 'a.csv' });
      const twice = translate({ code, where: 'a.csv', ...once });
      expect(twice, code).toEqual(once);
    }
  });

  it('explain every diagnosis that the data readers can make', () => {
    const codes = diagnosisCodes();
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => diagnoses[code] === undefined)).toEqual([]);
  });
});

/** Read from the sources: a diagnosis is an object with severity and code, or a call of `add`. */
function diagnosisCodes(): string[] {
  const severity = "'(?:info|warning|error)'";
  const written = new RegExp(`severity: ${severity},\\s*code: '([a-z-]+)'`, 'g');
  const added = new RegExp(`\\badd\\(\\s*(?:${severity},\\s*)?'([a-z-]+)'`, 'g');
  const codes = sourcesUnder('src/datasets').flatMap((source) =>
    [...source.matchAll(written), ...source.matchAll(added)].map((match) => match[1]!),
  );
  return [...new Set(codes)].sort();
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|svelte)$/.test(path) && !path.startsWith('paraglide'))
    .map((path) => readFileSync(join(root, folder, path), 'utf8'));
}
