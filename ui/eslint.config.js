import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const door = { group: ["@tauri-apps/*"], message: "Only ui/src/platform may talk to the host." };
const features = { group: ["**/features/**"], message: "Imports go down only: views, features, components." };
const views = { group: ["**/views/**"], message: "Imports go down only: views, features, components." };
const platform = { group: ["**/platform/**"], message: "Components know no business and no host." };

const forbid = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default ts.config(
  { ignores: ["dist/**", "node_modules/**", "src/platform/bindings.ts"] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      "no-undef": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "svelte/no-navigation-without-resolve": "off",
      "svelte/no-at-html-tags": "error",
      // Maps and sets are replaced as a whole by $state.raw, never changed while they are shown.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["src/**"], ignores: ["src/platform/**"], rules: forbid(door) },
  { files: ["src/components/**"], rules: forbid(door, features, views, platform) },
  { files: ["src/features/**"], rules: forbid(door, views) },
  // The words of people are rendered to safe HTML by the core; this one component shows them.
  { files: ["src/components/SafeHtml.svelte"], rules: { "svelte/no-at-html-tags": "off" } },
);
