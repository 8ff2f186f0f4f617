// Notices that no desktop shows: a test, or somebody at the console, tells them by an event of the window.
import type { Notice, NoticeSubject, Platform } from "../index";
import type { World } from "./world";

export function noticeHost(world: World): Pick<Platform, "onNotice" | "answerNotice"> {
  return {
    async onNotice(shown, withdrawn) {
      const show = (event: Event) => shown((event as CustomEvent<Notice>).detail);
      const withdraw = (event: Event) => withdrawn((event as CustomEvent<NoticeSubject>).detail);
      window.addEventListener("fake-notice", show);
      window.addEventListener("fake-notice-withdrawn", withdraw);
      return () => {
        window.removeEventListener("fake-notice", show);
        window.removeEventListener("fake-notice-withdrawn", withdraw);
      };
    },
    async answerNotice({ type, id }, action) {
      if (action === null || type !== "request") return;
      const dialog = action === "open" ? null : action;
      world.navigators.forEach((listener) =>
        listener({ view: "request", request: id, dialog, service: null }),
      );
    },
  };
}
