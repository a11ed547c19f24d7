import { expect, test } from '@playwright/test';
import { goTo, openedRun, picture, rowOf, waitForState, writeYaml } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createRun, listRuns, samplePath, writtenFile } from './support/samples.ts';

/** What goes wrong is said beside its cause, and nothing is lost. */

test.describe.configure({ mode: 'serial' });

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('files that cannot be read say why, and a good one beside them still arrives', async () => {
  const { page } = unroll;
  const picturesBytes = new Uint8Array([
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0,
  ]);
  const image = writtenFile('photo.png', picturesBytes);
  const empty = writtenFile('empty.csv', '');
  await dropFiles(page, [image, empty, samplePath('electricity-demand.csv')]);
  const imports = page.getByRole('list', { name: 'Files being added' });
  await expect(imports.getByRole('listitem').filter({ hasText: 'photo.png' })).toContainText(
    /picture|image/i,
  );
  await expect(imports.getByRole('listitem').filter({ hasText: 'empty.csv' })).toContainText(
    /empty/i,
  );
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^electricity-demand/ })).toBeVisible();
  await picture(page, 'data-errors');
  await imports.getByRole('button', { name: 'Dismiss all' }).click();
  await expect(imports).toHaveCount(0);
});

test('a file that takes long is stopped at once and leaves nothing', async () => {
  const { page } = unroll;
  const long = writtenFile('long.txt', 'one of very many lines of a text\n'.repeat(2_500_000));
  await dropFiles(page, [long]);
  const imports = page.getByRole('list', { name: 'Files being added' });
  await expect(imports.getByRole('progressbar', { name: 'Reading long.txt' })).toBeVisible();
  await picture(page, 'data-reading');
  await imports.getByRole('button', { name: 'Stop adding long.txt' }).click();
  await expect(imports).toHaveCount(0, { timeout: 1000 });
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^electricity-demand/ })).toBeVisible();
  await expect(library.getByText('long.txt')).toHaveCount(0);
});

test('a value out of range is refused beside its field', async () => {
  const { page } = unroll;
  // By keyboard: what was pressed is gone with its view, the next Tab goes on in the new one.
  await page.getByRole('button', { name: 'Adjust settings' }).press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  const field = page.getByRole('textbox', { name: 'Hidden size' });
  await field.fill('0');
  await expect(page.getByText(/1 to 8192/).first()).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await writeYaml(page, 'task: forecasting\nhiden_size: 24\n');
  await expect(page.getByText(/hidden_size/).first()).toBeVisible();
  await writeYaml(page, 'task: forecasting\nhidden_size: 24\n');
  await expect(field).toHaveValue('24');
});

test('a run pauses within a second and goes on', async () => {
  const { page } = unroll;
  const settings = { hidden_size: 16, max_steps: 4000, eval_every: 500 };
  const run = await createRun(page, { datasetId: 1, task: 'forecasting', settings });
  await goTo(page, 'Runs');
  await rowOf(page, run.name).getByRole('button', { name: run.name, exact: true }).click();
  expect(await openedRun(page)).toBe(run.name);
  await expect
    .poll(async () => (await listRuns(page))[0]?.step, { timeout: 60_000 })
    .toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Pause' }).press('Enter');
  await waitForState(page, 'paused', 10_000);
  await expect(page.getByRole('button', { name: 'Resume' }).first()).toBeFocused();
  const paused = (await listRuns(page))[0]!;
  await page.getByRole('button', { name: 'Resume' }).first().click();
  await expect
    .poll(async () => (await listRuns(page))[0]?.step, { timeout: 60_000 })
    .toBeGreaterThan(paused.step + 5);
});

test('a trainer killed by force leaves an interrupted run and a working window', async () => {
  const { page } = unroll;
  const [run] = await listRuns(page);
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  const trainer = await unroll.application.evaluate(({ app }) =>
    app.getAppMetrics().find(({ name }) => name?.startsWith('Unroll trainer')),
  );
  process.kill(trainer!.pid, 'SIGKILL');
  await waitForState(page, 'interrupted', 10_000);
  await picture(page, 'run-interrupted');
  await page.getByRole('button', { name: 'Resume' }).first().click();
  await expect
    .poll(async () => (await listRuns(page))[0]?.state, { timeout: 30_000 })
    .toBe('running');
  await page.getByRole('button', { name: 'Stop for good' }).click();
  await waitForState(page, 'cancelled', 10_000);
  expect((await listRuns(page)).map(({ name }) => name)).toContain(run?.name);
});

test('a removed run comes back with undo', async () => {
  const { page } = unroll;
  await goTo(page, 'Runs');
  const [run] = await listRuns(page);
  const row = rowOf(page, run!.name);
  await row.getByRole('checkbox').check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Remove' }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row).toHaveCount(1);
});

test('a late answer does not take the window away from where the person has gone', async () => {
  const { page } = unroll;
  const before = (await listRuns(page)).length;
  await goTo(page, 'Train');
  const engine = await unroll.application.evaluate(({ app }) =>
    app.getAppMetrics().find(({ name }) => name === 'Unroll engine'),
  );
  process.kill(engine!.pid, 'SIGSTOP');
  try {
    await page.getByRole('button', { name: 'Train RNN, LSTM and GRU' }).click();
    await goTo(page, 'Runs');
  } finally {
    process.kill(engine!.pid, 'SIGCONT');
  }
  // The table's head is a row too.
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(1 + before + 3);
  await expect(page.getByRole('main')).toHaveAttribute('data-view', 'runs');
});

test('a view whose file cannot be read says so, and is there once it can', async () => {
  const { page, application } = unroll;
  const withholding = (is: boolean) =>
    application.evaluate(({ session }, withheld) => {
      session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
        answer({ cancel: withheld && details.url.includes('SearchView') });
      });
    }, is);
  await withholding(true);
  await page.getByRole('navigation').getByRole('button', { name: 'Search' }).click();
  await expect(page.getByText('Search could not be loaded')).toBeVisible();
  await picture(page, 'view-missing');
  await withholding(false);
  await page.getByRole('button', { name: 'Load the window again' }).click();
  await expect(page.getByText('Search could not be loaded')).toHaveCount(0);
  await goTo(page, 'Search');
  await expect(page.locator('main[data-view="search"] h2').first()).toBeVisible();
});
