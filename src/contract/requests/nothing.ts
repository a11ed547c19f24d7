import { z } from 'zod';

/** What a request takes or answers that needs no words. */
export const none = z.void();
