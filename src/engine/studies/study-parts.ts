import type { Store } from '../../store/store.ts';
import type { Device } from '../device.ts';
import type { Log } from '../log.ts';
import type { NoticeBoard } from '../notice-board.ts';
import type { RunQueue } from '../run-queue.ts';

/** What a study works with. */
export interface StudyParts {
  readonly store: Store;
  readonly board: NoticeBoard;
  readonly log: Log;
  readonly queue: RunQueue;
  readonly device: Device;
  readonly home: string;
}
