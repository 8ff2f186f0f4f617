import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    // What WebKitGTK 2.50, WebView2 and current macOS all have: keeps light-dark() and nesting as written.
    target: ["safari18", "chrome130"],
    cssTarget: ["safari18", "chrome130"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { main: "index.html", "quick-add": "quick-add.html" } },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test-setup.ts"],
    env: { VITE_PLATFORM: "fake" },
  },
});
