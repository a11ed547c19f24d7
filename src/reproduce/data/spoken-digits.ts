import type { DataNeed } from '../reproduction.ts';

/** Four of its speakers, 2,000 recordings; the repository has had two more since. */
export const spokenDigits: DataNeed = {
  files: ['fsdd-4-speakers.tar.gz', 'fsdd.tar.gz', 'free-spoken-digit-dataset.tar.gz'],
  source: 'github.com/Jakobovski/free-spoken-digit-dataset, as a tar.gz',
  hash: '0b6fb1bcc90713ee3f49936dc440f753907f09697e2438c57e16082a07582881',
};

/** Who speaks in it. */
export const speakers = ['george', 'jackson', 'lucas', 'theo'] as const;
