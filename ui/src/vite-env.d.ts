/// <reference types="svelte" />
/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** `fake` shows the organization in memory instead of the core. */
  readonly VITE_PLATFORM?: string;
}
