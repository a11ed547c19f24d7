import { UnrollError } from '../contract/index.ts';

/** Turns the system's complaint about a person's file into a sentence; other errors pass. */
export function describeFileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return new UnrollError({
        code: 'no-such-file',
        message: `There is no file ${path}.`,
        where: path,
        hint: 'Check the spelling, or whether the drive is connected.',
      });
    case 'EACCES':
    case 'EPERM':
      return new UnrollError({
        code: 'file-not-readable',
        message: `The file ${path} may not be read.`,
        where: path,
        hint: 'Change its permissions, or copy it to a folder of your own.',
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new UnrollError({
        code: 'disk-full',
        message: `There is no space for a copy of ${path}.`,
        where: path,
        hint: 'Free some space, or choose a home folder on another disk with --home.',
      });
    default:
      return error;
  }
}
