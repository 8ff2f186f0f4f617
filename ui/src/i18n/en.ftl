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

## Lists
list-show-ended = Show ended
list-search = Search titles
list-nothing-found = Nothing here says “{ $text }”.
empty-my-requests = Nothing asked yet
empty-my-requests-text = Press Q anywhere and type what you need, from whom, by when. One line is enough.
empty-my-promises = Nothing promised
empty-my-promises-text = What colleagues ask of you and what you promise them stands here, soonest first.
empty-everyone = Quiet here
empty-everyone-text = What you may see of your colleagues' requests stands here. Be the first to ask.

## A request
request = Request
timeline = Conversation
facts = Facts
actions = Steps
more-actions = More steps
back = Back
send = Send
keep-note = Keep note
you-begin = You
from-to-short = { $from } to { $to }
team = Team
times = { $count ->
    [one] once
   *[other] { $count } times
}
fact-needed-by = Needed by
fact-next-word = Next word by
fact-asked = Asked
fact-team = Team
fact-priority = Priority
fact-reopened = Not yet
fact-visibility = Seen by
fact-watchers = Watchers
visibility-teams = The two and their teams
visibility-organization = The whole organization
visibility-private = The two and who they add
follow-up-short-promise = Promise due
follow-up-short-next-word = Word due
follow-up-short-confirm = Confirm delivery
follow-up-short-reminder = Reminder
follow-up-short-no-reply = If no answer
promise-why = Why is it due then?
promise-story = Why is it due then?
promise-made-by = promised by { $name }, { $when }
promise-rule = A promise moves only when it is renegotiated.
internal-note = internal note
alternative = Instead:
next-need = Next:
composer-say = Write a message
composer-note = Write an internal note
composer-kind = What to write
composer-kind-say = Message
composer-kind-note = Internal note
composer-note-hint = Only the helper's team reads notes.
composer-wakes = Your message is the answer: work goes on with it.
composer-does-not-close = A message does not close it. Confirm & thank does.
message-sent = Message sent.
note-kept = Note kept.
offer-accepted = Agreed.
reminder-set = I will remind you.
confirmed-done = Closed, with thanks.
remove-named = Remove { $name }
picker-placeholder = Type a name
picker-nobody = Nobody here is called “{ $text }”.

step-accept-offer = Agree to the time
step-confirm = Confirm & thank
step-not-yet = Not yet
step-acknowledge = Promise…
step-deliver = Deliver…
step-start = Start
step-renegotiate = New time…
step-offer = Offer a time…
step-hand-over = Hand over…
step-decline = Decline…
step-promise-next-word = Promise the next word…
step-wait-on-requester = Wait on the requester…
step-wait-on-other = Wait on somebody else…
step-thank = Say thanks
step-remind = Remind me…
step-watch = Add a watcher…
step-withdraw = Withdraw…

event-asked = { $who } asked
event-acknowledged = { $who } said yes
event-acknowledged-promise = { $who } promised it by { $promise }
event-acknowledged-next-word = { $who } took it and promised a word by { $next }
event-also-took = { $who } had taken it too
event-offered = { $who } offered { $promise }
event-offer-accepted = { $who } agreed on { $promise }
event-declined = { $who } declined
event-handed-over = { $who } handed it over to { $to }
event-started = { $who } started
event-waiting-on-requester = { $who } asked back and waits for the answer
event-waiting-on-other = { $who } waits on somebody else
event-resumed = Work goes on
event-renegotiated = { $who } moved the promise from { $earlier } to { $promise }
event-renegotiated-broken = { $who } moved the promise from { $earlier } to { $promise }, after it had passed
event-next-word-promised = { $who } promised the next word by { $next }
event-delivered = { $who } delivered
event-not-yet = { $who } said: not yet
event-confirmed = { $who } confirmed
event-confirmed-rated = { $who } confirmed, { $rating } of 5
event-lapsed = Closed without a confirmation
event-withdrawn = { $who } withdrew it
event-watched = { $who } added { $to } as a watcher
event-unwatched = { $who } removed { $to } from the watchers
event-thanked = { $who } said thanks
event-retracted = { $who } took a message back

dialog-acknowledge = When can they have it?
dialog-acknowledge-about = A promise is a time that you stand for. If you cannot say yet, promise the next word instead.
do-acknowledge = Promise
field-promise = I deliver by
field-next-word = Next word by
field-words-optional = A few words (may stay empty)
field-words-greeting = Good morning, happy to help.
when-today-eod = today 17:00
when-tomorrow-noon = tomorrow 12:00
when-friday = fri 15:00
dialog-offer = Offer a time
dialog-offer-about = It becomes the promise once the other side agrees.
do-offer = Offer
field-offer = Could it be
dialog-renegotiate = A new time
dialog-renegotiate-about = Saying so before the old time has passed is good manners. Both stay in the record.
do-renegotiate = Move the promise
field-new-time = I deliver by
field-reason = Why
field-reason-renegotiate = They read this.
dialog-promise-next-word = Promise the next word
dialog-promise-next-word-about = When will they hear from you again? I remind you before it is due.
do-promise-next-word = Promise
dialog-decline = Decline
dialog-decline-about = A no with a way forward is still good service.
do-decline = Decline
field-alternative = What instead
field-alternative-hint = Somebody else, another time, another way.
dialog-hand-over = Hand over
dialog-hand-over-about = It goes back to asked with whoever you choose. What was said stays with it.
do-hand-over = Hand over
field-hand-over-to = To a person or a team
field-reason-hand-over = Both of them read this.
dialog-deliver = Deliver
dialog-deliver-about = The requester confirms it, or says what is missing.
do-deliver = Deliver
field-delivery = What you deliver
field-delivery-hint = What it is and where to find it
field-next-need = What will they need next? (may stay empty)
field-next-need-hint = A thought ahead saves them the next question.
dialog-wait-on-requester = Wait on the requester
dialog-wait-on-requester-about = Their next message is the answer, and work goes on with it.
do-wait-on-requester = Ask and wait
field-wait-on-requester = What do you need to know?
dialog-wait-on-other = Wait on somebody else
dialog-wait-on-other-about = The requester sees this. Your promise stays as it is.
do-wait-on-other = Wait
field-wait-on-other = What are you waiting for?
dialog-not-yet = Not yet
dialog-not-yet-about = It goes back to work, and nobody is blamed.
do-not-yet = Say not yet
field-not-yet = What is missing?
dialog-withdraw = Withdraw the request
dialog-withdraw-about = Nobody works on it any further. It stays readable.
do-withdraw = Withdraw
field-withdraw = Why (may stay empty)
dialog-remind = Remind me
dialog-remind-about = Only you see this.
do-remind = Remind me
field-remind = When
field-if-no-reply = Only if nothing was said until then
dialog-watch = Add watchers
dialog-watch-about = They see the request and what happens to it.
do-watch = Add
field-watchers = Who
dialog-confirm = Confirm & thank
dialog-confirm-to = This closes it. { $name } hears your words.
do-confirm = Confirm & thank
field-rating = How was it? (may stay empty)
rating-1 = It did not help
rating-2 = It helped a little
rating-3 = It was all right
rating-4 = It was good
rating-5 = It was excellent
field-why-low = What would have made it better?
field-thanks = Thanks to { $name } (may stay empty)
field-thanks-hint = Say what it made possible. Everybody in the organization may read it.
field-also-thanks = Who else made this possible?
field-also-thanks-hint = Hidden helpers are thanked along.
field-values = What it showed
dialog-thank = Say thanks
dialog-thank-about = A few true words go a long way.
dialog-thank-for = For “{ $title }”
field-thank-whom = Whom
field-thank-words = Your words
field-thank-private = Only for them
thanks-sent = Thanks are on their way.
thanks-taken-back = Taken back.
