import { boundText, figureOrDash, loadText, type Outcome } from './outcome.ts';
import type { ResultTable } from './reproduction.ts';

/** The section of a row in a file of results, as Markdown between two marks. */
export function resultSection(outcome: Outcome): string {
  const { reproduction, results, isSameData } = outcome;
  const published = reproduction.published.map(
    ({ value, what, source }) => `Published: ${value}, ${what} (${source}).`,
  );
  const figures: ResultTable = {
    head: ['Figure', 'Measured', 'Must', 'Goal', 'Strongest naive row'],
    rows: results.map(({ target, figure, must, goal, naive }) => [
      target.label,
      `**${figureOrDash(figure)}**`,
      boundText(target.must, must),
      boundText(target.goal, goal),
      naive === null ? '–' : `${figureOrDash(naive.value)} (${naive.label})`,
    ]),
  };
  const paragraphs = [
    `### ${reproduction.name}`,
    `${reproduction.title}.`,
    markdownTable(figures),
    ...(published.length > 0 ? [published.join(' ')] : []),
    ...verdicts(outcome),
    ...(reproduction.table === undefined
      ? []
      : [markdownTable(reproduction.table(outcome.trained))]),
    circumstances(outcome),
    ...(isSameData === false
      ? ['The data file is another than the one that the published figures are for.']
      : []),
  ];
  return [openingMark(reproduction.name), ...paragraphs, closingMark(reproduction.name)].join(
    '\n\n',
  );
}

/** What the program said of each run; where there are many, their table says more. */
function verdicts({ trained }: Outcome): string[] {
  if (trained.length > 4) return [];
  return trained.flatMap(({ trial, run }) =>
    run.verdict === null ? [] : [`${trial.label}: ${run.verdict}`],
  );
}

function circumstances(outcome: Outcome): string {
  const { reproduction, trained, seconds, date, version } = outcome;
  const environment = trained[0]?.run.environment ?? null;
  const machine =
    environment === null
      ? ''
      : `, ${environment.threads} threads of ${environment.processor}, ${environment.kernel} on ${environment.device}, ${environment.precision ?? 'fp32'}`;
  const seeds = [...new Set(trained.map(({ run }) => run.seed))].join(', ');
  const several = trained.length > 1 ? `${trained.length} runs, ` : '';
  const shared = loadText(outcome);
  const busy = shared === null ? '' : ` ${capital(shared)}: the time says little.`;
  const plural = seeds.includes(',') ? 'seeds' : 'seed';
  return `${several}${minutesText(seconds)} of training, ${plural} ${seeds}, ${date}, Unroll ${version}${machine}.${busy} \`npx unroll reproduce ${reproduction.name}\``;
}

const capital = (text: string) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

function minutesText(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function markdownTable({ head, rows }: ResultTable): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

export function hasSection(document: string, name: string): boolean {
  return document.includes(openingMark(name));
}

const openingMark = (name: string) => `<!-- reproduce ${name} -->`;
const closingMark = (name: string) => `<!-- end of ${name} -->`;

const heading = '## Reproduced';
const introduction =
  'Written by `npx unroll reproduce`, one section a row; each is replaced when its row is trained again.';

/** A file of results with one row's section put in or replaced; everything else stays as it is. */
export function withSection(document: string, name: string, section: string): string {
  const start = document.indexOf(openingMark(name));
  if (start >= 0) {
    const end = document.indexOf(closingMark(name), start);
    const rest = end < 0 ? '' : document.slice(end + closingMark(name).length);
    return `${document.slice(0, start)}${section}${rest.startsWith('\n') ? rest : `\n${rest}`}`;
  }
  const begun = document.trimEnd();
  const headed = begun.includes(heading)
    ? begun
    : `${begun === '' ? '# Results' : begun}\n\n${heading}\n\n${introduction}`;
  return `${headed}\n\n${section}\n`;
}
