/**
 * Everything that sends goes through this: while it still runs, a second press counts for nothing,
 * for what went out twice reached somebody twice.
 */
export function oneAtATime<Args extends unknown[], Answer>(
  run: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer | undefined> {
  let isRunning = false;
  return async (...args) => {
    if (isRunning) return undefined;
    isRunning = true;
    try {
      return await run(...args);
    } finally {
      isRunning = false;
    }
  };
}
