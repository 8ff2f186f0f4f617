/** Where in a text that is drawn elsewhere, too, a sign stands. */
function placeOf(drawn: HTMLElement, at: number): DOMRect | undefined {
  const walker = document.createTreeWalker(drawn, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node as Text;
    if (at - before < length) {
      const range = document.createRange();
      range.setStart(node, at - before);
      range.setEnd(node, at - before + 1);
      // Without a screen nothing is drawn anywhere.
      return "getBoundingClientRect" in range ? range.getBoundingClientRect() : undefined;
    }
    before += length;
  }
  return undefined;
}

/** Whether the caret is on the last line that is seen, where there is no line to go down to. */
export function isOnLastLine(
  { selectionEnd: caret, value }: HTMLTextAreaElement,
  drawn?: HTMLElement,
): boolean {
  if (value.includes("\n", caret)) return false;
  if (!drawn) return true;
  const [here, end] = [placeOf(drawn, caret), placeOf(drawn, value.length)];
  return !here || !end || end.top === here.top || end.top < here.bottom;
}
