import { z } from 'zod';

/** By which work that somebody waits for is stopped, with `jobs.stop`. */
export const ticket = z.string().min(1).max(60).optional();
