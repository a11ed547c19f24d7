import { expect, test } from '@playwright/test';
import { goTo, writeYaml } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { samplePath } from './support/samples.ts';

/** What the system would show. A virtual display shows none, so that it is caught where it is made. */

interface Caught {
  readonly title: string;
  readonly body: string;
}

declare global {
  var caughtNotifications: (Caught & { click(): void })[];
}

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
  await unroll.application.evaluate(({ BrowserWindow, Notification }) => {
    globalThis.caughtNotifications = [];
    BrowserWindow.prototype.isFocused = () => false;
    Notification.isSupported = () => true;
    Notification.prototype.show = function catchIt(this: Electron.Notification) {
      const { title, body } = this;
      globalThis.caughtNotifications.push({ title, body, click: () => this.emit('click') });
    };
  });
});
test.afterAll(async () => unroll.close());

const caught = (): Promise<Caught[]> =>
  unroll.application.evaluate(() =>
    globalThis.caughtNotifications.map(({ title, body }) => ({ title, body })),
  );

async function train(): Promise<void> {
  const { page } = unroll;
  await goTo(page, 'Train');
  await writeYaml(page, 'task: forecasting\nhidden_size: 4\nmax_steps: 10\neval_every: 5\n');
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('4');
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('main').getByText('Completed')).toBeVisible({ timeout: 60_000 });
}

test('a run that ends while somebody is elsewhere is told, and a click leads to it', async () => {
  const { page, application } = unroll;
  await dropFiles(page, [samplePath('electricity-demand.csv')]);
  await expect(page.getByRole('button', { name: 'Adjust settings' })).toBeVisible();
  await train();
  await expect.poll(caught).toHaveLength(1);
  const [told] = await caught();
  expect(told!.title).toMatch(/^[a-z]+-[a-z]+-\d+ is trained$/);
  expect(told!.body).toMatch(/^Mean squared error 0?\.?\d/);
  await goTo(page, 'Data');
  await application.evaluate(() => globalThis.caughtNotifications[0]!.click());
  const name = told!.title.replace(' is trained', '');
  await expect(page.getByRole('main').getByRole('heading', { name })).toBeVisible();
});

test('none is shown once they are switched off', async () => {
  const { page } = unroll;
  await goTo(page, 'Settings');
  await page.getByRole('switch', { name: /When a run or a search ends/ }).click();
  await train();
  expect(await caught()).toHaveLength(1);
});
