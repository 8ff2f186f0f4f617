## People and words used everywhere
person-unknown = Somebody
you = you
unread = New:
close = Close
cancel = Cancel
save = Save
undo = Undo
undo-done = Taken back.
show-more = { $count ->
    [one] One more
   *[other] { $count } more
}
counted = { $name }, { $count }
from-to = From { $from } to { $to }
nothing-lost = Nothing is lost.
failed-title = That did not work

## Window
navigation = Places
quick-add = Quick add
palette = Go to or do
sidebar-collapse = Make the sidebar narrow
sidebar-expand = Make the sidebar wide
view-today = Today
view-my-requests = My requests
view-my-promises = My promises
view-everyone = Everyone
view-thanks = Thanks
view-attention = Needs attention
view-settings = Settings

## Stages and promises
stage-asked = Asked
stage-acknowledged = Acknowledged
stage-in-progress = In progress
stage-waiting-on-requester = Waiting on the requester
stage-waiting-on-other = Waiting on somebody else
stage-delivered = Delivered
stage-closed = Closed
stage-declined = Declined
stage-withdrawn = Withdrawn
promise-none = no promise yet
promise-on-time = by { $when }
promise-at-risk = by { $when }, soon
promise-late = late, { $when }
promise-kept = kept, { $when }
promise-broken = was due { $when }
promise-offered = offered { $when }
promise-moved = moved { $count ->
    [one] once
   *[other] { $count } times
}
priority-low = Low priority
priority-normal = Normal priority
priority-high = High priority
priority-urgent = Urgent
not-sent = Not sent
not-sent-why = Saved on this device. It is sent as soon as the backend can be reached.

## Today
greeting-night = Good night
greeting-night-named = Good night, { $name }
greeting-morning = Good morning
greeting-morning-named = Good morning, { $name }
greeting-afternoon = Good afternoon
greeting-afternoon-named = Good afternoon, { $name }
greeting-evening = Good evening
greeting-evening-named = Good evening, { $name }
today-summary-clear = Nothing is due and nobody waits for you.
today-summary = { $promises ->
    [0] You promised nothing for today
    [one] You promised one thing for today
   *[other] You promised { $promises } things for today
}, and { $waiting ->
    [0] nobody waits for you
    [one] one person waits for your word
   *[other] { $waiting } wait for your word
}.
today-kept = { $count ->
    [one] promise kept this week
   *[other] promises kept this week
}
today-thanked = thanks received
today-promises = Promised for today
today-promises-none = Nothing promised for today.
today-waiting = Waiting for you
today-waiting-none = Nobody waits for you.
today-others = With others
today-others-none = You have asked nobody for anything.
today-thank = Not thanked yet
today-thank-whom = { $name }, for “{ $title }”
today-follow-ups = Follow-ups
today-empty-title = A quiet start
today-empty-text = Ask a colleague for something in one line. Goodturn keeps the promise, the follow-up and the thanks together.
ask-somebody = Ask somebody
say-thanks = Say thanks
follow-up-promise = Your promise for “{ $title }” comes due
follow-up-next-word = A word is due on “{ $title }”
follow-up-confirm = “{ $title }” was delivered. Does it fit?
follow-up-reminder = Come back to “{ $title }”
follow-up-no-reply = No answer yet on “{ $title }”
follow-up-finished = Done.
done-named = Done: { $what }
snooze-named = Snooze: { $what }
snooze = Snooze
snooze-title = Remind me later
snooze-until = Until
when-example = fri 15:00
when-hint = As you would say it: tomorrow 9:00, fri 3pm, in 2 h
when-optional = May stay empty
when-unclear = This time is not clear yet. Try “fri 15:00”.
when-past = That is in the past. Which time did you mean?
when-in-an-hour = in 1 h
when-tomorrow-morning = tomorrow 9:00
when-next-monday = mon 9:00

## Sync
sync-label = State of the backend: { $state }
sync-online = Up to date
sync-online-about = Everything you see is shared with your organization.
sync-offline = Offline
sync-offline-about = Everything works. What you do now is sent as soon as the backend can be reached.
sync-local = On this device
sync-local-about = This workspace lives on this machine only. It can join your organization at any time and take its records along.
sync-signed-out = Signed out
sync-signed-out-about = The session ended. Sign in again: nothing is lost, and what is not sent yet goes out then.
sync-update-needed = Update needed
sync-update-needed-about = The backend speaks a newer language than this version. You can go on working; it is sent after the update.
sync-disk-full = Not saved: disk full
sync-disk-full-about = The disk has no room left, so the last step was not saved. Free some space and repeat it.
sync-read-only = Not saved: read only
sync-read-only-about = The folder with your records cannot be written to. Settings, Advanced shows where it is.
sync-damaged = Records were repaired
sync-damaged-about = The database was damaged. A copy was put aside, what had not been sent was saved, and the rest comes back from the backend.
sync-unsent = { $count ->
    [one] 1 not sent
   *[other] { $count } not sent
}
sync-all-sent = nothing
sync-waiting = Not sent
sync-server = Backend
sync-last = Last contact
sync-now = Sync now
sync-clock-skew = The clock of this device is { $minutes } minutes off. Times may look wrong until it is set right.
sign-in = Sign in
join-organization = Join an organization
