import { expect, test } from '@playwright/test';
import { launchUnroll, type Unroll } from './support/application.ts';

let unroll: Unroll;
test.beforeAll(async () => {
  unroll = await launchUnroll();
});
test.afterAll(async () => unroll.close());

test('the page has no Node, and only the bridge', async () => {
  const found = await unroll.page.evaluate(() => ({
    require: typeof Reflect.get(globalThis, 'require'),
    process: typeof Reflect.get(globalThis, 'process'),
    bridge: Object.keys(Reflect.get(globalThis, 'workbench') as object).sort(),
  }));
  expect(found.require).toBe('undefined');
  expect(found.process).toBe('undefined');
  expect(found.bridge).toEqual([
    'chooseFiles',
    'nameMenu',
    'notify',
    'onCommand',
    'onNotice',
    'onNotificationClick',
    'onOpenFiles',
    'pathForFile',
    'platform',
    'request',
    'runtime',
    'saveFile',
    'savePdf',
    'showInFolder',
  ]);
});

test('the gate refuses unknown requests and malformed values with a problem', async () => {
  const answers = await unroll.page.evaluate(async () => {
    const { request } = Reflect.get(globalThis, 'workbench') as {
      request(name: unknown, input?: unknown): Promise<{ ok: boolean; problem?: { code: string } }>;
    };
    return [
      await request('files.deleteEverything'),
      await request('__proto__'),
      await request('runs.get', { id: 'one' }),
      await request('runs.get', { id: 987654 }),
    ].map(({ ok, problem }) => [ok, problem?.code]);
  });
  expect(answers.slice(0, 3)).toEqual([
    [false, 'unknown-request'],
    [false, 'unknown-request'],
    [false, 'invalid-request'],
  ]);
  expect(answers[3]?.[0]).toBe(false);
});

test('no foreign page, script, connection or window', async () => {
  const { page, application } = unroll;
  const violated = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        document.addEventListener('securitypolicyviolation', (event) => {
          seen.push(event.effectiveDirective);
          if (seen.length === 2) resolve(seen);
        });
        const script = document.createElement('script');
        script.textContent = 'globalThis.injected = true';
        document.head.append(script);
        fetch('https://example.org').catch(() => undefined);
      }),
  );
  expect(violated.sort()).toEqual(['connect-src', 'script-src-elem']);
  expect(await page.evaluate(() => 'injected' in globalThis)).toBe(false);
  await page.evaluate(() => {
    location.href = 'https://example.org/';
    open('app://unroll/index.html');
  });
  await expect.poll(() => page.url()).toBe('app://unroll/index.html');
  const windows = await application.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
  );
  expect(windows).toBe(1);
});

test('the protocol serves nothing outside the renderer folder', async () => {
  const statuses = await unroll.application.evaluate(async ({ net }) => {
    const paths = [
      'index.html',
      '../main/main.js',
      '..%2fmain%2fmain.js',
      '%2e%2e/%2e%2e/package.json',
    ];
    const fetched = paths.map(async (path) => (await net.fetch(`app://unroll/${path}`)).status);
    return Promise.all(fetched);
  });
  expect(statuses).toEqual([200, 404, 404, 404]);
});
