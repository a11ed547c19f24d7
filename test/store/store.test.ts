import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, openForWriting } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { Store } from '../../src/store/store.ts';
import { bundledScript } from '../support/bundled-script.ts';
import { point, storedRun } from '../support/records.ts';
import { temporaryHome } from '../support/temporary-home.ts';

const file = (home: string) => join(home, 'unroll.sqlite');

describe('the experiment database', () => {
  it('is strict, keeps foreign keys and writes ahead', () => {
    const home = temporaryHome();
    Store.open(home).close();
    const database = openForWriting(file(home));
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(database.pragma('synchronous', { simple: true })).toBe(1);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    const loose = database
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0")
      .pluck()
      .all();
    expect(loose).toEqual(['sqlite_schema']);
    expect(database.pragma('foreign_key_check')).toEqual([]);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });

  it('refuses a newer version and does not touch its file', () => {
    const home = temporaryHome();
    const newer = new Database(file(home));
    newer.exec('CREATE TABLE of_the_future (a)');
    newer.pragma(`user_version = ${migrations.length + 1}`);
    newer.close();
    const before = readFileSync(file(home));
    expect(() => Store.open(home)).toThrow('written by a newer Unroll');
    expect(() => Store.openReadOnly(home, () => undefined)).toThrow('written by a newer Unroll');
    expect(readFileSync(file(home))).toEqual(before);
  });

  it('refuses a damaged file and keeps it', () => {
    const home = temporaryHome();
    const store = Store.open(home);
    storedRun(store, 'a');
    store.close();
    const bytes = readFileSync(file(home));
    bytes.fill(0x5a, 100, 4096);
    writeFileSync(file(home), bytes);
    let caught: unknown;
    try {
      Store.open(home).close();
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'corrupt-database', where: file(home) });
    expect(readFileSync(file(home))).toEqual(bytes);
  });

  it('undoes a migration that fails half-way', () => {
    const database = new Database(':memory:');
    migrate(database, ['CREATE TABLE a (x ANY) STRICT;']);
    const broken = ['', 'CREATE TABLE b (x ANY) STRICT; CREATE TABLE b (x ANY) STRICT;'];
    expect(() => migrate(database, broken)).toThrow('already exists');
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
    expect(tables.pluck().all()).toEqual(['a']);
    migrate(database, ['', 'CREATE TABLE b (x ANY) STRICT;']);
    expect(database.pragma('user_version', { simple: true })).toBe(2);
    database.close();
  });

  it('can be moved with its home folder', () => {
    const home = temporaryHome();
    const store = Store.open(join(home, 'old'));
    const run = store.runs.get(storedRun(store, 'a'));
    expect(run.directory).toBe(join(home, 'old', 'runs', 'a'));
    store.close();
    const moved = join(home, 'new');
    mkdirSync(moved);
    writeFileSync(file(moved), readFileSync(file(join(home, 'old'))));
    const again = Store.open(moved);
    expect(again.runs.get(run.id).directory).toBe(join(moved, 'runs', 'a'));
    again.close();
  });

  it('forgets what was removed long ago, data sets only when no run needs them', () => {
    const home = temporaryHome();
    const store = Store.open(home);
    const [kept, gone] = [storedRun(store, 'kept'), storedRun(store, 'gone')];
    store.metrics.append(gone, [point(1, { 'train/loss': 1 })]);
    for (const id of [kept, gone]) store.datasets.remove(store.runs.get(id).datasetId);
    store.runs.remove(gone);
    expect(store.runs.purge(Date.now() - 1000)).toEqual([]);
    expect(store.runs.purge(Date.now() + 1000)).toEqual([join(home, 'runs', 'gone')]);
    expect(store.datasets.purge(Date.now() + 1000)).toEqual([expect.stringContaining('gone.txt')]);
    expect(store.metrics.names([gone])).toEqual([]);
    expect(() => store.runs.get(gone)).toThrow('no run number');
    expect(store.runs.get(kept).name).toBe('kept');
    store.close();
  });
});

describe('a home folder', () => {
  it('that cannot be made is refused in words', () => {
    const path = join(temporaryHome(), 'file');
    writeFileSync(path, '');
    for (const open of [Store.open, (home: string) => Store.openReadOnly(home, () => undefined)]) {
      expect(() => open(join(path, 'home'))).toThrow('The home folder cannot be made');
    }
  });
});

describe('one writer', () => {
  it('keeps others out until it leaves', () => {
    const home = temporaryHome();
    const first = Store.open(home);
    expect(() => Store.open(home)).toThrow(`(process ${process.pid}) is working`);
    first.close();
    Store.open(home).close();
    expect(readdirSync(home).sort()).toEqual(['engine.lock', 'unroll.sqlite']);
  });

  it('that was killed leaves no lock, and every committed point', { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    const script = await bundledScript('append-until-killed.ts');
    const writer = spawn(process.execPath, [script, home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let committed = 0;
    writer.stdout.on('data', (text: Buffer) => {
      committed = Number(text.toString().trim().split('\n').at(-1));
    });
    const gone = new Promise((done) => writer.once('exit', done));
    await expect.poll(() => committed, { timeout: 30_000, interval: 1 }).toBeGreaterThan(2000);
    expect(() => Store.open(home)).toThrow(`(process ${writer.pid}) is working`);
    writer.kill('SIGKILL');
    await gone;

    const store = Store.open(home);
    const { id } = store.runs.list()[0]!;
    const [loss] = store.metrics.series([id], ['train/loss'], 100_000);
    expect(loss!.total).toBeGreaterThanOrEqual(committed);
    expect(loss!.steps).toEqual(Array.from({ length: loss!.total }, (_, i) => i));
    expect(loss!.values).toEqual(loss!.steps.map((step) => Math.sin(step)));
    const [lr] = store.metrics.series([id], ['lr'], 100_000);
    expect(lr!.total).toBe(loss!.total);
    store.metrics.append(id, [point(loss!.total, { 'train/loss': 1, lr: 1 })]);
    store.close();
  });
});
