import { isProgram } from '../setup/commands.mjs';

/** Whether a window can be shown: always, except on a Linux without a session of its own. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Puts a command on a virtual display where there is no real one and Xvfb is installed. */
export function onSomeDisplay(command) {
  if (hasDisplay() || !isProgram('xvfb-run')) return command;
  return ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1600x1000x24', ...command];
}
