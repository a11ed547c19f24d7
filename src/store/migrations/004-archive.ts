/** Runs that a person has put away: hidden from the table, kept for good. */
export const sql = `ALTER TABLE runs ADD COLUMN archived_at INTEGER;`;
