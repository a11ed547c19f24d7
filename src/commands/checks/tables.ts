import type { Check, Finding } from './check.ts';

/** DuckDB, which reads tables: loads and answers. */
export const tables: Check = {
  name: 'DuckDB',
  async look(): Promise<Finding> {
    try {
      const { version } = await import('@duckdb/node-api');
      const words = version();
      return { state: 'ok', detail: words, facts: { duckdb: words } };
    } catch (error) {
      return {
        state: 'failing',
        detail: (error instanceof Error ? error.message : String(error)).split('\n')[0]!,
        advice: 'Run "npm ci" again: tables cannot be read without it, texts can.',
        facts: { duckdb: null },
      };
    }
  },
};
