/** Where a run comes from that another program recorded, as JSON; null for Unroll's own. */
export const sql = `ALTER TABLE runs ADD COLUMN source TEXT;`;
