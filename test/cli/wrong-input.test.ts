import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFile } from '../support/files.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { unroll } from '../support/unroll-command.ts';

const series = `y\n${Array.from({ length: 300 }, (_, i) => Math.sin(i / 4)).join('\n')}\n`;

/** Exit 2 and one line that says what, which range, and what was probably meant. */
async function expectRefused(args: readonly string[], ...parts: RegExp[]): Promise<void> {
  const { code, output, errors } = await unroll(args);
  expect(errors.trim().split('\n')).toHaveLength(1);
  for (const part of parts) expect(errors).toMatch(part);
  expect(output).toBe('');
  expect(code).toBe(2);
}

describe('wrong input ends with 2 and one line', () => {
  const train = (...more: string[]) => ['train', '--home', temporaryHome(), ...more];
  const onSeries = (...more: string[]) =>
    train('--data', temporaryFile('series.csv', series), ...more);

  it('a setting that does not exist names the nearest', () =>
    expectRefused(
      onSeries('--task', 'forecasting', '--set', 'hiden_size=8'),
      /unknown setting hiden_size/,
      /did you mean hidden_size\?/,
    ));

  it('a value out of range names value and range', () =>
    expectRefused(
      onSeries('--task', 'forecasting', '--set', 'hidden_size=-5'),
      /hidden_size = -5/,
      /from 1 to \d+/,
    ));

  it('a value of the wrong kind', () =>
    expectRefused(onSeries('--task', 'forecasting', '--set', 'lr=fast'), /lr = "fast"/, /number/));

  it('a choice that does not exist lists the choices', () =>
    expectRefused(
      onSeries('--task', 'forecasting', '--set', 'cell=lstn'),
      /cell = "lstn"/,
      /lstm/,
    ));

  it('the same when the file decides on the task', () =>
    expectRefused(onSeries('--set', 'horizn=3'), /unknown setting horizn; did you mean horizon\?/));

  it('a task that does not exist', () =>
    expectRefused(
      onSeries('--task', 'forcasting'),
      /no task "forcasting"/,
      /did you mean forecasting/,
    ));

  it('a task that the data cannot serve', () =>
    expectRefused(onSeries('--task', 'language-model'), /language-model needs text data/));

  it('a column that the file lacks', () =>
    expectRefused(
      onSeries('--task', 'forecasting', '--set', 'target_columns=Y2'),
      /target_columns/,
      /no column Y2/,
    ));

  it('a horizon that the data cannot hold says how long it is and what to lower', async () => {
    const parts = [/horizon = 60/, /300 rows/, /Lower horizon to at most 30/];
    await expectRefused(onSeries('--set', 'horizon=60'), ...parts);
    const home = temporaryHome();
    const data = temporaryFile('series.csv', series);
    const search = ['search', '--home', home, '--data', data, '--set', 'horizon=60'];
    await expectRefused(search, ...parts);
  });

  it('a file that is not there', () =>
    expectRefused(
      train('--data', '/nowhere/at-all.csv'),
      /There is no file \/nowhere\/at-all\.csv/,
    ));

  it('a file that is no data', () => {
    const picture = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
    return expectRefused(train('--data', temporaryFile('a.png', picture)), /a PNG image/);
  });

  it('no file at all', () => expectRefused(train(), /--data FILE is missing/));

  it('a configuration that is no YAML, with its line', () =>
    expectRefused(
      onSeries('--config', temporaryFile('bad.yaml', 'lr: 0.1\nhidden_size: [1\n')),
      /bad\.yaml, line \d/,
    ));

  it('a configuration that is not there', () =>
    expectRefused(onSeries('--config', '/nowhere/c.yaml'), /no file \/nowhere\/c\.yaml/));

  it('a setting without a value', () =>
    expectRefused(onSeries('--set', 'hidden_size'), /--set hidden_size lacks a value/));

  it('an option or a command that does not exist', async () => {
    await expectRefused(['train', '--dta', 'x'], /--dta/, /--data/);
    await expectRefused(['trian'], /trian/, /train/);
  });

  it('a second setting after one --set', () =>
    expectRefused(
      onSeries('--set', 'cell=gru', 'lr=0.1'),
      /too many arguments for 'train'/,
      /See: unroll train --help/,
    ));

  it('two ways of writing at once', () =>
    expectRefused(['forecast', 'x', '--csv', '--json'], /--csv.*cannot be used with.*--json/));

  it('a place that cannot be written to, before anything is done', async () => {
    const home = temporaryHome();
    await expectRefused(
      ['compose', 'x', '--output', join(home, 'no', 'x.mid'), '--home', home],
      /There is no folder .*no to write to/,
    );
    await expectRefused(['sample', 'adding', '--out', join(home, 'no', 'x.json')], /no folder/);
    await expectRefused(['sample', 'adding', '--out', temporaryFile('x', '')], /already a file/);
  });

  it('options that a sampler does not have, or not so', async () => {
    const search = (...more: string[]) => ['search', ...onSeries().slice(1), ...more];
    const tpe = ['--sampler', 'tpe', '--sampler-set'];
    await expectRefused(search(...tpe, 'candidate=3'), /did you mean candidates\?.*--help-methods/);
    await expectRefused(search(...tpe, 'candidates=0'), /from 1 to 10000.*--help-methods/);
  });

  it('a run that does not exist', () =>
    expectRefused(['show', 'brave-otter-12', '--home', temporaryHome()], /no run brave-otter-12/));

  it('a number out of range for generating', () =>
    expectRefused(['generate', 'x', '--temperature', '11'], /'11'/, /from 0 to 10/));
});
