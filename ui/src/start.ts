import type { Component } from "svelte";
import { mount } from "svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { dress } from "./features/session/dress";
import { Session } from "./features/session/session.svelte";
import { openPlatform } from "./platform";
import FailedView from "./views/FailedView.svelte";

/** Opens the core and shows `view`; without top-level await, with which WebKit may wait for ever. */
export async function start(view: Component<{ session: Session }>): Promise<void> {
  const target = document.getElementById("app") ?? document.body;
  try {
    const session = await Session.open(await openPlatform());
    dress(session.app.settings);
    mount(view, { target, props: { session } });
  } catch (cause) {
    console.error(cause);
    mount(FailedView, { target, props: { cause } });
  }
}
