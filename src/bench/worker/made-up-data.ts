import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../backend/random.ts';
import type { ForecasterWork, LanguageModelWork } from '../work.ts';

/** Batches of training data before the text begins again. */
const batches = 60;

/** What a whole step reads. @returns its path */
export function writeData(folder: string, work: ForecasterWork | LanguageModelWork): string {
  return work.kind === 'forecaster' ? writeSeries(folder, work) : writeText(folder, work);
}

/**
 * A text of random tokens, each as likely as the other, with a vocabulary of exactly the wanted size:
 * its words or characters, the line end and <unk>. @returns its path
 */
function writeText(folder: string, work: LanguageModelWork): string {
  const random = new Random(1);
  const words = work.tokens === 'word';
  const tokens = Array.from({ length: work.vocabulary - 2 }, (_, i) =>
    words ? `w${i}` : String.fromCharCode('!'.charCodeAt(0) + i),
  );
  const length = Math.max(batches * work.time * work.batch, 2 * tokens.length);
  const parts: string[] = [];
  for (let i = 0; i < length; i++) {
    // Each once in the training part, so that the vocabulary has them all.
    const token = tokens[i < tokens.length ? i : random.integer(tokens.length)]!;
    parts.push(token, i % 50 === 49 ? '\n' : words ? ' ' : '');
  }
  const path = join(folder, `${work.tokens}-${work.vocabulary}-${length}.txt`);
  writeFileSync(path, parts.join(''));
  return path;
}

/** A table of hourly rows with one column of noise for each channel. @returns its path */
function writeSeries(folder: string, work: ForecasterWork): string {
  const random = new Random(1);
  const rows = 2 * (work.input + work.horizon) + 20 * work.batch;
  const columns = Array.from({ length: work.channels }, (_, i) => `column_${i}`);
  const lines = Array.from({ length: rows }, (_, row) => {
    const time = new Date(Date.UTC(2020, 0, 1) + row * 3_600_000).toISOString().slice(0, 19);
    return [time, ...columns.map(() => random.normal().toFixed(4))].join();
  });
  const path = join(folder, `series-${work.channels}-${rows}.csv`);
  writeFileSync(path, `date,${columns.join()}\n${lines.join('\n')}\n`);
  return path;
}
