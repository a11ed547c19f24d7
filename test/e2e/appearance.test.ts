import { expect, type Page, test } from '@playwright/test';
import { dress, goTo, picture, seriousFaults } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { createRun, createStudy, listRuns, listStudies, samplePath } from './support/samples.ts';

/** Every view in light, dark and Chinese, looked over by axe; pictures are kept for people. */

let unroll: Unroll;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  unroll = await launchUnroll();
  const { page } = unroll;
  await dropFiles(page, [samplePath('electricity-demand.csv'), samplePath('tinyshakespeare.txt')]);
  const library = page.getByRole('region', { name: 'Data sets' });
  await expect(library.getByRole('button', { name: /^electricity-demand/ })).toBeVisible();
  await expect(library.getByRole('button', { name: /^tinyshakespeare/ })).toBeVisible({
    timeout: 30_000,
  });
  for (const cell of ['rnn', 'gru']) {
    const settings = { cell, hidden_size: 16, max_steps: 40, eval_every: 10 };
    await createRun(page, { datasetId: 1, task: 'forecasting', settings });
  }
  await expect
    .poll(async () => (await listRuns(page)).filter(({ state }) => state === 'completed').length, {
      timeout: 150_000,
    })
    .toBe(2);
  await createStudy(page, {
    datasetId: 1,
    task: 'forecasting',
    settings: { hidden_size: 8, max_steps: 20, eval_every: 10 },
    space: 'parameters:\n  lr: default\n  cell: [rnn, gru]\n  dropout: default\n',
    sampler: { id: 'random' },
    limits: { trials: 4 },
  });
  await expect
    .poll(async () => (await listStudies(page))[0]?.state, { timeout: 100_000 })
    .toBe('completed');
});
test.afterAll(async () => unroll.close());

const appearances = [
  { name: 'light', theme: 'light', locale: 'en', size: { width: 1280, height: 800 } },
  { name: 'dark', theme: 'dark', locale: 'en', size: { width: 1920, height: 1200 } },
  { name: 'chinese', theme: 'light', locale: 'zh-CN', size: { width: 1280, height: 800 } },
  // The smallest window that can be made.
  { name: 'small', theme: 'light', locale: 'en', size: { width: 800, height: 560 } },
] as const;

/** Views by their place in the rail, so that the language does not matter. */
const visits: readonly {
  name: string;
  open(page: Page): Promise<void>;
  /** What is read when it is first shown, and therefore comes later than the view. */
  late?: string;
}[] = [
  { name: 'data', open: (page) => page.keyboard.press('ControlOrMeta+1') },
  { name: 'train', open: (page) => page.keyboard.press('ControlOrMeta+2'), late: '.cm-content' },
  { name: 'runs', open: (page) => page.keyboard.press('ControlOrMeta+3') },
  {
    name: 'run',
    async open(page) {
      await page.keyboard.press('ControlOrMeta+3');
      const [run] = await listRuns(page);
      await page.getByRole('grid').getByRole('button', { name: run!.name, exact: true }).click();
    },
  },
  { name: 'compare', open: (page) => page.keyboard.press('ControlOrMeta+4') },
  { name: 'search', open: (page) => page.keyboard.press('ControlOrMeta+5'), late: 'main table' },
  { name: 'settings', open: (page) => page.keyboard.press('ControlOrMeta+,') },
];

for (const appearance of appearances) {
  test(`every view in ${appearance.name}: nothing serious, nothing clipped`, async () => {
    const { page, application } = unroll;
    await application.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, appearance.size);
    await dress(page, appearance.theme, appearance.locale);
    for (const visit of visits) {
      await visit.open(page);
      await expect(page.locator(`main[data-view="${visit.name}"] > *`).first()).toBeVisible();
      if (visit.late !== undefined) await expect(page.locator(visit.late)).toBeVisible();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await picture(page, `${visit.name}-${appearance.name}`);
      expect(await seriousFaults(page), visit.name).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, visit.name).toBeLessThanOrEqual(0);
      expect(await scrolledSideways(page), visit.name).toEqual([]);
    }
  });
}

/** What can be moved sideways within the view, other than tables, text editors and rows of tabs. */
function scrolledSideways(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter(
        (element) =>
          /auto|scroll/.test(getComputedStyle(element).overflowX) &&
          element.scrollWidth > element.clientWidth &&
          !element.matches('[role="grid"], .cm-scroller, .tab-list, :has(> table)'),
      )
      .map(({ className }) => className),
  );
}

test('the menu speaks the language of the window', async () => {
  const { page, application } = unroll;
  const labels = () =>
    application.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));
  await dress(page, 'light', 'zh-CN');
  await expect.poll(labels).toEqual(['文件', '编辑', '前往', '视图', '帮助']);
  await dress(page, 'light', 'en');
  await expect.poll(labels).toEqual(['File', 'Edit', 'Go', 'View', 'Help']);
});

test('the keyboard reaches every view, the palette and the shortcut sheet', async () => {
  const { page } = unroll;
  await dress(page, 'light', 'en');
  await goTo(page, 'Data');
  await page.keyboard.press('ControlOrMeta+K');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await expect(palette).toBeVisible();
  await page.keyboard.type('compare');
  await picture(page, 'palette');
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toHaveAttribute('data-view', 'compare');
  await page.keyboard.press('Shift+?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  for (const [index, view] of ['data', 'train', 'runs', 'compare'].entries()) {
    await page.keyboard.press(`ControlOrMeta+${index + 1}`);
    await expect(page.locator('main')).toHaveAttribute('data-view', view);
  }
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus-visible')).toBeVisible();
});
