import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Bridge } from '../../src/contract/index.ts';
import { openedRun, waitForState, writeYaml } from './support/actions.ts';
import { dropFiles, launchUnroll, type Unroll } from './support/application.ts';
import { listRuns, samplePath } from './support/samples.ts';

/** Where the addon lies: in a package beside the archive, where libraries can be loaded. */
function addonPath(): string {
  const packaged = process.env['UNROLL_PACKAGED_EXECUTABLE'];
  return packaged === undefined
    ? resolve(import.meta.dirname, '../../out/native/unroll_kernels.node')
    : join(dirname(packaged), 'resources/native/unroll_kernels.node');
}

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test("the window's trainers load the compiled kernels", async () => {
  type BridgedWindow = typeof globalThis & { readonly workbench: Bridge };
  const kernels = () =>
    unroll.page.evaluate(async () => {
      const answer = await (globalThis as BridgedWindow).workbench.request('app.status', undefined);
      return answer.ok ? (answer.value.device?.nativeKernels ?? null) : null;
    });
  await expect.poll(kernels, { timeout: 60_000 }).not.toBeNull();
  const found = await kernels();
  expect(found?.state).toBe(existsSync(addonPath()) ? 'ready' : 'absent');
});

test('a cell is chosen in the form, stands in the YAML, and trains', async () => {
  test.setTimeout(120_000);
  const { page } = unroll;
  await dropFiles(page, [samplePath('three-hundred-tang-poems.txt')]);
  await page.getByRole('button', { name: 'Adjust settings' }).click();
  await writeYaml(page, 'task: language-model\nhidden_size: 24\nmax_steps: 6\neval_every: 3\n');
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('24');
  await page.getByRole('combobox', { name: 'Cell', exact: true }).click();
  await page.getByRole('option', { name: /^mLSTM/ }).click();
  await expect(page.getByRole('region', { name: 'YAML' })).toContainText('cell: mlstm');
  await page.getByRole('main').getByRole('button', { name: 'Train', exact: true }).click();
  await openedRun(page);
  await waitForState(page, 'completed', 90_000);
  expect((await listRuns(page)).at(0)?.settings).toMatchObject({ cell: 'mlstm', hidden_size: 24 });
});
