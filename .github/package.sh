#!/usr/bin/env bash
# Makes packages of the app, from the root of the checkout: only from there is the app found. The arguments are those
# of `tauri build`.
set -euo pipefail

arguments=(build --ci "$@")
# Updates are signed and believed together: one key without the other makes packages that fail, or never update.
if [[ -n "${GOODTURN_UPDATE_KEY:-}" && -n "${TAURI_SIGNING_PRIVATE_KEY:-}" ]]; then
  config="${RUNNER_TEMP:-target}/updates.json"
  key=$(tr -d '\r\n' <<< "$GOODTURN_UPDATE_KEY")
  printf '{"bundle":{"createUpdaterArtifacts":true},"plugins":{"updater":{"pubkey":"%s"}}}' "$key" > "$config"
  arguments+=(--features updater --config "$config")
else
  unset TAURI_SIGNING_PRIVATE_KEY TAURI_SIGNING_PRIVATE_KEY_PASSWORD
fi

# A secret that is not there arrives as an empty variable, which would be taken for a certificate.
if [[ -z "${APPLE_CERTIFICATE:-}" ]]; then
  unset APPLE_CERTIFICATE APPLE_CERTIFICATE_PASSWORD APPLE_SIGNING_IDENTITY
fi
if [[ -z "${APPLE_ID:-}" ]]; then
  unset APPLE_ID APPLE_PASSWORD APPLE_TEAM_ID
fi

exec ui/node_modules/.bin/tauri "${arguments[@]}"
