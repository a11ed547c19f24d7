/** A setting that means something only where sequences are one of these. */
export const when = (...is: string[]) => ({ setting: 'sequences', is });
