import type { Check, Finding } from './check.ts';

/** The experiment store's database library: loads and answers. */
export const sqlite: Check = {
  name: 'SQLite',
  async look(): Promise<Finding> {
    try {
      const { default: Database } = await import('better-sqlite3');
      const database = new Database(':memory:');
      const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
      database.close();
      return { state: 'ok', detail: version, facts: { sqlite: version } };
    } catch (error) {
      return {
        state: 'failing',
        detail: (error instanceof Error ? error.message : String(error)).split('\n')[0]!,
        advice: `Run "npm run setup" in the folder of Unroll: it brings what fits Node.js ${process.version}.`,
        facts: { sqlite: null },
      };
    }
  },
};
