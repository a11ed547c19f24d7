import { UnrollError } from '../../contract/index.ts';

export type LabelUnit = 'characters' | 'words';

/**
 * What a recogniser writes: the characters (spaces included) or words of the training transcripts,
 * numbered from 0; the blank is the number after them.
 */
export class Labels {
  readonly unit: LabelUnit;
  readonly tokens: readonly string[];
  readonly #lowerCase: boolean;
  readonly #numbers: ReadonlyMap<string, number>;

  private constructor(unit: LabelUnit, tokens: readonly string[], lowerCase: boolean) {
    this.unit = unit;
    this.tokens = tokens;
    this.#lowerCase = lowerCase;
    this.#numbers = new Map(tokens.map((token, number) => [token, number]));
  }

  /** @throws UnrollError when the transcripts hold nothing */
  static of(trainingTranscripts: readonly string[], unit: LabelUnit, lowerCase: boolean): Labels {
    const counts = new Set<string>();
    for (const transcript of trainingTranscripts) {
      for (const token of split(normal(transcript, lowerCase), unit)) counts.add(token);
    }
    if (counts.size === 0) {
      throw new UnrollError({
        code: 'empty-text',
        message: 'The transcripts of the training part hold nothing.',
        hint: 'Check the manifest or the pattern of the file names.',
      });
    }
    return new Labels(unit, [...counts].sort(), lowerCase);
  }

  /** Classes of a network's output: every label and the blank. */
  get classes(): number {
    return this.tokens.length + 1;
  }

  get blank(): number {
    return this.tokens.length;
  }

  /** The transcript in the form that is learnt and compared. */
  normal(transcript: string): string {
    return normal(transcript, this.#lowerCase);
  }

  /** Numbers of a transcript's labels; those that the training part never showed are left out. */
  encode(transcript: string): number[] {
    return split(this.normal(transcript), this.unit)
      .map((token) => this.#numbers.get(token))
      .filter((number) => number !== undefined);
  }

  decode(numbers: readonly number[]): string {
    const tokens = numbers.map((number) => this.tokens[number]!);
    return this.unit === 'words' ? tokens.join(' ') : tokens.join('').replace(/ +/g, ' ').trim();
  }
}

function split(transcript: string, unit: LabelUnit): string[] {
  return unit === 'words' ? transcript.split(' ').filter((word) => word !== '') : [...transcript];
}

function normal(transcript: string, lowerCase: boolean): string {
  return lowerCase ? transcript.toLowerCase() : transcript;
}
