import type { Diagnosis, TextSummary } from '../../contract/index.ts';
import type { Source, TextFormat } from '../formats/index.ts';
import { isSpaced, wordsOf } from '../words.ts';
import { diagnoseText } from './diagnosis.ts';

const previewLines = 40;
const previewLineLength = 400;
const topCharacters = 40;
/** Distinct words are counted up to here: beyond, the number shown is a lower bound. */
const mostDistinctWords = 2_000_000;

/** Counts over the whole text, piece by piece. */
export class TextCounter {
  readonly characters = new Map<string, number>();
  readonly words = new Set<string>();
  readonly preview: string[] = [];
  characterCount = 0;
  wordCount = 0;
  lineCount = 0;
  longestLine = 0;
  replaced = 0;
  #sample = '';
  #line = '';

  add(piece: string): void {
    if (this.#sample.length < 100_000) this.#sample += piece;
    // Cut at line ends, so that no word and no character is split between two pieces.
    const lines = (this.#line + piece).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#addLine(line, true);
  }

  end(): void {
    if (this.#line !== '') this.#addLine(this.#line, false);
    this.replaced = this.characters.get('\uFFFD') ?? 0;
  }

  get spaced(): boolean {
    return isSpaced(this.#sample);
  }

  #addLine(line: string, ended: boolean): void {
    let length = 0;
    for (const character of line) {
      this.#count(character);
      length++;
    }
    if (ended) this.#count('\n');
    this.lineCount++;
    this.longestLine = Math.max(this.longestLine, length);
    if (this.preview.length < previewLines) this.preview.push(cut(line));
    for (const word of wordsOf(line)) {
      this.wordCount++;
      if (this.words.size < mostDistinctWords) this.words.add(word);
    }
  }

  #count(character: string): void {
    this.characterCount++;
    this.characters.set(character, (this.characters.get(character) ?? 0) + 1);
  }
}

export async function summariseText(
  source: Source,
  format: TextFormat,
): Promise<{ summary: TextSummary; diagnoses: Diagnosis[] }> {
  const counter = new TextCounter();
  for await (const piece of format.read(source)) counter.add(piece);
  counter.end();
  const scan = await source.scan();
  const frequent = [...counter.characters].sort((a, b) => b[1] - a[1]).slice(0, topCharacters);
  const summary: TextSummary = {
    kind: 'text',
    characters: counter.characterCount,
    distinctCharacters: counter.characters.size,
    words: counter.wordCount,
    distinctWords: counter.words.size,
    lines: counter.lineCount,
    longestLine: counter.longestLine,
    spaced: counter.spaced,
    encoding: await source.encoding(),
    lineEnding: lineEnding(
      scan.lineFeeds - scan.pairs,
      scan.carriageReturns - scan.pairs,
      scan.pairs,
    ),
    preview: counter.preview,
    topCharacters: frequent,
  };
  return { summary, diagnoses: diagnoseText(summary, counter, scan.controls) };
}

function cut(line: string): string {
  return line.length <= previewLineLength ? line : `${line.slice(0, previewLineLength - 1)}…`;
}

function lineEnding(feeds: number, returns: number, pairs: number): TextSummary['lineEnding'] {
  const kinds = [feeds, returns, pairs].filter((count) => count > 0).length;
  if (kinds === 0) return 'none';
  if (kinds > 1) return 'mixed';
  return pairs > 0 ? 'crlf' : returns > 0 ? 'cr' : 'lf';
}
