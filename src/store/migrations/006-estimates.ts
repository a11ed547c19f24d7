/** What a run was expected to take before it started, as JSON. */
export const sql = `ALTER TABLE runs ADD COLUMN estimate TEXT;`;
