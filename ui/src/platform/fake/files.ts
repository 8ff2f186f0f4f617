// Files in memory: chosen, said, looked at. A picture is already there to be fetched.
import type { Commands, ShownFile } from "../bindings";
import { ME, NOW } from "./organization";
import { callIn, naming } from "./mentions";
import { entry } from "./requests";
import type { World } from "./world";

const UNDO_UNTIL = new Date(Date.parse(NOW) + 10_000).toISOString();
/** A meadow under a sky. */
export const PICTURE =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='640' height='360'%3E%3Crect width='640' height='360' fill='%23bcd8e4'/%3E%3Cpath d='M0 240 Q160 180 320 230 T640 210 V360 H0Z' fill='%236a9a5b'/%3E%3Cpath d='M0 300 Q200 250 400 300 T640 280 V360 H0Z' fill='%23487a45'/%3E%3Ccircle cx='520' cy='80' r='38' fill='%23f5c566'/%3E%3C/svg%3E";

type FileCommands = Pick<
  Commands,
  | "add_file_piece"
  | "discard_file"
  | "attach_file"
  | "fetch_file"
  | "list_file_progress"
  | "preview_file"
  | "open_file"
  | "save_file"
>;

const KINDS: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  pdf: "application/pdf",
  txt: "text/plain",
  zip: "application/zip",
};

export function shownFile(name: string, bytes: number, more: Partial<ShownFile> = {}): ShownFile {
  const media_type = KINDS[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
  return {
    hash: `hash-of-${name}`,
    name,
    bytes,
    media_type,
    place: "here",
    can_preview: media_type.startsWith("image/"),
    can_open: media_type !== "application/octet-stream",
    ...more,
  };
}

export function fileCommands(world: World): FileCommands {
  const handed = new Map<string, number>();

  function fileOf(id: string): ShownFile {
    for (const one of world.requests.values()) {
      const file = one.timeline.find((other) => other.id === id)?.file;
      if (file) return file;
    }
    throw { code: "not_found", message: "no such file" };
  }

  async function fetch(id: string): Promise<null> {
    fileOf(id).place = "here";
    world.tell(["files"]);
    return null;
  }

  return {
    async add_file_piece({ upload, offset, base64 }) {
      handed.set(upload, offset + atob(base64).length);
      return null;
    },
    async discard_file({ id }) {
      handed.delete(id);
      return null;
    },
    async attach_file({ request, upload, name, words, mentions }) {
      const one = world.request(request);
      const said = entry("attached", ME, NOW, {
        words,
        html: words ? naming(words, mentions) : null,
        mentions,
        file: shownFile(name, handed.get(upload) ?? 0, { place: "not_sent" }),
        can_retract_until: UNDO_UNTIL,
        is_unsent: true,
      });
      one.timeline.push(said);
      callIn(world, request, mentions);
      world.tell(["requests", "files"], [request]);
      return { id: said.id };
    },
    fetch_file: ({ id }) => fetch(id),
    list_file_progress: async () => world.moving,
    async preview_file({ id }) {
      fileOf(id);
      return { url: PICTURE };
    },
    open_file: ({ id }) => fetch(id),
    save_file: ({ id }) => fetch(id),
  };
}
