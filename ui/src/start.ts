import type { Component } from "svelte";
import { mount } from "svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { dress } from "./features/session/dress";
import { Session } from "./features/session/session.svelte";
import { openPlatform } from "./platform";
import FailedView from "./views/FailedView.svelte";

/** Both are in the app; drawn without them, words jump a moment later. */
const FONTS = ['400 1em "Source Sans 3 Variable"', '400 1em "Fraunces Variable"'];

/** Words in another font are better than none. */
const loadFonts = () => Promise.allSettled(FONTS.map((font) => document.fonts.load(font)));

/** Opens the core and shows `view`; without top-level await, with which WebKit may wait for ever. */
export async function start(view: Component<{ session: Session }>): Promise<void> {
  const target = document.getElementById("app") ?? document.body;
  try {
    const [session] = await Promise.all([openPlatform().then((it) => Session.open(it)), loadFonts()]);
    dress(session.app.settings);
    mount(view, { target, props: { session } });
  } catch (cause) {
    console.error(cause);
    mount(FailedView, { target, props: { cause } });
  }
}
