main-title = Goodturn
quick-add-title = Goodturn: quick add

tray-quick-add = Quick add…
tray-open = Open Goodturn
tray-pause = Pause notifications
tray-pause-hour = For 1 hour
tray-pause-tomorrow = Until tomorrow
tray-resume = Resume notifications
tray-quit = Quit Goodturn
tray-nothing-due = Nothing due
tray-due = { $count ->
    [0] Goodturn
    [one] Goodturn: 1 thing is due
   *[other] Goodturn: { $count } things are due
}

sync-starting = Starting…
sync-local = On this device
sync-up-to-date = Up to date
sync-syncing = Bringing up to date…
sync-offline = Offline
sync-signed-out = Signed out: sign in again
sync-locked = Locked: a passphrase is needed
sync-key-store-silent = Key store is locked
sync-update-needed = Goodturn needs an update
sync-trouble = Not saved: look here
sync-attention = { $count ->
    [one] 1 change needs your attention
   *[other] { $count } changes need your attention
}
sync-unsent = { $count ->
    [one] 1 change not sent yet
   *[other] { $count } changes not sent yet
}
sync-offline-unsent = { $count ->
    [one] Offline: 1 change waits
   *[other] Offline: { $count } changes wait
}

notice-open = Open
update-title = Goodturn { $version } is ready
update-body = It takes the place of this version when you quit.
not-added-title = Not added
not-added-body = It waits in quick add: { $text }
not-added-recent = Arrow Up in an empty quick add brings it back: { $text }
not-added-lost = This could not be saved: { $text }

shortcut-taken = { $shortcut } is in use by another program or another profile. Choose a different one.
shortcut-not-understood = { $shortcut } is not a shortcut that this system understands.
shortcut-wayland = This desktop (Wayland) does not give shortcuts to apps. Set one in the system's settings that runs: { $command }
