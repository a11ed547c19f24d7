/** What sentences call the parts of the data. */
export const partNames = { train: 'training', val: 'validation', test: 'test' } as const;
