/** Attachment: scrolls what has just appeared into view, so that nobody has to look for it. */
export function reveal(element: Element): void {
  element.scrollIntoView({ block: 'nearest' });
}
