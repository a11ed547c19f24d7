import { problemOf, type RequestHandlers, type RequestName } from '../src/contract/index.ts';
import { Workbench } from '../src/workbench.ts';
import { BrokeredLauncher } from './engine-launcher.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';

/** Entry of the engine process: the workbench behind a message port. */

const port = process.parentPort;
const post = (message: FromEngine): void => port.postMessage(message);
const launcher = new BrokeredLauncher(post);
let workbench: Workbench | null = null;

async function receive(message: ToEngine): Promise<void> {
  switch (message.type) {
    case 'open':
      try {
        workbench = Workbench.open({ ...message.options, launcher });
        workbench.onNotice((notice) => post({ type: 'notice', notice }));
        post({ type: 'opened' });
      } catch (error) {
        post({ type: 'refused', problem: problemOf(error) });
      }
      break;
    case 'request':
      await answer(message.ticket, message.name as RequestName, message.input);
      break;
    case 'close':
      await workbench?.close();
      process.exit(0);
      break;
    default:
      launcher.receive(message);
  }
}

async function answer(ticket: number, name: RequestName, input: unknown): Promise<void> {
  try {
    if (workbench === null) throw new Error('the store is not open');
    const handlers: RequestHandlers = workbench.handlers;
    // The gate has validated the input against this very request's schema.
    const handle = handlers[name] as (input: unknown) => unknown;
    post({ type: 'response', ticket, envelope: { ok: true, value: await handle(input) } });
  } catch (error) {
    post({ type: 'response', ticket, envelope: { ok: false, problem: problemOf(error) } });
  }
}

port.on('message', (event: { data: ToEngine }) => void receive(event.data));
