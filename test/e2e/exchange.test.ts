import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import Database from 'better-sqlite3';
import { goTo, openedRun, picture, rowOf, waitForState, writeYaml } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createStudy, listRuns, listStudies, samplePath } from './support/samples.ts';

/** What a run will take, and the ways in and out of the window: files that other programs read and wrote. */

test.describe.configure({ mode: 'serial' });

const folder = mkdtempSync(join(tmpdir(), 'unroll-exchange-'));
const fixtures = resolve(import.meta.dirname, '../interchange/fixtures');

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll({ width: 1440, height: 900 });
  await dropFiles(unroll.page, [samplePath('electricity-demand.csv')]);
  const library = unroll.page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^electricity-demand/ })).toBeVisible();
});
test.afterAll(async () => unroll.close());

/** Answers the system's next dialogs for saving. @returns the file's path */
async function savingTo(name: string): Promise<string> {
  const path = join(folder, name);
  await unroll.application.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, path);
  return path;
}

/** Answers the system's next dialogs for opening, and notes whether folders could be chosen. */
async function choosing(paths: readonly string[]): Promise<void> {
  await unroll.application.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = async (_window: unknown, options?: { properties?: string[] }) => {
        const folders = options?.properties?.includes('openDirectory') === true;
        // The system offers only what was asked for.
        const fits = filePaths.every((path) => /\.\w+$/.test(path) !== folders);
        return { canceled: !fits, filePaths: fits ? filePaths : [] };
      };
    },
    [...paths],
  );
}

async function saved(path: string): Promise<Buffer> {
  await expect(unroll.page.getByText(`Saved ${path}`)).toBeVisible();
  return readFileSync(path);
}

test('a moment of training tells what a run takes, and the run is held against it', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await goTo(page, 'Train');
  await writeYaml(page, 'task: forecasting\nhidden_size: 8\nmax_steps: 60\neval_every: 30\n');
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.getByText(/measured: [\d.]+ ms a step, \d+ MB, kernel/)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText(/, done at \d/)).toBeVisible();
  await picture(page, 'train-measured');
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await openedRun(page);
  await waitForState(page, 'completed', 60_000);
  await page.getByRole('tab', { name: 'Details' }).click();
  await expect(page.getByText('from a moment of training')).toBeVisible();
  const memory = page.getByText(/\d+ MB expected, \d+ MB seen/);
  await memory.scrollIntoViewIfNeeded();
  await expect(memory).toBeVisible();
  await picture(page, 'run-estimate');
});

test('its chart leaves as drawing, picture and data', async () => {
  const { page } = unroll;
  const save = async (entry: string, name: string) => {
    const path = await savingTo(name);
    await page.locator('figure.chart .menu-button').first().click();
    await page.getByRole('menuitem', { name: entry }).click();
    return saved(path);
  };
  const svg = (await save('Save drawing (SVG)…', 'chart.svg')).toString('utf8');
  expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
  expect(svg).toContain('<path');
  const png = await save('Save picture (PNG)…', 'chart.png');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  // Width and height stand in the header.
  expect(png.readUInt32BE(16)).toBeGreaterThan(300);
  const csv = (await save('Save data (CSV)…', 'chart.csv')).toString('utf8').trim().split('\n');
  expect(csv.length).toBeGreaterThan(10);
});

test('the table of runs leaves as CSV and LaTeX', async () => {
  const { page } = unroll;
  await goTo(page, 'Runs');
  const [run] = await listRuns(page);
  const save = async (entry: string, name: string) => {
    const path = await savingTo(name);
    await page.getByRole('button', { name: 'Export the table, import runs' }).click();
    await page.getByRole('menuitem', { name: entry }).click();
    return (await saved(path)).toString('utf8');
  };
  const [head, row] = (await save('Save as CSV…', 'runs.csv')).split('\n');
  expect(head).toContain('Name');
  expect(row).toContain(run!.name);
  const latex = await save('Save as LaTeX…', 'runs.tex');
  expect(latex).toContain('\\begin{tabular}');
  expect(latex).toContain(run!.name);
});

/** @param name of Optuna's or MLflow's tables as SQL */
function databaseOf(name: string): string {
  const path = join(folder, `${name}.db`);
  const database = new Database(path);
  // Tables stand in the order of their names.
  database.pragma('foreign_keys = OFF');
  database.exec(readFileSync(join(fixtures, `${name}.sql`), 'utf8'));
  database.close();
  return path;
}

function trackingFolder(): string {
  const root = join(folder, 'mlruns');
  const files = {
    '7/meta.yaml': 'experiment_id: "7"\nname: demand\nlifecycle_stage: active\n',
    '7/0123abc/meta.yaml':
      'run_id: 0123abc\nrun_name: bold-cat\nstatus: 3\nstart_time: 1000\nend_time: 9000\nlifecycle_stage: active\n',
    '7/0123abc/params/lr': '0.01',
    '7/0123abc/metrics/val_loss': '2000 1.5 1\n3000 1.25 2\n',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

test('runs of Optuna, MLflow and TensorBoard come in, files and folders', async () => {
  const { page } = unroll;
  const take = async (path: string, entry: RegExp) => {
    await choosing([path]);
    await page.getByRole('button', { name: 'Export the table, import runs' }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };
  await take(databaseOf('optuna'), /^Import runs of Optuna/);
  await expect(rowOf(page, 'demand-0')).toBeVisible();
  await expect(rowOf(page, 'demand-3')).toBeVisible();
  await take(databaseOf('mlflow'), /^Import runs of Optuna/);
  await expect(rowOf(page, 'calm-finch')).toBeVisible();
  await expect(rowOf(page, 'loud-crow')).toContainText('Failed');
  await take(trackingFolder(), /^Import a folder of runs/);
  await expect(rowOf(page, 'bold-cat')).toBeVisible();
  await take(join(fixtures, 'events'), /^Import a folder of runs/);
  await expect(rowOf(page, 'plain')).toBeVisible();
  await expect(rowOf(page, 'tensors')).toBeVisible();
  const tools = (await listRuns(page)).map(({ source }) => source?.tool ?? null);
  const count = (tool: string | null) => tools.filter((one) => one === tool).length;
  expect([null, 'optuna', 'mlflow', 'tensorboard'].map(count)).toEqual([1, 4, 3, 2]);
  const finch = (await listRuns(page)).find(({ name }) => name === 'calm-finch')!;
  expect(finch).toMatchObject({ settings: { lr: 0.01, cell: 'gru' }, best: { val_loss: 1.25 } });
  await picture(page, 'runs-imported');
  // What is no file of runs says so, and nothing comes in.
  await take(samplePath('electricity-demand.csv'), /^Import runs of Optuna/);
  await expect(page.getByText(/holds no runs that Unroll can read/)).toBeVisible();
  expect(await listRuns(page)).toHaveLength(10);
});

test('a search leaves for Optuna and as JSON', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await createStudy(page, {
    datasetId: 1,
    task: 'forecasting',
    settings: { hidden_size: 8, max_steps: 10, eval_every: 5 },
    space: 'parameters:\n  lr: default\n',
    sampler: { id: 'random' },
    limits: { trials: 2 },
  });
  const state = async () => (await listStudies(page))[0]?.state;
  await expect.poll(state, { timeout: 90_000 }).toBe('completed');
  await goTo(page, 'Search');
  const save = async (entry: string, name: string) => {
    const path = await savingTo(name);
    await page.getByRole('button', { name: 'Export the search' }).click();
    await page.getByRole('menuitem', { name: entry }).click();
    await saved(path);
    return path;
  };
  const json = JSON.parse(readFileSync(await save('Save as JSON…', 'study.json'), 'utf8'));
  expect(json.trials).toHaveLength(2);
  const database = new Database(await save('Save for Optuna (SQLite)…', 'study.db'), {
    readonly: true,
  });
  const rows = database.prepare('SELECT state FROM trials').all();
  expect(rows).toEqual([{ state: 'COMPLETE' }, { state: 'COMPLETE' }]);
  database.close();
});
