import type { TrainerMessage } from '../contract/index.ts';

/** The line to the engine: messages are plain data, in order. */
export interface Channel {
  send(message: TrainerMessage): void;
  /** Messages arrive unchecked. */
  onMessage(listener: (message: unknown) => void): void;
  /** The engine has gone away; nothing sent from now on arrives. */
  onGone(listener: () => void): void;
  /** Resolves when everything sent has left this process. */
  drain(): Promise<void>;
}

/** The part of Electron's `process.parentPort` that is used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

/**
 * Finds how this process was started: as an Electron utility process or with `child_process.fork`.
 * @returns null when it was started by hand
 */
export function openChannel(): Channel | null {
  const { parentPort } = process as unknown as { parentPort?: ParentPort };
  if (parentPort) return utilityProcessChannel(parentPort);
  return process.send === undefined ? null : forkChannel();
}

function utilityProcessChannel(port: ParentPort): Channel {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    onGone: (listener) => port.on('close', listener),
    // A port has no sign that a message has left: one turn of the event loop hands it over.
    drain: () => new Promise((resolve) => setTimeout(resolve, 20)),
  };
}

function forkChannel(): Channel {
  const pending = new Set<Promise<void>>();
  return {
    send(message) {
      if (!process.connected) return;
      const sent = new Promise<void>((resolve) => {
        process.send?.(message, undefined, undefined, () => resolve());
      });
      pending.add(sent);
      void sent.then(() => pending.delete(sent));
    },
    onMessage: (listener) => void process.on('message', listener),
    onGone: (listener) => void process.on('disconnect', listener),
    async drain() {
      await Promise.all(pending);
    },
  };
}
