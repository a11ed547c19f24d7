import { untrack } from 'svelte';

/**
 * A value that follows another one when the window has drawn that one: what is typed is seen at once,
 * whatever is worked out from it. Of several changes before a frame the last one counts. Call it while
 * a component initialises.
 */
export function afterDrawing<T>(read: () => T): () => T {
  let value = $state.raw(untrack(read));
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = (): void => {
    frame = undefined;
    value = untrack(read);
  };
  $effect(() => {
    if (read() === untrack(() => value)) return;
    // A frame's callback comes before its drawing.
    frame ??= requestAnimationFrame(() => {
      timer = setTimeout(follow);
    });
  });
  $effect(() => () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
  });
  return () => value;
}
