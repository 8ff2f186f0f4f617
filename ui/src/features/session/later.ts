import { offerUndo, UNDO_MS } from "./perform";

interface Course<Item> {
  /** Does it for one. What goes wrong is its own to note: the others go on. */
  run: (item: Item) => Promise<void>;
  /** It was done, or tried, for all of them. */
  onOver: () => void;
  onUndone?: () => void;
}

/** Does what nothing takes back once the time to take it back is over, or when the window closes. */
export function doLater<Item>(
  sentence: string,
  items: Item[],
  { run, onOver, onUndone }: Course<Item>,
): void {
  const waiting = [...items];
  let underWay: Promise<unknown> = Promise.resolve();
  const inTurn = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
    await underWay;
    removeEventListener("pagehide", atOnce);
    onOver();
  };
  let begin: (() => Promise<void>) | undefined = inTurn;
  const settle = () => {
    void begin?.();
    begin = undefined;
  };
  // Who closes the window has not taken it back, and leaves no time for one after the other.
  const atOnce = () => {
    underWay = Promise.all(waiting.splice(0).map(run));
    settle();
  };
  const timer = setTimeout(settle, UNDO_MS);
  addEventListener("pagehide", atOnce);
  offerUndo(sentence, async () => {
    clearTimeout(timer);
    removeEventListener("pagehide", atOnce);
    begin = undefined;
    onUndone?.();
  });
}
