import { invoke, isTauri } from "@tauri-apps/api/core";
import { emit, listen } from "@tauri-apps/api/event";
import { LogicalSize } from "@tauri-apps/api/dpi";
import { getCurrentWindow } from "@tauri-apps/api/window";
import type { Changed, Commands, Navigate } from "./bindings";
import type { Notice, NoticeSubject, Platform } from "./index";

const QUICK_ADD_WIDTH = 640;

// Every command goes through the one Tauri command, so that the list lives in Rust alone.
const core = new Proxy({} as Commands, {
  get: (_target, name: string) => (args: unknown) => invoke("call", { name, args }),
});

export function createTauriPlatform(): Platform {
  if (!isTauri()) throw new Error("This page runs inside the Goodturn app only.");
  const own = getCurrentWindow();
  return {
    core,
    onChanged: (listener) => listen<Changed>("changed", (event) => listener(event.payload)),
    async onNavigate(listener) {
      const stop = await listen<Navigate>("navigate", (event) => listener(event.payload));
      // The shell may have opened this window for a place: it is told once somebody listens.
      await emit("navigation-ready");
      return stop;
    },
    async onNotice(shown, withdrawn) {
      const stops = await Promise.all([
        listen<Notice>("notice", (event) => shown(event.payload)),
        listen<NoticeSubject>("notice-withdrawn", (event) => withdrawn(event.payload)),
      ]);
      // Those of before this page was there are told once somebody listens.
      await emit("notices-ready");
      return () => stops.forEach((stop) => stop());
    },
    answerNotice: (subject, action) => emit("notice-answered", { subject, action }),
    ownWindow: {
      hide: () => own.hide(),
      resize: (height) => own.setSize(new LogicalSize(QUICK_ADD_WIDTH, Math.ceil(height))),
      onFocus: (listener) => own.onFocusChanged((event) => event.payload && listener()),
    },
    openMain: (navigate) => emit("open-main", navigate),
  };
}
