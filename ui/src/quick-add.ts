import { mount } from "svelte";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { Session } from "./features/session/session.svelte";
import { dress } from "./features/session/dress";
import { openPlatform } from "./platform";
import QuickAddView from "./views/QuickAddView.svelte";

const platform = await openPlatform();
const session = await Session.open(platform);
dress(session.app.settings);
mount(QuickAddView, { target: document.getElementById("app")!, props: { session } });
