import { createHash } from 'node:crypto';

/** Equal for the same examples in the same order. */
export function digestOf(examples: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(examples)).digest('hex').slice(0, 16);
}
