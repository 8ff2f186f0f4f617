// One step on a request, with its line in the timeline.
import type { RequestRow, Stage, TimelineEntry } from "../bindings";
import { ME, NOW } from "./organization";
import { entry } from "./requests";
import type { World } from "./world";

type Step = {
  kind: TimelineEntry["kind"];
  stage?: Stage;
  row?: Partial<RequestRow>;
  entry?: Partial<TimelineEntry>;
};

export function take(world: World, id: string, step: Step): null {
  const one = world.request(id);
  Object.assign(one.row, step.row, { changed_at: NOW, is_unsent: true, stage: step.stage ?? one.row.stage });
  one.timeline.push(entry(step.kind, ME, NOW, { is_unsent: true, ...step.entry }));
  world.tell(["requests"], [id]);
  return null;
}
