import { mount } from "svelte";
import App from "./App.svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { Session } from "./features/session/session.svelte";
import { dress } from "./features/session/dress";
import { openPlatform } from "./platform";

const platform = await openPlatform();
const session = await Session.open(platform);
dress(session.app.settings);
mount(App, { target: document.getElementById("app")!, props: { session } });
