import { start } from "./start";
import QuickAddView from "./views/QuickAddView.svelte";

void start(QuickAddView);
