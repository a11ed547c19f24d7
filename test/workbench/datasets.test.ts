import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { TestEngine } from '../support/engine.ts';

const copies = (engine: TestEngine) =>
  readdirSync(join(engine.home, 'datasets')).filter((name) => !name.startsWith('.'));

describe('importing a file', () => {
  it('copies it under its hash and leaves the original alone', async () => {
    const engine = new TestEngine();
    const path = engine.write('poems.txt', 'a rose is a rose');
    const { dataset, known } = await engine.handlers['datasets.import']({ path });
    expect(known).toBe(false);
    expect(dataset).toMatchObject({ name: 'poems.txt', originalPath: path, removedAt: null });
    expect(dataset.path).toBe(join(engine.home, 'datasets', dataset.hash, 'poems.txt'));
    expect(readFileSync(dataset.path, 'utf8')).toBe('a rose is a rose');
    expect(readFileSync(path, 'utf8')).toBe('a rose is a rose');
    writeFileSync(path, 'changed later');
    expect(readFileSync(dataset.path, 'utf8')).toBe('a rose is a rose');
    expect(readdirSync(join(engine.home, 'datasets', '.incoming'))).toEqual([]);
  });

  it('recognises the same bytes under another name, also when both come at once', async () => {
    const engine = new TestEngine();
    const [one, two] = [engine.write('one.txt', 'same'), engine.write('two.txt', 'same')];
    const results = await Promise.all(
      [one, two].map((path) => engine.handlers['datasets.import']({ path })),
    );
    expect(results.map((result) => result.known).sort()).toEqual([false, true]);
    expect(results[0]!.dataset.id).toBe(results[1]!.dataset.id);
    expect(copies(engine)).toHaveLength(1);
  });

  it('brings back a removed data set, and a copy that was deleted', async () => {
    const engine = new TestEngine();
    const first = await engine.import('a.txt', 'text');
    await engine.handlers['datasets.remove']({ id: first.id });
    expect(await engine.handlers['datasets.list'](undefined)).toEqual([]);
    rmSync(first.path);
    const again = await engine.import('b.txt', 'text');
    expect(again).toEqual(first);
    expect(readFileSync(first.path, 'utf8')).toBe('text');
    expect(await engine.handlers['datasets.list'](undefined)).toEqual([first]);
  });

  it('that cannot be read says so with the name of the original and keeps nothing', async () => {
    const engine = new TestEngine();
    const path = engine.write('noise.bin', 'unreadable');
    await expect(engine.handlers['datasets.import']({ path })).rejects.toMatchObject({
      code: 'no-format',
      message: `Nothing in ${path} can be read.`,
      where: path,
    });
    expect(copies(engine)).toEqual([]);
    expect(await engine.handlers['datasets.list'](undefined)).toEqual([]);
  });

  it('ends within a second when it is stopped, wherever it stands, and keeps nothing', async () => {
    const engine = new TestEngine();
    const path = engine.write('long.txt', 'endless');
    const incoming = join(engine.home, 'datasets', '.incoming');
    for (const [round, wait] of [0, 20, 300].entries()) {
      const ticket = `import-${round}`;
      const answer = engine.handlers['datasets.import']({ path, ticket });
      const ended = expect(answer).rejects.toMatchObject({ code: 'stopped' });
      await new Promise((resolve) => setTimeout(resolve, wait));
      const asked = performance.now();
      await engine.handlers['jobs.stop']({ ticket });
      await ended;
      expect(performance.now() - asked).toBeLessThan(1000);
    }
    await vi.waitFor(() => expect(readdirSync(incoming)).toEqual([]), { timeout: 5000 });
    expect(copies(engine)).toEqual([]);
    expect(await engine.handlers['datasets.list'](undefined)).toEqual([]);
    // Another import of the same file is not held up by it.
    writeFileSync(path, 'short');
    const { known } = await engine.handlers['datasets.import']({ path, ticket: 'import-0' });
    expect(known).toBe(false);
  });

  it('of one source twice at once are two: each has its ticket, its progress and its end', async () => {
    const engine = new TestEngine();
    const path = engine.write('long.txt', 'endless');
    const start = (ticket: string) => engine.handlers['datasets.import']({ path, ticket });
    const ends = ['first', 'second'].map((ticket) =>
      expect(start(ticket)).rejects.toMatchObject({ code: 'stopped' }),
    );
    await expect(start('first')).rejects.toMatchObject({ code: 'ticket-in-use', where: 'first' });
    await vi.waitFor(() => {
      const told = engine.notices.flatMap((one) => (one.type === 'progress' ? [one.ticket] : []));
      expect(new Set(told)).toEqual(new Set(['first', 'second']));
    });
    // The one that was refused has not taken the place of the first: it can still be stopped.
    await engine.handlers['jobs.stop']({ ticket: 'first' });
    await ends[0];
    await engine.handlers['jobs.stop']({ ticket: 'second' });
    await ends[1];
    expect(copies(engine)).toEqual([]);
  });

  it('stops while a folder is packed', async () => {
    const engine = new TestEngine();
    const folder = join(engine.home, 'many');
    mkdirSync(folder);
    for (let i = 0; i < 300; i++) writeFileSync(join(folder, `${i}.txt`), `${i}`);
    const answer = engine.handlers['datasets.import']({ path: folder, ticket: 'many' });
    const ended = expect(answer).rejects.toMatchObject({ code: 'stopped' });
    await vi.waitFor(() =>
      expect(readdirSync(join(engine.home, 'datasets', '.incoming'))).toHaveLength(1),
    );
    await engine.handlers['jobs.stop']({ ticket: 'many' });
    await ended;
    await vi.waitFor(() =>
      expect(readdirSync(join(engine.home, 'datasets', '.incoming'))).toEqual([]),
    );
    expect(copies(engine)).toEqual([]);
  });

  it('keeps a folder, or files that belong together, as one archive with its own name', async () => {
    const engine = new TestEngine();
    const folder = join(engine.home, 'pairs');
    mkdirSync(folder);
    const paths = ['src-train.txt', 'tgt-train.txt'].map((name) => join(folder, name));
    for (const path of paths) writeFileSync(path, path);
    expect(await engine.handlers['datasets.group']({ paths })).toEqual([paths]);
    const [path, other] = paths as [string, string];
    const whole = await engine.handlers['datasets.import']({ path: folder });
    expect(whole.dataset).toMatchObject({ name: 'pairs', originalPath: folder });
    expect(whole.dataset.path).toMatch(/pairs\.tar$/);
    const files = await engine.handlers['datasets.import']({ path, others: [other] });
    expect(files.known).toBe(true);
    expect(files.dataset.id).toBe(whole.dataset.id);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it.each([
    ['a missing file', 'no-such-file', () => undefined],
    ['an empty folder', 'empty-folder', (path: string) => mkdirSync(path)],
    ['a device', 'not-a-file', (path: string) => symlinkSync('/dev/null', path)],
  ])('refuses %s', async (_, code, prepare) => {
    const engine = new TestEngine();
    const path = join(engine.home, 'absent');
    prepare(path);
    await expect(engine.handlers['datasets.import']({ path })).rejects.toMatchObject({ code });
  });

  it('clears away what a killed import left, and replaces a copy without a record', async () => {
    const engine = new TestEngine();
    const { home, workbench } = engine;
    const dataset = await engine.import('a.txt', 'left over');
    await workbench.close();
    rmSync(join(home, 'unroll.sqlite'));
    mkdirSync(join(home, 'datasets', '.incoming', 'torn'), { recursive: true });
    writeFileSync(dataset.path, 'torn');
    const next = new TestEngine({ home });
    expect(existsSync(join(home, 'datasets', '.incoming'))).toBe(false);
    await next.import('a.txt', 'left over');
    expect(readFileSync(dataset.path, 'utf8')).toBe('left over');
  });

  it('is not removed while a run reads it, and is still found by ended runs', async () => {
    const engine = new TestEngine();
    const run = await engine.run({ steps: 10_000, delay: 5 });
    const id = run.datasetId;
    await expect(engine.handlers['datasets.remove']({ id })).rejects.toMatchObject({
      code: 'run-active',
    });
    await engine.handlers['runs.cancel']({ id: run.id });
    await engine.reach(run.id, 'cancelled');
    await engine.handlers['datasets.remove']({ id });
    await engine.handlers['runs.resume']({ id: run.id });
    await engine.reach(run.id, 'running');
  });
});
