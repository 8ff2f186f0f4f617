// Whether this is where it was when it was asked last, and nothing is moving it.
const [element] = arguments;
const places = (window.placesBefore ??= new WeakMap());
const { x, y, width, height } = element.getBoundingClientRect();
const place = [x, y, width, height].join(" ");
const hasRested = places.get(element) === place;
places.set(element, place);
const moves = (one) => one.playState === "running" && one.effect?.getComputedTiming().endTime !== Infinity;
for (let node = element; node; node = node.parentElement) if (node.getAnimations().some(moves)) return false;
return hasRested;
