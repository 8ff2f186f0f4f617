## People and words used everywhere
person-unknown = Somebody
you = you
unread = New:
close = Close
understood = Understood
cancel = Cancel
save = Save
undo = Undo
undo-done = Taken back.
show-more = { $count ->
    [one] One more
   *[other] { $count } more
}
show-fewer = Show fewer
counted = { $name }, { $count }
from-to = From { $from } to { $to }
nothing-lost = What you typed is still here.
failed-title = That did not work
start-failed = Goodturn could not open your records
try-again = Try again

## Window
navigation = Places
notices = Notices
quick-add = Quick add
palette = Go to or do
sidebar-collapse = Make the sidebar narrow
sidebar-expand = Make the sidebar wide
view-today = Today
view-my-requests = My requests
view-my-promises = My promises
view-queues = Team queues
view-load = Team load
view-everyone = Everyone
view-answers = Answers
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
stage-merged = Merged
promise-none = no promise yet
promise-needed = needed { $when }
promise-answer = answer by { $when }
promise-answer-at-risk = answer by { $when }, soon
promise-answer-late = answer was due { $when }
promise-on-time = by { $when }
promise-at-risk = by { $when }, soon
promise-late = late, { $when }
promise-kept = kept
promise-kept-whole = Kept. It was promised by { $when }.
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
priority-short-low = low
priority-short-normal = normal
priority-short-high = high
priority-short-urgent = urgent
label-named = Label { $label }
label-show = Show what is labelled “{ $label }”
not-sent = Not sent
not-sent-why = Saved on this device. It is sent as soon as the backend can be reached.

## Today
greeting-night = Hello
greeting-night-named = Hello, { $name }
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
    [one] one request waits for your word
   *[other] { $waiting } requests wait for your word
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
today-others-none = Nothing of yours is with others.
today-thank = Not thanked yet
today-follow-ups = Follow-ups
today-answers = Answers to look at again
today-empty-title = A quiet start
today-empty-text = Ask a colleague for something in one line. Goodturn keeps the promise, the follow-up and the thanks together.
ask-somebody = Ask somebody
say-thanks = Say thanks
say-thanks-to = Say thanks to { $name }
follow-up-promise = Promise due: { $title }
follow-up-next-word = Word due: { $title }
follow-up-word-missed = A word is due to you: { $title }
follow-up-confirm = Delivered, does it fit? { $title }
follow-up-reminder = Come back to { $title }
follow-up-no-reply = No answer yet: { $title }
follow-up-recurrence-stopped = No longer asked again: { $title }
follow-up-due-soon = Due soon: { $title }
follow-up-late = Late: { $title }
follow-up-late-on-waking = Goes on, and is late: { $title }
follow-up-may-step-in = Late with a colleague: { $title }
follow-up-late-in-team = Late in your team: { $title }
follow-up-finished = Done.
done-named = Done: { $what }
snooze-named = Snooze: { $what }
snooze = Snooze
snooze-title = Remind me later
snooze-until = Until
snooze-what = What
when-example = fri 15:00
when-hint = As you would say it: tomorrow 9:00, fri 3pm, in 2 h
when-optional = May stay empty
when-unclear = This time is not clear yet. Try “fri 15:00”.
when-past = That is in the past. Which time did you mean?
when-in-an-hour = in 1 h
when-tomorrow-morning = tomorrow 9:00
when-next-working-day = in 1 wd
when-next-monday = mon 9:00

## Week
view-week = Week
promises-as = How my promises are shown
promises-as-list = List
promises-as-week = Week
week-this = This week
week-next = Next week
week-late = From before this week
week-later = { $count ->
    [one] One more promise is for later.
   *[other] { $count } more promises are for later.
}
week-today = today
week-away = Away
week-empty = Two quiet weeks
week-empty-text = What you promise, and what is promised to you, stands here by day.
week-to = for { $name }
week-from = from { $name }
week-state-late = late
week-state-at-risk = at risk
week-mine = { $title }, { $when }, for { $name }{ $state ->
    [late] , late
    [at-risk] , at risk
    [kept] , kept
   *[other] {""}
}
week-theirs = { $title }, { $when }, from { $name }{ $state ->
    [late] , late
    [at-risk] , at risk
    [kept] , kept
   *[other] {""}
}
week-new-time = New time for { $title }
week-moving = To { $when }. Enter asks for the reason, Escape leaves it.
week-cannot-move = Only whoever has promised it can move it, as long as it is not delivered.
keys-week = The week
keys-move = Move the promise
keys-move-day = To another day
keys-move-time = To another time
keys-move-ask = Give the reason, and move it
keys-move-stop = Leave it where it is

## Close the day
close-day = Close the day
close-day-do = Close the day
close-day-card = { $count ->
    [0] Nothing of today is open any more.
    [one] One thing is still open today.
   *[other] { $count } things are still open today.
}
close-day-about = { $count ->
    [one] One thing is still open. Look at it and say what becomes of it; it goes out at the end.
   *[other] { $count } things are still open. Say what becomes of each; all of it goes out together at the end.
}
close-day-summary = { $count ->
    [one] One thing goes out. Press a line to change it.
   *[other] { $count } things go out together. Press a line to change it.
}
close-day-turn = { $at } of { $of }
close-day-open = What is still open
close-day-all = See all
close-day-next = Next
close-day-to-summary = To the summary
close-day-later = Go on later
close-day-begin = One after the other
close-day-send = { $count ->
    [one] Send it
   *[other] Send { $count }
}
close-day-soon = { $count ->
    [one] One thing goes out in ten seconds.
   *[other] { $count } things go out in ten seconds.
}
close-day-group-owed = You promised
close-day-group-waiting = Waiting for you
close-day-group-thank = Not thanked yet
close-day-group-reminders = Reminders
close-day-due = due { $when }
close-day-was-due = was due { $when }
close-day-offers = offers { $when }
close-day-why-promise = promised for today
close-day-why-word = a word was promised
close-day-why-asked = asks, and nobody has answered yet
close-day-why-question = has a question for you
close-day-why-agree = waits for your agreement
close-day-why-confirm = has delivered
close-day-why-thank = has helped you
close-day-why-reminder = for today
close-day-last-words = { $name }, { $when }
close-day-what = What becomes of it?
close-day-move = New time
close-day-promise = Promise
close-day-word = Send word
close-day-next-word = Promise a word
close-day-deliver = Deliver
close-day-confirm = Confirm & thank
close-day-thank = Say thanks
close-day-later-deed = Remind me
close-day-snooze = Snooze
close-day-done = Done
close-day-leave = Leave it
close-day-time-move = I deliver by
close-day-time-promise = I deliver by
close-day-time-next-word = Next word by
close-day-time-later = Remind me
close-day-words-move = Why
close-day-words-promise = A few words
close-day-words-word = Your word to them
close-day-words-deliver = What you deliver
close-day-words-confirm = Your thanks
close-day-words-thank = Your thanks
close-day-lacks-time = the time is missing
close-day-lacks-past = the time has passed
close-day-lacks-words = the words are missing
close-day-plan-leave = stays as it is
close-day-plan-move = moves to { $when }
close-day-plan-promise = promised by { $when }
close-day-plan-word = word goes out
close-day-plan-next-word = next word by { $when }
close-day-plan-deliver = is delivered
close-day-plan-confirm = { $thanks ->
    [yes] confirmed, with thanks
   *[no] confirmed
}
close-day-plan-thank = thanks go out
close-day-plan-later = comes up { $when }
close-day-plan-done = done
evening-kept = You kept your word to { $names }.
evening-given = { $count ->
    [one] { $names } has what you were asked for.
   *[other] { $names } have what you were asked for.
}
evening-thanked = You thanked { $names }.
evening-others = { $count ->
    [one] one more
   *[other] { $count } more
}
evening-nothing = Nothing of today is open any more.
evening-clear = The day is closed. Have a good evening.
evening-left = { $count ->
    [one] One thing stays open, and has time until you are back.
   *[other] { $count } things stay open, and have time until you are back.
}
when-tomorrow-at = tomorrow { $time }
when-weekday-0 = mon { $time }
when-weekday-1 = tue { $time }
when-weekday-2 = wed { $time }
when-weekday-3 = thu { $time }
when-weekday-4 = fri { $time }
when-weekday-5 = sat { $time }
when-weekday-6 = sun { $time }

## Sync
sync-label = State of the backend: { $state }
sync-online = Up to date
sync-online-about = Everything you see is shared with your organization.
sync-offline = Offline
sync-offline-about = Everything works. What you do now is sent as soon as the backend can be reached.
sync-local = On this device
sync-local-about = This workspace lives on this machine only. You can join your organization at any time. Your reminders come along then; who is asked there for what you asked here, you decide, and the rest stays readable on this device.
sync-signed-out = Signed out
sync-signed-out-about = The session ended. Sign in again: nothing is lost, and what is not sent yet goes out then.
sync-locked = Locked
sync-locked-about = Your sign-in on this device is sealed with your passphrase. What you do meanwhile is kept, and goes out once it is open.
sync-shut-else = You can also sign in again with your password: nothing is lost.
sync-key-store-silent = Key store is locked
sync-key-store-silent-about = The key store of this computer holds your sign-in and does not answer. Unlock it: Goodturn asks it again by itself. What you do meanwhile is kept.
sync-forgets-session = Signed in until you quit
sync-forgets-session-about = The key store of this computer did not take your sign-in. After a restart you sign in once more: nothing is lost.
sync-update-needed = Update needed
sync-update-needed-about = The backend speaks a newer language than this version. You can go on working; it is sent after the update.
sync-stuck = Not going through
sync-stuck-about = The backend answers, but what waits to be sent has not moved for ten minutes. Nothing is lost; the log says why. Please tell whoever looks after Goodturn.
sync-disk-full = Not saved: disk full
sync-disk-full-about = The disk has no room left, so the last step was not saved. Free some space and repeat it.
sync-read-only = Not saved: read only
sync-read-only-about = The folder with your records cannot be written to. Settings, Advanced shows where it is.
sync-damaged = Records were repaired
sync-damaged-about = The records on this device were damaged. A copy was put aside, what had not been sent was saved, and the rest comes back from the backend.
sync-unsent = { $count ->
    [one] 1 not sent
   *[other] { $count } not sent
}
sync-all-sent = nothing
sync-waiting = Not sent
sync-server = Backend
sync-last = Last contact
sync-now = Sync now
sync-refetched =
  { $count ->
    [one] One part of your data did
   *[other] { $count } parts of your data did
  } not match the server and had to be fetched again. Nothing that you wrote is lost.
sync-clock-skew = The clock of this device is { $minutes } minutes off. Times may look wrong until it is set right.
sign-in = Sign in
unlock = Unlock
join-organization = Join an organization

## Lists
list-show-ended = Show ended
list-search = Search requests
list-nothing-fits = Nothing here fits these filters.
list-show-all = Show all
list-nothing-found = Nothing here says “{ $text }”.
empty-my-requests = Nothing asked yet
empty-my-requests-text = Press Q anywhere and type what you need, from whom, by when. One line is enough.
empty-my-promises = Nothing promised
empty-my-promises-text = What colleagues ask of you and what you promise them stands here, soonest first.
empty-queues = Nobody waits
empty-queues-text = What is asked of your team stands here until somebody takes it, what is to be answered first on top.
empty-queues-teamless = No team yet
empty-queues-alone = No team yet
empty-queues-alone-text = This workspace is yours alone. With your organization, what is asked of your teams stands here.
empty-queues-teamless-text = You belong to no team yet. Whoever leads one, or an administrator, can take you in.
queues-whose = Whose queue
queues-all = All my teams
queues-all-led = All queues
queue-part-counted = { $depth } { $name } { NUMBER($waiting) }
queue-part-spoken = { $name } { NUMBER($waiting) }, part of { $above }
queue-counted = { $name } { NUMBER($waiting) }
empty-everyone = Quiet here
empty-everyone-alone = Quiet here
empty-everyone-alone-text = This workspace is yours alone. With your organization, the requests of your colleagues stand here.
empty-everyone-text = What you may see of your colleagues' requests stands here. Be the first to ask.

## Filters
filter = Filter
filters = Filters
sort = Sort
filter-chip = { $field }: { $value }
filter-chip-not = { $key ->
    [is] Not { $value }
    [from] Not asked by { $value }
    [to] Not asked of { $value }
    [helper] Not helped by { $value }
   *[other] { $field }: not { $value }
  }
filter-remove = Remove the filter “{ $words }”
filter-unknown-field = looked for as text: there is no such filter
filter-unknown-value = looked for as text: nothing is called so
filter-not-understood = looked for as text: not understood
filter-typed = { $field }…
filter-stage = Stage
filter-priority = Priority
filter-kind = Kind
filter-label = Label
filter-from = Asked by
filter-to = Asked of
filter-helper = Helper
filter-team = Team
filter-needed = Needed
filter-promised = Promised
filter-answer = Answer due
filter-due = Due
filter-is = It is
filter-sort = Sorted by
filter-is-late = late
filter-is-overdue = needed by now
filter-is-waiting = waiting
filter-stage-waiting = Waiting
filter-is-unread = unread
filter-is-open = open
filter-is-ended = ended
filter-before = before { $day }
filter-from-day = from { $day } on
filter-any-time = at any time
filter-day-1 = before today
filter-day-2 = by the end of today
filter-day-3 = by the end of tomorrow
filter-day-4 = by the end of the week
filter-day-5 = at any time
sort-due = due first
sort-needed = needed first
sort-promised = promised first
sort-answer = to be answered first
sort-asked = newest first
sort-changed = last changed first
sort-priority = most pressing first

## Saved views
views = Views
views-empty = Filter a list and save it: it stands here with how much it holds.
view-save = Save as a view…
view-new = Save as a view
view-change = Change the view
view-change-item = Change…
view-about = A list with its filters, under a name. Whoever opens it sees of it what they may see.
view-name = Name
view-search = Search and filters
view-for = For
view-for-me = Only me
view-for-team = Everybody in { $team }
view-keep = Keep view
view-kept = The view “{ $name }” is kept.
view-update = Keep in “{ $name }”
view-dropped = The view “{ $name }” is gone.
view-shared = { $name }, for { $team }
view-more = More for the view “{ $name }”
view-up = Move up
view-down = Move down
view-drop = Delete
go-to-view = Go to the view “{ $name }”

## Many at once
bulk-bar = What to do with the chosen requests
bulk-chosen = { $count ->
    [one] One chosen
   *[other] { NUMBER($count) } chosen
  }
bulk-selected = Chosen
bulk-all = Choose all { NUMBER($count) }
bulk-first = Choose the first { NUMBER($count) }
bulk-clear = Choose none
bulk-labels = Label…
bulk-priority = Priority…
bulk-hand-over = Hand over…
bulk-remind = Remind me…
bulk-decline = Decline…
bulk-watch = Watch
bulk-labels-title = { $count ->
    [one] Label one request
   *[other] Label { NUMBER($count) } requests
  }
bulk-labels-about = The labels are added to those that each has.
bulk-labels-do = Add labels
bulk-labels-done = { $count ->
    [one] One request is labelled.
   *[other] { NUMBER($count) } requests are labelled.
  }
bulk-priority-title = { $count ->
    [one] Change the priority of one request
   *[other] Change the priority of { NUMBER($count) } requests
  }
bulk-priority-about = No promise moves by it.
bulk-priority-do = Change priority
bulk-priority-done = { $count ->
    [one] The priority of one request is changed.
   *[other] The priority of { NUMBER($count) } requests is changed.
  }
bulk-watch-done = { $count ->
    [one] You watch one more request.
   *[other] You watch { NUMBER($count) } more requests.
  }
bulk-remind-title = { $count ->
    [one] Remind me of one request
   *[other] Remind me of { NUMBER($count) } requests
  }
bulk-remind-about = Each gets a reminder of its own, which only you see.
bulk-remind-do = Remind me
bulk-remind-done = { $count ->
    [one] You will be reminded of one request.
   *[other] You will be reminded of { NUMBER($count) } requests.
  }
bulk-hand-over-title = { $count ->
    [one] Hand over one request
   *[other] Hand over { NUMBER($count) } requests
  }
bulk-hand-over-about = They are handed over in ten seconds, so that you can take it back until then.
bulk-hand-over-do = Hand over
bulk-hand-over-soon = { $count ->
    [one] One request is about to be handed over.
   *[other] { NUMBER($count) } requests are about to be handed over.
  }
bulk-decline-title = { $count ->
    [one] Decline one request
   *[other] Decline { NUMBER($count) } requests
  }
bulk-decline-about = Everybody reads the same reason. They are declined in ten seconds, so that you can take it back until then.
bulk-decline-do = Decline
bulk-decline-soon = { $count ->
    [one] One request is about to be declined.
   *[other] { NUMBER($count) } requests are about to be declined.
  }
bulk-not-possible = { $stage ->
    [asked] is not taken yet or not yours to change: it stays as it is.
    [acknowledged] is acknowledged or not yours to change: it stays as it is.
    [in-progress] is in progress or not yours to change: it stays as it is.
    [waiting-on-requester] is waiting on the requester or not yours to change: it stays as it is.
    [waiting-on-other] is waiting on somebody else or not yours to change: it stays as it is.
    [delivered] is delivered or not yours to change: it stays as it is.
    [closed] is closed or not yours to change: it stays as it is.
    [declined] is declined or not yours to change: it stays as it is.
   *[withdrawn] is withdrawn or not yours to change: it stays as it is.
  }
bulk-nothing-changed = They are so already: nothing changed.
bulk-running = Going through the chosen requests
bulk-progress = { NUMBER($done) } of { NUMBER($total) }
bulk-already-on-it = is yours or watched by you already.
bulk-refused = { $count ->
    [one] One stays as it was
   *[other] { NUMBER($count) } stay as they were
  }
bulk-refused-more = { $count ->
    [one] and one more
   *[other] and { NUMBER($count) } more
  }

## The load of a team
load-whose = Whose load
load-save = Save as a table
load-none = You lead no team
load-none-text = Whoever leads a team sees here what its members have promised for the coming two weeks.
load-about = What each has promised for the coming two weeks, next to the hours they work. Private requests that you have no part in are not counted.
load-caption = Promises of { $team } for the coming two weeks
load-person = Person
load-late = Late
load-later = Later
load-undated = No time given
load-day = { $promises ->
    [0] No promise
    [one] One promise
   *[other] { NUMBER($promises) } promises
  }, { $hours ->
    [one] one hour of work
   *[other] { NUMBER($hours) } hours of work
  }
load-clash = { $promises ->
    [one] One promise on a free day
   *[other] { NUMBER($promises) } promises on a free day
  }
load-hours = { NUMBER($hours) } h
load-free = free

## A request
request = Request
timeline = Conversation
timeline-more = New words below
timeline-earlier = Show earlier lines ({ $count })
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
fact-word-every = A word after each
fact-asked = Asked
fact-team = Team
fact-priority = Priority
fact-priority-change = Change priority
fact-reopened = Not yet
fact-visibility = Seen by
fact-watchers = Watchers
visibility-teams = The two and their teams
visibility-organization = The whole organization
visibility-private = The two and whoever they add
visibility-private-to = The two, whoever they add, and { $team }
visibility-private-to-unknown = The two, whoever they add, and a team you do not know
follow-up-short-confirm = Confirm delivery
follow-up-at-promise = Promise due { $when }
follow-up-at-next-word = Word due { $when }
follow-up-at-word-missed = No word since { $when }
follow-up-at-reminder = Reminder { $when }
follow-up-at-no-reply = If no answer by { $when }
follow-up-at-recurrence-stopped = Stopped { $when }
follow-up-at-due-soon = { $clock ->
    [acknowledge] Answer due { $when }
    [next-word] Next word due { $when }
   *[deliver] Due { $when }
  }
follow-up-at-late = { $clock ->
    [acknowledge] Answer late since { $when }
    [next-word] Next word late since { $when }
   *[deliver] Late since { $when }
  }
follow-up-at-late-on-waking = Goes on, late since { $when }
follow-up-at-stepping-in = Late since { $when }: { $name } knows of it
follow-up-at-may-step-in = Late since { $when }: maybe you can help
follow-up-at-may-take = Late since { $when }: you may take it
follow-up-at-late-in-team = Late since { $when } in your team
promise-why = Why is it due then?
story-needed-by = Asked for by { $name }, needed by { $when }.
story-acknowledged = Promised by { $name }
story-offered = Offered by { $name }
story-offer-accepted = Agreed by { $name }
story-renegotiated = Moved by { $name }
story-renegotiated-broken = Moved by { $name } after the old time had passed
story-delivered = Delivered by { $name }
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
composer-team-answer = Only the team reads the answer that you inserted. Everybody on this request will read the message.
composer-wakes = Your message is the answer: work goes on with it.
composer-attach = Attach files
composer-files = Files to send
composer-files-are-public = Files go to everybody on the request. Choose Message to send them.
composer-calls = { $names } will see this request from now on.
composer-reads-no-notes = { $count ->
    [one] { $names } does not read internal notes and cannot be mentioned in one.
   *[other] { $names } do not read internal notes and cannot be mentioned in one.
}
suggestions = Suggestions
suggestions-count = { $count ->
    [one] One suggestion. Enter takes it.
   *[other] { $count } suggestions. The arrow keys choose, Enter takes.
}
canned-texts = Canned texts
canned-texts-mine = My texts
canned-texts-about = What you write often. Type :: in a message, a note or a step, and choose one by its name.
canned-texts-of = Canned texts of { $team }
canned-texts-of-about = Everybody in the team inserts them with :: while writing. Who leads the team writes them.
canned-texts-none = No canned text yet
canned-texts-none-text = A canned text saves typing what you write again and again. It fills in names and times by itself.
canned-text-new = New canned text…
canned-text-write = New canned text
canned-text-edit = Canned text
canned-text-edit-named = Edit { $name }
canned-text-of-mine = Only you insert it. It comes along to all your devices.
canned-text-of-team = Everybody in { $team } can insert it.
canned-text-removed = “{ $name }” is removed.
canned-text-preview = How it reads, for example
canned-text-open = Not filled in yet: { $places }.
canned-text-unknown = { $count ->
    [one] { $places } is nothing that can be filled in. It stays as it is.
   *[other] { $places } are nothing that can be filled in. They stay as they are.
}
field-canned-text-name = Name
field-canned-text-words = Text
variables = Filled in when it is inserted
variable-requester = given name of who asks
variable-requester-example = Robin
variable-me = my name
variable-helper = name of who helps
variable-number = number of the request
variable-number-example = HR-142
variable-title = title of the request
variable-title-example = A quiet room for Thursday
variable-team = team that was asked
variable-team-example = Facilities
variable-promise = promised time
variable-promise-example = Friday 20 November at 15:00
variable-next-word = time of the next word
variable-next-word-example = Wednesday 18 November at 12:00
moment-in-zone = { $words } ({ $zone })
composer-does-not-close = A message does not close it. Confirm & thank does.
reword = Edit
reword-message = The message in other words
reword-note = The note in other words
reword-hint = Who sees the line can read what it said before.
reword-discard = Discard changes
edited = edited { $when }
earlier-wordings = What it said before
message-sent = Message sent.
note-kept = Note kept.
offer-accepted = Agreed.
reminder-set = I will remind you.
confirmed-done = Closed, with thanks.
archive = The archive
archive-search = Search older requests, too
archive-found = From the archive
archive-nothing = The archive holds nothing with “{ $text }”.
archive-opened = This request ended long ago and was fetched from the archive. A message brings it back for everybody on it.
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
step-write-answer = Write an answer from this…
step-nudge = Send a gentle word…
step-snooze = Snooze…
step-remind = Remind me…
step-watch = Watch this
step-unwatch = Stop watching
step-split = Split off messages…
step-merge = Merge into another…
step-unmerge = Undo the merge
merged-into = Merged into { $other }.
merged-note = It was merged into { $other }, and goes on there.
merged-note-hidden = It was merged into a request that you may not see.
present-looking = { $count ->
    [one] { $who } is looking at this
   *[other] { $who } are looking at this
  }
present-writing = { $count ->
    [one] { $who } is writing
   *[other] { $who } are writing
  }
present-more = { $count ->
    [one] one more
   *[other] { $count } more
  }
merged-open = Open that one
open-other = Open { $number }
unmerged = It is a request of its own again.
merge-what = { $other } goes on for both. Files move there, and { $who } and the watchers watch it. For a week it can be undone.
merge-promise = What was promised here for { $when } ends with it. Tell whoever asked what holds now.
merged-write-there = Write it there
dialog-merge = Merge into another request
dialog-merge-about = For what was asked twice. This one ends, and the other goes on for both.
do-merge = Merge
step-mute = Mute
step-unmute = Unmute
done-mute = It notifies you only where it needs you.
done-unmute = It notifies you again.
muted = Muted
muted-why = You see it as before. It notifies you only where it needs you.
step-add-watcher = Add a watcher…
step-withdraw = Withdraw…
step-labels = Labels…
step-priority = Priority…
step-approve = Agree
step-reject = Say no…
step-ask-approval = Ask for agreement…
step-rate = Rate…
step-link = Link…
step-ask-again = Ask again…
step-repeat = Repeat this request…
step-save-template = Save as a template…
step-ask-part = Ask somebody for a part…
links = Linked requests
links-parts = Its parts
links-part-of = A part of
links-follows = Follows
links-followed-by = Followed by
links-duplicate-of = A duplicate of
links-duplicates = Duplicates of this
links-related = Related
links-hidden = { $count ->
    [one] It is linked to a request that you may not see, or that is no longer here.
   *[other] It is linked to { $count } requests that you may not see, or that are no longer here.
}
unlink-named = Take back the link to “{ $title }”
unlink-hidden = Take back the link
part-is-later = “{ $title }” is promised by { $part }, later than the whole by { $whole }.
link-other-hidden = a request that you may not see

file-open = Open
file-save-named = Save { $name }
file-saved = Saved among your downloads.
file-enlarge = Enlarge { $name }
file-show-picture = Show the picture
file-reading = Reading { $name }
file-sending = Sending { $name }
file-fetching = Fetching { $name }
file-place-here = on this device
file-place-elsewhere = fetched when you open it
file-place-not-sent = not sent yet

event-asked = { $who } asked
event-acknowledged = { $who } said yes
event-acknowledged-promise = { $who } promised it by { $promise }
event-acknowledged-next-word = { $who } took it and promised a word by { $next }
event-also-took = { $who } had taken it too
event-offered = { $who } offered { $promise }
event-offer-accepted = { $who } agreed on { $promise }
event-declined = { $who } declined
event-handed-over = { $who } handed it over to { $to }
event-handed-over-turns = { $who } handed it over to { $to }, whose turn it was
event-handed-over-least-open = { $who } handed it over to { $to }, who had least open
event-started = { $who } started
event-waiting-on-requester = { $who } asked back and waits for the answer
event-waiting-on-other = { $who } waits on somebody else
event-resumed = Work goes on
event-renegotiated = { $who } moved the promise from { $earlier } to { $promise }
event-renegotiated-broken = { $who } moved the promise from { $earlier } to { $promise }, after it had passed
event-nudged = { $who } asked how it stands
event-next-word-promised = { $who } promised the next word by { $next }
event-next-word-promised-again = { $who } promised the next word by { $next }, and again { $every } after each
event-delivered = { $who } delivered
event-not-yet = { $who } said: not yet
event-confirmed = { $who } confirmed
event-confirmed-rated = { $who } confirmed, { $rating } of 5
event-rated = { $who } rated it { $rating } of 5
event-rated-again = { $who } changed the rating from { $earlier-rating } to { $rating } of 5
event-approval-asked = { $who } asked { $approvers } to agree
event-approval-asked-all = { $who } asked { $approvers } to agree, all of them
event-approval-asked-some = { $who } asked { $approvers } to agree: { $needed } of them
event-approved = { $who } agreed
event-rejected = { $who } did not agree
event-approval-waived = { $who } went on without that agreement
event-lapsed = Closed without a confirmation
event-merged = { $who } merged it into { $other }
event-unmerged = { $who } made it a request of its own again
event-took-in = { $who } merged { $other } into it
event-took-out = { $who } made { $other } a request of its own again
event-file-took-in = A file came along
event-withdrawn = { $who } withdrew it
event-priority-changed = { $who } changed the priority from { $earlier-priority } to { $priority }
event-labelled = { $who } added the label “{ $label }”
event-unlabelled = { $who } removed the label “{ $label }”
event-linked-related = { $who } linked it to { $other }
event-linked-duplicate-of = { $who } marked it as a duplicate of { $other }
event-linked-part-of = { $who } made it a part of { $other }
event-linked-follows = { $who } asked it as what follows { $other }
event-unlinked = { $who } took back the link to { $other }
event-approval-asked-by-service = Asked to agree, as the service wants it: { $approvers }
event-approval-skipped = Not asked to agree, as the service would: { $approvers }, who asks this or is no longer there
event-approval-skipped-manager = The service would ask the manager to agree. There is none.
event-first-word = Said automatically by the service
event-step-ticked = { $who } did “{ $step }”
event-step-unticked = { $who } opened “{ $step }” again
event-watched = { $who } added { $to } as a watcher
event-unwatched = { $who } removed { $to } from the watchers
event-thanked = { $who } said thanks
event-repeats = { $who } will ask this again and again
event-recurred = Asked by itself, as it repeats
event-recurred-late = { $left-out ->
    [one] Asked by itself, as it repeats. It was left out once before.
   *[other] Asked by itself, as it repeats. It was left out { $left-out } times before.
}
event-repeat-left-out = It would have been asked again { $due }. It is not, as long as this one is open.
event-retracted = { $who } took a message back

dialog-acknowledge = When can they have it?
dialog-acknowledge-about = A promise is a time that you stand for. If you cannot say yet, promise the next word instead.
do-acknowledge = Promise
field-promise = I deliver by
field-next-word = Next word by
field-word-every = And again after each word
word-every-none = not again
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
dialog-nudge = A gentle word
dialog-nudge-about = They are asked kindly, in your name. It counts as no answer, and is enough for one working day.
do-nudge = Send
dialog-nudge-later = A gentle word, later
dialog-nudge-later-about = I remind you if nobody has answered by then. Nothing is sent until you send it.
do-nudge-later = Remind me
nudged-done = Sent.
field-nudge = What they read
field-nudge-later = Only if no word comes
field-nudge-by = If no word by
nudge-greeting = Hello { $name },
nudge-greeting-all = Hello,
nudge-asked = could you have a look at “{ $title }”? It would help me to know when it fits you.
nudge-served = how does it stand with “{ $title }”? A short word is enough.
nudge-late = “{ $title }” was to be here { $when }. When does it fit you now?
nudge-waiting-on-requester = I go on with “{ $title }” as soon as I have your answer.
nudge-delivered = does “{ $title }” fit? If so, please confirm it.
nudge-substitute = { $name } is away; { $substitute } stands in.
nudge-lead = If that does not help: { $lead } leads the team.
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
deliver-open-steps = { $count ->
    [one] One step of the checklist is still open:
   *[other] { $count } steps of the checklist are still open:
}
deliver-anyway = Deliver with open steps
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
dialog-add-watcher = Add watchers
dialog-add-watcher-about = They see the request and what happens to it.
do-add-watcher = Add
field-watchers = Who
dialog-labels = Labels
dialog-labels-about = A word or two by which this is found again. Everybody who sees the request sees them.
do-labels = Keep labels
field-labels = Labels on this request
labels-hint = Type a new one, or choose one that is in use.
labels-placeholder = Add a label
label-new = New label “{ $label }”
label-uses = { $count ->
    [one] on one request
   *[other] on { $count } requests
}
labels-none = Nothing is labelled yet. The first label is yours to name.
labels-kept = Labels changed.
dialog-link = Link to another request
dialog-link-about = It shows on both, to whoever may see both.
do-link = Link
dialog-split = Split off messages
dialog-split-about = What is really another matter becomes a request of its own. The messages stay here, and files too.
do-split = Split off
split-done = It is a request of its own.
split-quote = { $who } wrote, { $when }:
split-kind-part-of = a part of this one
split-kind-follows = what follows it
field-split-messages = Which messages
field-split-kind = The new one is
field-link-kind = This request is
link-kind-related = related to
link-kind-duplicate-of = a duplicate of
link-kind-part-of = a part of
link-kind-follows = what follows
field-link-to = Find by title or number
field-link-found = Which request
link-nothing-found = Nothing here says “{ $text }”.
link-nothing-alike = Nothing here is like it. Type a title or a number.
linked = Linked.
unlinked = The link is taken back.
dialog-ask-again = Ask again
dialog-ask-again-about = A request of its own, which follows “{ $title }”.
do-ask-again = Ask
ask-again-done = Asked again.
dialog-ask-part = Ask somebody for a part
dialog-ask-part-about = A request of its own with its own promise. “{ $title }” shows how it stands.
do-ask-part = Ask
ask-part-done = Asked for a part.
field-ask-title = What you need
field-ask-to = Of whom
field-ask-details = Details, if they help
field-ask-needed = Needed by
dialog-ask-approval = Who has to agree?
dialog-ask-approval-about = It is not begun or delivered before they agree. They see the request, and are asked at once.
do-ask-approval = Ask them
field-approvers = Approvers
field-approvers-hint = Up to ten people. Who stands in for somebody away is asked, too.
field-needed = Who has to agree
needed-one = One of them
needed-some = { $number } of them
needed-all = All of them
approval-asked-done = Asked. You see here what they say.
dialog-reject = Why do you not agree?
dialog-reject-about = The request goes on when you agree after all, or when the team goes on without it.
do-reject = Say no
field-reason-reject = What would have to be different?
rejected-done = You said no. They see why.
approved-done = You agreed.
approvals = Agreement
approval-open = Waits for agreement
approval-later = After that
approval-through = Agreed
approval-rejected = Not agreed
approval-needed = { $needed ->
    [one] one of { $of } has to agree
   *[other] { $needed } of { $of } have to agree
  }
approval-waive = Go on without it…
dialog-waive = Go on without that agreement?
dialog-waive-about = Who was asked need not agree any more, and everybody who sees the request sees that you went on without them. That cannot be taken back: they can only be asked again, as a step of its own.
do-waive = Go on without it
approval-waived = It goes on without that agreement.
approver-missing = { $who }, not yet
approver-silent = { $who }
approver-approved = { $who }, { $when }
approver-rejected = { $who }: no, { $when }
row-approval-open = Waits for agreement
row-approval-later = Waits for agreement
row-approval-through = Agreed
row-approval-rejected = Not agreed
dialog-rate = How was it?
dialog-rate-about = You can change it for 12 hours; the last one counts. The helper sees it.
do-rate = Rate
rated-done = Rated. Thank you.
dialog-priority = How pressing is it?
dialog-priority-about = Everybody who sees the request sees this. No promise moves by it.
do-priority = Change priority
priority-changed = The priority is { $priority } now.
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

## Thanks
thanks-which = Which thanks
thanks-all = All
thanks-received = For me
thanks-given = From me
thanks-from = from { $name }
thanks-for = For “{ $title }”
thanks-private = only for them
thank-back = Say thanks back
thanks-empty-all = No thanks yet
thanks-empty-received = Nothing here yet
thanks-empty-given = You have not thanked anybody yet
thanks-empty-text = Who made your week easier? Two sentences are enough.
show-older = Show older

## Quick add
quick-add-line = What do you need, from whom, by when?
quick-add-placeholder = Ask, thank, remind…
quick-add-hint = ask @maria for the grant by fri 3pm · thank @jo for … · remind me … tue 9
quick-add-completions = Names that fit
quick-add-files-coming = The files are still being read.
quick-add-files-need-request = Files go with a request. Remove them, or ask for something.
quick-add-files-failed = A file cannot go with the request. Its reason stands at the file; remove it here first.
quick-add-files-form = Files for this service belong into its form. Remove them here first.
quick-add-details = The lines below the first go into the details, word for word.
quick-add-answers = This may say it already
quick-add-answers-counted = { $count ->
    [one] One answer may say it already.
   *[other] { NUMBER($count) } answers may say it already.
  }
quick-add-similar = Asked already?
quick-add-similar-counted = { $count ->
    [one] One open request says nearly the same.
   *[other] { NUMBER($count) } open requests say nearly the same.
  }
quick-add-chips = What was understood
quick-add-open = and open
quick-add-past = “{ $text }” has passed. Which time did you mean?
quick-add-missing-addressee = Nobody is named yet. The line waits here until you name somebody with @ or #.
quick-add-missing-title = What is it about?
quick-add-missing-words = A few words are missing: what is it about?
quick-add-missing-when = When shall I remind you? Add a time, such as tomorrow 9:00.
quick-add-missing-bulletins = News cannot be told from here yet. Begin with ask, thank or remind.
quick-add-missing-form = Something in its form has to be answered. Your words are in it already.
quick-add-choose-service = Several services fit. Choose one with the arrow keys and Enter.
quick-add-form = Fill in “{ $name }”
quick-add-ready-ask = A request.
quick-add-ready-service = Asked of { $team } at once.
quick-add-ready-confidential = Asked of { $team } at once, in confidence.
quick-add-ready-thank = A thank-you, read by everybody.
quick-add-ready-remind = A reminder, only for you.
quick-add-ready-tell = News to tell.
verb-ask = Ask
verb-thank = Thank
verb-remind = Remind
verb-tell = Tell
chip-due = needed by { $when }
chip-next-word = word by { $when }
chip-remind = remind { $when }
chip-kind = to { $value }
chip-service-form = of { $team }: its form comes next
chip-service-form-optional = of { $team }: asked at once, without its optional form
chip-service-at-once = of { $team }: asked at once
chip-service-confidential = { $words }, in confidence
chip-service-of = { $name }, { $team }
chip-watches = watches it
chip-close = nearly “{ $text }”
chip-value = { $value }
chip-points = { $value } points
chip-repeat = { $value }
chip-note = note: { $value }
chip-unknown-name = is not known here.
chip-unknown-service = is no service here, and stays in the title.
chip-choose = Did you mean
chip-ambiguous-name = fits several.
chip-in-the-past = has passed
chip-unused-team = is not used: somebody else is asked already
chip-unused-team-service = is not used: the service is asked of { $team }
chip-unused-form = is not used here: a form is filled in once. What was asked can be repeated.
chip-unused-ask = is not used in a request
chip-unused-thank = is not used in thanks
chip-unused-remind = is not used in a reminder
chip-unused-tell = is not used in news
chip-unparse = Keep “{ $text }” as plain words
chip-unparse-why = Keep as plain words
saved-ask = Asked.
saved-ask-again = Asked, and it will be asked again.
saved-ask-later = It will be asked when the day comes.
saved-thank = Thanked.
saved-remind = I will remind you.
saved-tell = Kept.
open = Open

## Palette and keys
palette-placeholder = Go somewhere, do something, find a request or a person
palette-do = Do
palette-requests = Requests
palette-people = People
ask-named = Ask { $name }
palette-switch-appearance = Switch between light and dark
go-to = Go to { $place }
keys-sheet = Shortcuts
keys-everywhere = Everywhere
keys-go = Go
keys-lists = Lists
keys-request = An open request
keys-new = New request
keys-search = Search
keys-undo = Take back what was just sent
keys-filter = Filter the list
keys-choose = Choose the row, while no request is open
keys-reach = Choose the next row, too
keys-next = Next
keys-previous = Previous
keys-promise = Promise, or move the promise
keys-deliver = Deliver, or confirm & thank
keys-mention = Name a colleague while writing
keys-snooze = Snooze its follow-up, or set a reminder
keys-mute = Mute, or notify again
keys-canned-text = Insert a canned text while writing
keys-reword = Edit my last message

## Needs attention
attention-about = The backend did not accept these. Your words are safe, and ready to be used again.
attention-what = { $what } did not go through
attention-what-for = { $what } for “{ $title }” did not go through
attention-empty = Nothing needs attention
attention-empty-text = Whatever the backend cannot accept would stand here with your words.
attention-reuse = Use the words again
attention-copy = Copy
attention-open = Open the request
attention-dismiss = Done with it
copied = Copied.
copy = Copy
details = Details
intent-say = Your message
intent-note = Your note
intent-ask = Your request
intent-acknowledge = Your promise
intent-offer = Your offer
intent-accept-offer = Your yes to the offered time
intent-decline = Your decline
intent-hand-over = Your handing over
intent-start = Your start
intent-wait-on-requester = Your question back
intent-wait-on-other = Your waiting
intent-renegotiate = Your new time
intent-nudge = Your gentle word
intent-promise-next-word = Your promise of the next word
intent-deliver = Your delivery
intent-confirm = Your confirmation
intent-not-yet = Your “not yet”
intent-withdraw = Your withdrawal
intent-change-priority = Your change of the priority
intent-add-label = Your label
intent-remove-label = Your removal of a label
intent-link = Your link
intent-unlink = Your taking back of a link
intent-thank = Your thanks
intent-remind = Your reminder
intent-watch = Your new watcher
intent-merge = Your merge
intent-unmerge = Your undoing of a merge
intent-mute = Your muting
intent-unmute = Your unmuting
intent-write-canned-text = Your canned text
intent-write-answer = Your answer
intent-change-answer = Your change to an answer
intent-review-answer = That an answer is still right
intent-judge-answer = Whether an answer helped
intent-set-skills = What you can be asked about
intent-remove-canned-text = Your removal of a canned text
intent-unwatch = Your change of watchers
refused-wrong-stage = The request has moved on meanwhile, so this step no longer fits.
refused-wrong-stage-named = The request has moved on meanwhile: it is now “{ $stage }”, so this step no longer fits.
refused-not-yours = This step is up to somebody else on this request.
refused-not-found = It is no longer here, or no longer yours to see.
refused-forbidden = It is no longer yours to change.
refused-not-administrator = Only administrators can do that.
refused-not-owner = Only owners can do that.
refused-too-many-skills = Somebody names at most { $most } skills. Remove one first.
refused-absence-invalid = An absence ends after it begins, and somebody else stands in.
refused-service-account-stays = A service account stays one, and nobody becomes one.
refused-server-only = Only the backend does that.
refused-somebody-elses = That belongs to somebody else.
refused-part-of-itself = A team is not part of itself, nor of one of its parts.
refused-teams-too-deep = Teams are at most { $most } deep, one part of the other. Choose a team further up.
refused-inactive = The person or team is no longer active. Choose somebody else.
refused-asked-oneself = You cannot ask yourself. A reminder does that.
refused-already-theirs = That person or team already has it.
refused-time-in-the-past = That time has passed. Choose one that lies ahead.
refused-no-time-given = A promise needs a time, or a time for the next word.
refused-offer-gone = That offer has been answered or replaced meanwhile.
refused-own-offer = Your own offer waits for the other side.
refused-no-promise-yet = Nothing was promised yet that could be moved.
refused-same-promise = The promise already says so.
refused-too-late-to-retract = The ten seconds are over, so it stays.
refused-taken-back = That message was taken back meanwhile, so there is nothing to edit.
refused-too-many-mentioned = Too many people at once: a message mentions at most { $most }.
refused-not-on-helpers-side = Internal notes are for the helper's team. Mention others in a message instead.
refused-cycle-invalid = Nothing can be asked that often. A day is the least, 400 of them or of other units the most.
refused-first-out-of-range = What repeats begins within a year from now. Choose another first time.
refused-answered-each-time = “{ $field }” has to be answered each time, and nobody does where a request repeats. Ask for it by hand when you need it.
refused-nudged-lately = One gentle word is enough for a working day.
refused-nudged-lately-when = One gentle word is enough for a working day. The next can go out from { $when }.
refused-word-is-coming = They have said by when you hear more. Until then it is agreed to wait.
refused-word-is-coming-when = They have said that you hear more by { $when }. Until then it is agreed to wait.
refused-follow-up-settled = It has been settled already, maybe on another device.
refused-thanked-oneself = Thanks need somebody else to thank.
refused-too-many-thanked = Too many people at once: at most { $most }.
refused-too-late-to-thank = The request ended more than { $days } days ago. Thank them without it.
refused-unknown-value = Your organization does not have that value any more.
refused-file-empty = There is nothing in this file.
refused-file-too-large = The file is too large: up to 100 MB can be sent. Put it on a shared drive and send the link.
refused-approvers-out-of-range = Name one to { $most } people; no more of them have to agree than you name.
refused-too-many-approvals = A request has at most { $most } steps of agreement.
refused-approved-oneself = Nobody agrees to their own request, or to what they ask for themselves. Choose somebody else.
refused-approval-gone = That agreement is no longer asked for: somebody else has said it, or the team went on without it.
refused-waived-by-lead = The service asks for that agreement. Only a lead of the team that offers it goes on without it.
refused-not-approved = Somebody has to agree first. You can promise a time meanwhile.
refused-rejected = Somebody whose agreement is needed has said no. Talk to them, or go on without it.
refused-not-confirmed = Only what was confirmed can be rated.
refused-own-work = Nobody rates their own work.
refused-too-late-to-rate = It was confirmed more than { $days } days ago: its rating is closed.
refused-rating-stands = The rating stands: it could be changed for { $hours } hours.
refused-too-many-labels = A request has at most { $most } labels. Take one off first.
refused-merged-into-itself = A request is not merged into itself.
refused-merged-into-ended = That one was delivered, or has ended. Choose one that goes on.
refused-merged-on = The other one was merged itself. Undo that first.
refused-merge-would-reveal = That would show somebody what they cannot see. Link the two instead.
refused-not-merged = It was not merged.
refused-too-late-to-unmerge = It was merged more than { $days } days ago. A new request can follow it.
refused-linked-to-itself = A request is not linked to itself.
refused-link-leads-back = That one leads here already by links of this kind, so this one cannot lead to it.
refused-too-many-links = A request has at most { $most } links. Take one back first.
refused-too-many-pixels = The picture has too many pixels to be shown safely. Send a smaller version.
refused-no-room-for-files = There is no room left for more files. Ask an administrator.
refused-file-differs = The file is not what it was said to be, so it was not sent. Attach it once more.
refused-file-damaged = The file did not arrive whole, or changed on this device. Attach it once more.
refused-file-missing = The file is no longer on this device. Attach it once more.
refused-file-on-its-way = The file is being fetched already. It takes a moment.
refused-file-not-opened = A file of this kind could do harm when opened here. Save it, if you trust who sent it.
refused-file-not-shown = This picture cannot be shown here. Open or save it.
refused-wrong-hash = The file did not arrive as it was sent. It is sent again.
refused-already-exists = That already exists.
refused-owner-protected = An owner can only be changed by an owner, and one has to remain.
refused-calendar-invalid = The working hours overlap or are out of order, or more than 400 days are off. Write each day like 9–12:30, 13–17.
refused-lapse-out-of-range = At most { $longest } working days are possible.
refused-reports-to-themselves = The reporting line would lead back to the same person.
refused-unknown-zone = There is no such time zone. Choose one of the list.
refused-not-a-reset = This is no link for a new password. Copy the whole link from the message.
refused-reset-used = This link was used already. Sign in with the new password, or ask for another link.
refused-reset-expired = This link has expired. Ask for a new one.
refused-text-empty = It needs a few words.
refused-text-too-long = The text is too long: { $length } characters, where { $limit } are possible. Shorten it, or put the rest into a second message.
refused-addressee-missing = Nobody is named yet. Name somebody with @ or a team with #.
refused-disk-full = The disk is full, so it was not saved. Free some space and do it once more.
refused-storage-damaged = The records on this device are damaged. Restart Goodturn: it puts them right and keeps what was not sent.
refused-storage-unavailable = The records on this device cannot be written at the moment. Check the folder in Settings, Advanced.
refused-newer-schema = These records were written by a newer version. Update Goodturn to open them.
refused-offline = The backend cannot be reached at the moment. Check the connection and try again.
refused-insecure-server = This address is not encrypted, so your password could be read on the way. Ask for an address that begins with “https”.
refused-signed-out = The session ended. Sign in again.
refused-out-of-date = The backend speaks a newer language. Update Goodturn.
refused-busy = The backend is busy. Try again in a moment.
refused-protocol = The backend answered with something that this version does not understand. Check its address, and update Goodturn if there is a newer version.
refused-malformed = This could not be read. Check what was typed.
refused-not-an-invitation = This is no invitation link. Copy the whole link from the message.
refused-invitation-used = This invitation was used already. If that was you, sign in; else ask for a new one.
refused-too-many-attempts = Too many attempts. Wait { $retry_after_seconds } seconds and try again.
refused-examples-stay-local = Examples stay in the workspace of this device, so that nobody takes them for real requests.
refused-passphrase-needed = This computer has no key store, so a passphrase is needed to keep you signed in.
refused-wrong-passphrase = That is not the passphrase of this device. Try again.
refused-key-store-failed = The key store of this computer did not answer. Unlock it and try again.
refused-unknown-command = This version does not know how to do that. Restart Goodturn.
refused-wrong-password = That password does not fit this e-mail address. Check both; after several tries the backend waits longer.
refused-weak-password = The backend does not accept this password: it is too short, too long, or one that is tried first. Choose at least ten characters; a short sentence is good.
refused-email-taken = Somebody is here with that e-mail address already. If it is you, sign in instead; if not, use another address.
refused-invitation-expired = This invitation has expired. Ask whoever sent it for a new one.
refused-too-large = That is too large for the backend. Shorten it, or send it in parts.
refused-method-not-allowed = The backend does not know how to do that. It may be older than this version: ask whoever looks after it to update it.
refused-gap = The backend misses something that this device did earlier. It is sent again with the next contact; choose Sync now if it does not happen by itself.
refused-new-history = The backend was restored from a backup. Goodturn gives it back what it lost; try again in a moment.
refused-cloned-device = Another copy of this device has written to the backend, perhaps after a restore. Restart Goodturn: this device goes on under a number of its own.
refused-refused = The rules of your organization do not allow it. Ask an administrator if it should be possible.
refused-internal = Goodturn made a mistake of its own, and this was not done. Try once more; if it happens again, copy the diagnostics in Settings, Advanced for whoever looks after Goodturn.
refused-unknown = The backend gave a reason that this version does not know yet. Update Goodturn and try again.
refused-unexpected = Something went wrong that Goodturn did not expect. Try once more; if it happens again, restart Goodturn.
refused-ending = Goodturn is closing, so this was not done any more. Open it again and repeat the step.
refused-backend-not-started = The part of Goodturn that keeps your records could not start. Restart Goodturn; if it happens again, the log says why.
refused-encrypted = The records on this device are encrypted, and this version of Goodturn does not read them. Nothing was changed. Start the version that does.
refused-file-key-unavailable = The records on this device are encrypted, and the system’s key store does not give out their key. Unlock it and try again. Nothing was changed.
refused-file-key-not-kept = This version encrypts what it keeps on this device, with a key in the system’s key store, and that keeps nothing at the moment. Start or unlock it and try again. Nothing was changed.
refused-file-key-gone = The records on this device are encrypted, and their key is no longer in the system’s key store. Restore the key store from a backup. What you had sent to an organization is still on its server. Nothing was changed.
refused-title-missing = It does not say yet what is needed. Add a few words.
refused-form-missing = The form of this service has to be filled in first. Open it from quick add or from the catalogue.
refused-words-missing = A few words are missing. Say what it is about.
refused-name-close = Nobody is called “{ $typed }” quite so. If { $name } is meant, press Enter once more; otherwise correct the name.
refused-when-missing = No time is given yet. Add one, such as tomorrow 9:00.
refused-bulletins-missing = News cannot be told from here yet. Begin the line with ask, thank or remind.
refused-other = Something unexpected came up ({ $code }). Trying once more often helps.

refused-name-differs = The typed name is not theirs. Nothing was erased.

## Audit log, exports, erasing
audit-log = Audit log
audit-lines = What was done
audit-log-about = What was done to people, rights and data. It holds no names and nothing that anybody wrote; reading it is recorded, too.
audit-search = Search
audit-search-hint = A name, or what was done.
audit-search-do = Search
audit-empty = Nothing was recorded that fits.
audit-when = When
audit-who = Who
audit-what = What
audit-nobody = the server
audit-unknown = somebody unknown
audit-refused = Not done: { $why }
audit-part-role = now { $value }
audit-part-membership = now { $value }
audit-part-team = in { $value }
audit-part-part-of = part of { $value }
audit-part-from-above = { $value ->
    [led] led from there too
   *[not_led] not led from there
  }
audit-part-person = for { $value }
audit-part-manager = to { $value }
audit-part-substitute = { $value } stands in
audit-part-words-too = with what they wrote
audit-part-requests-days = requests { $value } days
audit-part-follow-ups-days = follow-ups { $value } days
audit-part-thanks-days = thanks { $value } days
audit-part-audit-days = audit log { $value } days
audit-part-records = { $value } lines
audit-part-entities = { $value } things
audit-part-backups = { $value ->
    [none] the server’s folder of backups had none with the name
   *[other] the server’s backups { $value } still held the name
}
audit-part-actor = by { $value }
audit-part-subject = about { $value }
audit-older = Older
audit-check = Check the log
audit-check-about = Reads the whole log and tells whether a line was changed, taken out or put in. Keep what it prints elsewhere: a later check by your server’s administrator can tell whether the log was written anew.
audit-sound = As it was written: { $count ->
    [one] one line
   *[other] { $count } lines
}. Keep this:
audit-broken = Not as it was written, from line { $line } on. Tell whoever looks after your server.
audit-found = founded the organization
audit-change-organization = changed the organization
audit-add-person = added
audit-change-profile = changed the profile of
audit-change-role = changed the role of
audit-deactivate = deactivated
audit-erase = erased
audit-add-team = added the team
audit-rename-team = renamed the team
audit-set-membership = changed the teams of
audit-signed-in = signed in
audit-sign-in-refused = could not sign in
audit-signed-out = signed out
audit-session-revoked = ended a session of
audit-password-changed = changed their password
audit-email-changed = changed the e-mail address of
audit-change-email = showed the new e-mail address of
audit-password-reset-made = made a link for a new password for
audit-password-reset = set a new password by a link
audit-reactivate = took back in
audit-set-manager = changed whom somebody reports to:
audit-change-prefix = changed the letters of the team
audit-close-team = closed the team
audit-place-team = changed what the team is part of
audit-reopen-team = reopened the team
audit-follow-calendar = changed which calendar is followed by
audit-take-calendar = read the followed calendar of
audit-keep-rule = kept a rule of
audit-drop-rule = removed a rule of
audit-move-rule = moved a rule of
audit-set-memberships = changed the members of
audit-retire-answer = retired an answer
audit-restore-answer = offered an answer again
audit-set-absence = changed the absence of
audit-set-respect-officer = changed the respect officer
audit-invitation-made = invited
audit-invitation-accepted = accepted an invitation
audit-exported = exported the data of
audit-audit-read = read the audit log
audit-audit-pruned = deleted old lines of the audit log
audit-retention-applied = deleted what is no longer kept
audit-restored = was restored from a backup
audit-account-erased = erased the account of
export-mine = Export my data
export-mine-about = Everything that you may see and have written, as JSON and as tables, in one archive. It goes to your downloads.
export-everything = Export everything
export-everything-about = The whole organization with its audit log, private requests between others included. Only owners can do this, and it is recorded.
export-person = Export a person’s data
export-person-about = What somebody may see and has written, when they have asked for it. It is recorded.
export-busy = Exporting…
export-done = It is in { $path }
field-person = Person
refused-service-levels-invalid = A team has at most { $most } service levels, each with a name of its own and times between a minute and a thousand hours, or up to 365 days. Nothing was changed.
refused-service-changed-meanwhile = Somebody else has published another version of this service meanwhile. Yours was not published: what you wrote is below. Open the service again and compare.
refused-service-invalid = { $flaw ->
    [too_many_fields] A form has at most 25 fields.
    [too_many_steps] A checklist has at most 20 steps.
    [too_many_attachments] At most 10 things are worth attaching.
    [too_long] A text of this service is too long.
    [field_twice] Two fields have the same name. Give each its own.
    [options_invalid] A choice needs 2 to 20 options, each different.
    [range_invalid] The smallest number of a field is larger than its largest.
    [condition_invalid] A field depends on a choice that does not come before it. Move it down, or show it always.
    [helper_not_in_team] Who usually helps is no longer in the team. Choose somebody who is.
    [group_gone] The team that serves it is no longer there. Choose another one.
    [too_many_approvals] At most 5 steps of agreement are asked for by a service.
    [approval_invalid] A step of agreement names one to 10 people, and at most as many of them have to agree.
    [approver_gone] Somebody who is to agree is no longer there. Choose somebody else.
    [name_taken] The team offers another service of that name. Choose another name.
   *[other] The service cannot be like that.
} Nothing was published.
refused-service-file-unreadable = { $line ->
    [0] The file is no service: { $what }.
   *[other] The file is no service. In line { $line }: { $what }.
}
refused-service-file-too-large = A service as a file has at most 256 KiB. Nothing was read; is it the right file?
refused-service-file-newer = The file comes from a newer version of Goodturn. Update this one first.
refused-too-many-services = A team has at most { $most } services. Change one of those that are no longer offered instead.
refused-service-group-gone = Those who serve this confidentially are no longer there. It was not sent to anybody else: ask the team that offers it who does now; what was written is below.
refused-service-version-gone = The form has changed too often since this was written. Ask again with the form as it is now; what was written is below.
refused-answer-missing = “{ $field }” has to be answered. Ask again, and fill it in.
refused-answer-of-other-kind = “{ $field }” was answered with something of another kind. Ask again with this version of Goodturn.
refused-answer-not-offered = “{ $field }” does not have that option. Ask again, and choose one of the list.
refused-answer-out-of-range = The answer to “{ $field }” is out of its range. Ask again with another one.
refused-answer-too-long = The answer to “{ $field }” is longer than { $most } characters. Ask again with fewer.
refused-answer-to-nothing = Something was answered that this form does not ask. Ask again with the form as it is now.
refused-no-hours-of-its-own = A team follows a calendar once it has hours of its own. Save those first.
refused-calendar-address-malformed = That is no address of a calendar. Copy the one that begins with https:// or webcal://.
refused-calendar-address-holds-password = There is a name or a password in that address, which colleagues could read. Take the public address of the calendar.
refused-calendar-address-too-long = The address is longer than 2,000 characters. Take a shorter one.
refused-calendar-file-unreadable = This is not a calendar file that Goodturn can read. Nothing was changed; save the calendar as .ics and try that.
refused-calendar-file-empty = No whole day from this year on is in that calendar. Nothing was changed.
refused-too-many-days-off = More than 400 days would be off. Nothing was changed; take a calendar of holidays alone.
refused-answer-changed-meanwhile = Somebody else has changed this answer meanwhile. Yours was not saved: what you wrote is below. Open the answer again and compare.
refused-answer-owner-not-in-team = Who keeps an answer right belongs to its team, and is no guest. Choose somebody of the team.
refused-review-out-of-range = An answer is looked at again from today on, and within three years. Choose another day.
refused-own-answer = Others say whether your answer has helped. Nothing was changed.
refused-too-many-canned-texts = There are { $most } canned texts already, and no more are possible. Remove one first.
refused-canned-text-name-taken = Another canned text has that name. Choose another name.
refused-retention-too-short = Things are kept for at least { $least } days, and the audit log for half a year.
retention = How long things are kept
retention-about = What has come to its end is deleted after this time, from the server and from every device. Only owners can change this. What was deleted comes back from nowhere but a backup.
retention-requests-days = Requests that have ended
retention-follow-ups-days = Follow-ups that are done
retention-thanks-days = Thanks
retention-audit-days = Audit log
retention-for-ever = For ever
retention-audit-default = 400 days
retention-days = { $count } days
retention-goes = With this, these go within a day:
retention-nothing = With this, nothing goes now.
retention-kind-service-request = { $count ->
    [one] one request with all that was said
   *[other] { $count } requests with all that was said
}
retention-kind-follow-up = { $count ->
    [one] one follow-up
   *[other] { $count } follow-ups
}
retention-kind-thanks = { $count ->
    [one] one thank-you
   *[other] { $count } thank-yous
}
retention-since = the oldest from { $day }
retention-save = Keep it so
retention-saved = Saved. What is due goes within a day.
audit-change-retention = changed how long things are kept at
erase = Erase a person
erase-about = Takes the name, the e-mail address and everything else that tells who somebody was out of all records, on every device. Records and counts stay, under “Erased person”.
erase-begin = Erase…
erase-named = Erase { $name }?
erase-warning = Nobody can undo this.
erase-goes = Their name, address, profile, account and sessions go. Where others wrote their whole name, “Erased person” stands instead; a first name alone stays.
erase-stays = Requests, promises and thanks stay: they are the organization’s records.
erase-backups = Backups made before still hold the name until they are deleted: those that the server makes, and any that were made otherwise.
erase-words = Erase what they wrote, too
erase-words-hint = Their messages, requests and thanks lose their words.
erase-type = Type { $name } to confirm
erase-do = Erase for good
erase-done = Erased. The devices follow with their next contact.

## Settings
settings-profile = Profile
settings-general = General
settings-appearance = Appearance
settings-notifications = Notifications
settings-shortcuts = Shortcuts
settings-texts = Texts and templates
settings-account = Account
settings-organization = Organization
settings-advanced = Advanced
settings-privacy = Privacy
settings-rights = Data and erasure
settings-audit = Audit log
version = Goodturn { $version }
saved = Saved.
optional = May stay empty
continue = Continue
field-name = Your name
field-their-name = Their name
field-position = What you do
field-zone = Time zone
field-hours = Working hours
field-hours-hint = Such as 9–17, or 9–12:30, 13–17. Empty means free.
field-hours-free = free
field-hours-unclear = One day is not clear. Write it like 9–12:30, 13–17.
appearance = Appearance
appearance-system = As the system
appearance-light = Light
appearance-dark = Dark
density = Lists
density-comfortable = Comfortable
density-compact = Compact
autostart = Start with the computer
autostart-hint = Goodturn waits in the tray, without a window.
shows-presence = Show where I am
shows-presence-hint = Your team sees which request you have open, and everybody on it that you are writing. Off, you see neither of others.
day-parts = Parts of the day
day-parts-hint = When “tomorrow morning” or “Friday evening” is for you, wherever you type a time.
day-part-morning = Morning
day-part-noon = Noon
day-part-afternoon = Afternoon
day-part-evening = Evening
keep-warm = Keep quick add ready
keep-warm-hint = It opens faster and uses some memory for that.
notify-asked = Somebody asks me, or my word is needed
notify-asked-hint = New requests, offers, deliveries to confirm.
notify-progress = My requests move on
notify-progress-hint = Acknowledged, delivered, a new time.
notify-follow-ups = Follow-ups
notify-follow-ups-hint = Promises and words that come due, reminders.
notify-thanks = Thanks
notify-thanks-hint = When somebody thanks you.
paused-until = Paused until { $when }.
pause-end = End the pause
pause-hour = Pause for an hour
shortcut-global = Quick add from anywhere
shortcut-off = switched off
shortcut-change = Change…
shortcut-press = Press the keys
shortcut-switch-off = Switch off
single-letter-keys = Single letters as shortcuts
single-letter-keys-hint = Such as Q for quick add. Switch off if they get in your way.
account-way = How to connect
account-join = I have an invitation
account-sign-in = I have an account
account-sign-in-instead = Sign in instead
field-link = Invitation link
field-link-hint = It was sent to you by your organization.
field-new-password = Choose a password
field-new-password-hint = At least { $least } characters. A short sentence is good.
field-passphrase = Passphrase of this device
field-passphrase-hint = This computer has no key store. The passphrase protects your sign-in on it.
field-server = Address of the backend
field-server-hint = Such as turn.example.org
field-email = E-mail address
field-password = Password
invited-by = { $name } invites you to { $organization }.
invited = You are invited to { $organization }.
join = Join
joined = Welcome to { $organization }.
sign-out = Sign out
sign-out-hint = Your records stay with the organization.
sign-out-unsent = { $count ->
    [one] One thing was not sent yet. It waits on this device until you sign in again.
   *[other] { $count } things were not sent yet. They wait on this device until you sign in again.
}
fact-organization = Organization
invite = Make an invitation
invite-somebody = Invite somebody
invite-open = Invite somebody…
invite-somebody-about = They get a link from you, choose a password, and are in.
invite-is-here = { $name } is here already with this address. Nothing was changed.
invite-not-joined = { $name } is in the directory already with this address and has not joined yet. Nothing was changed. A new invitation keeps their name, role and teams; the one before no longer works.
invite-link = Send this link to { $name }. It works once, within seven days.
invite-link-local = Your backend runs inside of this app, so the link works on this computer only: for { $name } as a second profile. It works once, within seven days, while this app runs.
field-role = Role
role-service_account = Service account
role-member = Member
role-guest = Guest
role-administrator = Administrator
role-owner = Owner
role-lead = Lead
role-none = no longer a member
make-lead = Make lead
teams = Teams
teams-about = A request can go to a whole team; whoever takes it promises the time.
field-teams = Teams
team-add = Add team
team-added = Team added.
team-add-led = I lead it myself
team-next = When it works and by when it answers, what it offers by name, what happens by itself:
set-up-teams = Set up teams
team-add-people = Add people
field-team-name = Name of the team
field-team-prefix = Short form
field-team-prefix-hint = Such as HR, for HR-142
organization-part = What to look after
organization-part-people = People
organization-part-teams = Teams
organization-part-rules = Settings
people-admin = People
people-admin-about = Choose somebody to change their role, teams and manager, to help them sign in, or to end their access.
people-search = Find by name, address or what they do
people-none-found = Nobody is called “{ $text }” here.
people-more = And { $count } more.
accounts-offline = Who has joined is known by the backend alone, and it cannot be reached at the moment. Names, roles and teams are here.
person-deactivated = deactivated
person-invited = invited, not here yet
person-not-invited = not invited yet
reports-to = reports to { $name }
field-their-position = What they do
field-manager = Reports to
field-manager-hint = Nobody, or one person.
access = Access
access-deactivated = They cannot sign in, and nothing new can go to them. What they did stays.
deactivate = Deactivate…
deactivate-do = Deactivate
deactivate-named = Deactivate { $name }?
deactivate-about = They are signed out everywhere at once, and their devices delete what they hold of the organization. What was not sent from there is lost. What they did stays readable. You can let them in again at any time.
deactivated = Signed out everywhere.
reactivate = Let them in again
reactivated = They can sign in again.
invite-again = Make a new invitation
reset-make = Link for a new password
reset-link = Send this link to { $name }. It works once, within 24 hours, and signs them out everywhere else.
reset-have-link = I have a link for a new password
reset-set = Set the password and sign in
reset-for = A new password for { $name } at { $organization }.
field-reset-link = Link for a new password
field-reset-link-hint = Whoever looks after your organization makes one for you.
devices = Devices
devices-about = Where you are signed in. Sign out what you no longer have: it takes effect at once.
devices-offline = Where people are signed in is known by the backend alone, and it cannot be reached at the moment.
devices-none = Signed in nowhere.
devices-revoke-all = Sign out everywhere
devices-revoke-others = Sign out everywhere else
device-this = this one
device-seen = last seen
device-revoke-named = Sign out on { $name }
device-revoke-about = It takes effect at once. At its next contact that device deletes what it holds of the organization. What was not sent from there is lost.
device-revoked = Signed out.
absence = Out of office
absence-about = While you are away, who stands in gets what you are asked and confirms for you. Others see that you are away.
absence-theirs-about = While they are away, who stands in gets what they are asked and confirms for them.
absence-first-day = First day away
absence-back-on = Back on
absence-backwards = The day of coming back comes after the first day away.
absence-promises = { $count ->
    [one] You promised one thing for that time
   *[other] You promised { NUMBER($count) } things for that time
  }
absence-promises-about = Hand it over, or promise another time, before you leave. Who stands in does not take it over by itself.
absence-substitute = Who stands in
absence-substitute-hint = Nobody has to.
absence-save = Save absence
absence-saved = Absence saved.
absence-end-mine = I am back
absence-end-theirs = They are back
absence-ended = Back again.
person-away = away
respect-officer = Respect officer
respect-officer-hint = Confidential reports can be addressed to them. It opens nothing else.
respect-officer-named = { $name } is a respect officer.
respect-officer-no-longer = { $name } is no respect officer any more.
programs = Programs
programs-about = A program acts as somebody of its own, with a token instead of a password. Deactivate it among the people above, and the token ends.
field-program-name = What the program is called
field-program-hint = That is how it is named in timelines.
program-make = Make an account
program-name-missing = It needs a name first.
program-token = The token of { $name }. It is shown only this once: keep it where the program finds it, and nobody else.
audit-by = Done by
audit-subject = About
audit-deed = What was done
audit-deed-any = Anything
audit-first-day = From
audit-last-day = To
audit-any-day = any day
email-change = Change e-mail address
email-change-about = You sign in by it from then on. Everywhere else you are signed out, and links for a new password no longer work.
email-changed = E-mail address changed.
field-email-new = New e-mail address
field-email-theirs-hint = They sign in by it from then on, and stay signed in. Links for a new password no longer work, nor does an invitation that is still open: make a new one.
password-change = Change password
password-change-about = Everywhere else you are signed out then. What those devices hold stays there: a lost one is signed out in the list first, which deletes it.
password-changed = Password changed.
field-password-current = Current password
field-password-new = New password
import = Bring in people from a table
import-open = From a table…
import-about = With the columns name and email, and as far as you like role, teams, manager, position, zone, locale; German, French and Spanish names of columns work as well. First you see what would happen.
import-file = CSV file
import-file-hint = As spreadsheets save it. At most 10,000 lines.
import-text = Or paste it here
import-look = See what would happen
import-bring = { $count ->
    [one] Bring in one person
   *[other] Bring in { $count } people
}
import-offline = People are brought in by the backend, and it cannot be reached at the moment. Nothing was changed.
import-would = { $added } would be added, { $changed } changed, { $unchanged } stay as they are, { $failed } cannot be used.
import-done = { $added } added, { $changed } changed, { $unchanged } as before, { $failed } not used.
import-copy = Copy the report with the links
import-report = What comes of each line
import-line = Line
import-outcome = What happens
import-outcome-add = new
import-outcome-change = changes
import-outcome-unchanged = as it is
import-outcome-error = not usable
import-changed = { $name }: { $from } → { $to }
import-set = { $name }: { $to }
import-field-name = name
import-field-role = role
import-field-teams = teams
import-field-manager = manager
import-field-position = position
import-field-zone = time zone
import-field-locale = language
import-empty = There are no lines below a header.
import-no-header = The first line names no columns. Above the people it has to say at least “name” and “email”.
import-column-missing = The column “{ $column }” is missing.
import-column-unknown = There is no column “{ $column }”.
import-column-twice = The column “{ $column }” is there twice.
import-too-many-lines = At most { $most } lines can be brought in at once.
import-unreadable = Line { $line } cannot be read as a line of a table. Is a quotation mark missing?
import-unusable = The { $column } is empty or too long.
import-cells-without-column = “{ $cells }” stands under no column. Is a cell with a comma in it missing its quotation marks?
import-not-an-address = “{ $email }” is no e-mail address.
import-address-of-several = Several colleagues have the address { $email }, and the name fits none of them or more than one.
import-same-address = Line { $line } has the same e-mail address.
import-unknown-role = There is no role “{ $role }”. Use guest, member, administrator or owner.
import-unknown-team = There is no open team “{ $team }”. Add it first.
import-unknown-manager = Nobody active has the address “{ $manager }”, and no other usable line adds it.
import-reports-to-themselves = The reporting line would lead back to the same person.
import-unknown-zone = There is no time zone “{ $zone }”. Write it like Europe/Berlin.
import-deactivated = This person was deactivated. Let them in again first.
import-owner-protected = An owner can only be changed by an owner, and one has to remain.
import-refused = The rules did not allow it any more: something had changed meanwhile.
organization-settings = Settings for everybody
organization-settings-about = What the organization is called and stands for, and when deliveries close by themselves.
field-organization-name = Name of the organization
field-organization-values = Values
field-organization-values-hint = What thanks can name, with commas in between.
field-reminder-days = Remind to confirm after
field-reminder-days-hint = Working days after a delivery.
field-rating-share = Ask for a rating
rating-share-every = Every time
rating-share-half = Every second time
rating-share-fifth = Every fifth time
rating-share-none = Never
satisfaction = Satisfaction
satisfaction-good = Ratings of 4 and 5
satisfaction-too-few = { $count ->
    [0] No ratings yet; shown from { $least } on
    [one] One rating; shown from { $least } on
   *[other] { $count } ratings; shown from { $least } on
  }
percent = { $percent } %
satisfaction-of = { $count ->
    [one] of one rating
   *[other] of { $count } ratings
  }
satisfaction-reopened = Sent back with “not yet”
satisfaction-nothing-delivered = Nothing delivered yet
satisfaction-of-deliveries = { $count ->
    [one] of one delivery
   *[other] of { $count } deliveries
  }
satisfaction-about = Of what was asked of the team in the last 90 days and is on this device. Nobody sees the numbers of single people.
field-lapse-days = Close unconfirmed after
field-lapse-days-hint = Working days after a delivery; at most 28.
field-lapse-days-order = The reminder has to come before it closes.
team-rename = Rename
team-is-closed = closed
team-close = Close team…
team-close-do = Close team
team-close-named = Close { $name }?
team-close-about = Nothing new can go to it, and its members no longer see its requests by it. You can open it again at any time.
team-close-lifts = { $about } Its parts become parts of { $above }: { $parts }.
team-close-frees = { $about } Its parts then stand by themselves: { $parts }.
team-close-hidden = { $about } Parts that are not shown here move as well.
field-part-of = Part of
field-part-of-none = No other team
field-led-from-above = Led by { $above } too
field-led-from-above-hint = Who leads { $above } then leads { $team } as well and sees everything that is asked of it, confidential requests included.
field-led-from-above-hint-parts = Who leads { $above } then leads { $team } as well, and with it { $parts }, and sees everything that is asked of them, confidential requests included.
field-led-from-above-hint-hidden = { $about } Parts that are not shown here open with it where they are led from above.
led-from-above-named = Let { $above } lead { $team } too?
led-from-above-people = { $about } Today that is { $people }.
led-from-above-do = Let them lead
team-part-of = part of { $above }
team-leads-by = leads { $team }
team-leads-from-above = leads it from above
team-of-team = { $name } ({ $above })
team-path = { $above } › { $path }
team-closed = Team closed.
team-closed-about = Nothing new can go to this team.
team-reopen = Open again
team-reopened = Team open again.
wiped = You were signed out of { $organization }.
wiped-why =
    { $why ->
        [oneself] You ended this session on another device.
        [deactivation] Your account was deactivated.
        [erasure] Your data there were erased.
       *[administrator] An administrator ended this session.
    } What this computer held of the organization was deleted on { $when }.
wiped-gone =
    { $unsent ->
        [0] Everything had been sent before.
        [one] One change had not been sent, and is lost.
       *[other] { $unsent } changes had not been sent, and are lost.
    }
wiped-next =
    { $why ->
        [deactivation] Ask an administrator if that was a mistake.
        [erasure] { "" }
       *[other] You can sign in again with your password: what was sent comes back.
    }
elsewhere = This is the workspace of this computer.
elsewhere-about = What was not moved to { $server } is here, and nothing of it goes there.
elsewhere-back = Back to the organization
elsewhere-account = You look at the workspace of this computer. Go back to your organization to change your account there.
local-workspace = Workspace of this computer
local-workspace-about = What you wrote before you joined, and did not move, stays readable there.
local-workspace-open = Open it
belongings = From before you joined
belongings-about = These requests are on this computer alone. Choose whom to ask for them here; whatever you leave stays readable on this computer, and nobody is told.
belongings-waiting = { $count ->
    [one] One open request from before you joined waits for your decision.
   *[other] { $count } open requests from before you joined wait for your decision.
}
belongings-look = Look at them
belongings-left = { $count ->
    [one] One request is still there…
   *[other] { $count } requests are still there…
}
belongings-asked-of = Asked of { $name }, { $when }.
belongings-ask-here = Ask here
belongings-ask-here-hint = A person or a team. Left empty, it stays where it is.
belongings-suggested = Is it { $name }?
belongings-reminders = { $count ->
    [one] One reminder of yours comes along.
   *[other] { $count } reminders of yours come along.
}
belongings-later = Later
belongings-leave = Leave them there
belongings-bring = { $count ->
    [one] Ask for one
   *[other] Ask for { $count }
}
belongings-asked = { $count ->
    [one] Asked.
   *[other] { $count } requests asked.
}
people-count = { $count ->
    [one] one person
   *[other] { $count } people
}
advanced-memory = Memory
advanced-memory-about = With its windows closed for a while, Goodturn lets go of what they used. It still rings, and opens a little slower.
advanced-files = Files
advanced-files-about = Files of requests stay on this computer once they were opened, so that they open at once and offline. Those that were not looked at for the longest make room first; what is not sent yet always stays.
file-cache = Keep at most
file-cache-none = Nothing
lean-after = Save memory after
lean-minutes = { $count } minutes
never = Never
data-folder = Records
log-folder = Logs
diagnostics = Diagnostics
diagnostics-about = If something goes wrong, these facts help whoever looks after Goodturn. They contain no requests and no names.
diagnostics-copy = Copy diagnostics
advanced-examples = Example requests
advanced-examples-about = A few made-up colleagues and requests to look around with. Your own records are not touched.
examples-add = Add example requests
examples-added = Example requests are there.
examples-remove = Remove example requests
examples-removed = Example requests are gone.

## First run
first-steps = Step { $at } of { $of }
first-name = Welcome to Goodturn
first-name-about = The place where colleagues help each other, and say so. What shall they call you?
loop-ask = Ask
loop-ask-about = One line is enough: what you need, from whom, by when.
loop-promise = Promise
loop-promise-about = Whoever takes it says when you can have it.
loop-deliver = Deliver
loop-deliver-about = You are kept posted, and never have to chase.
loop-thank = Thank
loop-thank-about = A few true words close it, and everybody may read them.
first-hours = When do you work?
first-hours-about = Goodturn reads “tomorrow” and “in 2 days” by your hours, and times your reminders by them.
first-shortcut = One shortcut, from anywhere
first-shortcut-about = Press it over whatever you are doing, type one line, and it is asked, thanked or remembered.
first-begin = How do you want to begin?
first-begin-about = Everything works on this machine alone. You can join your organization now or later. Your reminders come along then; who is asked there for what you asked here, you decide, and the rest stays readable on this device.
first-examples = Look around with a few examples
first-join = Join my organization with a link
first-empty = Start empty
first-other-way = Begin another way

## Clocks
fact-clocks = Service level
clock-acknowledge = Answer
clock-next-word = Next word
clock-deliver = Delivery
clock-running = by { $when }
clock-at-risk = by { $when }, soon
clock-late = was due { $when }
clock-paused = waits for an answer
clock-met = in time, after { $time }
clock-missed = late, after { $time }
clock-passed-on = handed over
clock-dropped = ended without it
clock-why-acknowledge = Why is an answer due then?
clock-why-next-word = Why is the next word due then?
clock-why-deliver = Why is it due then?
clock-aim-acknowledge = “{ $level }” aims to answer within { $target }:
clock-aim-next-word = “{ $level }” aims to give word within { $target }:
clock-aim-deliver = “{ $level }” aims to deliver within { $target }:
clock-due = due { $when }
clock-due-earliest = due { $when } at the earliest
clock-earliest = While it waits, it is due { $when } at the earliest.
clock-range = { $from } to { $until }
clock-strip = { $time } counted so far
clock-lines = What counts and what does not
clock-when = When
clock-counts = What counts
clock-told = When somebody is told, at the earliest
clock-told-due-soon = who serves it, that it comes due
clock-told-late = who serves it, that it is late
clock-told-late-on-waking = who serves it, that it goes on and is late
clock-told-colleague = a colleague, who may help
clock-told-lead = who leads the team
clock-rule = Time outside of working hours does not count.
span-counted = { $time } counted
span-ahead = { $time } left
span-late = { $time } late
span-day-off = day off
span-waiting-on-requester = waiting on { $name }
span-delivered = was delivered
duration-both = { NUMBER($hours) } h { NUMBER($minutes) } min
duration-hours = { NUMBER($hours) } h
duration-minutes = { NUMBER($minutes) } min
target-working-time = { $time } of work
target-days = { $days ->
    [0] the same working day
    [one] one working day
   *[other] { NUMBER($days) } working days
  }

## Working hours and service levels of a team
terms = Hours and service levels
terms-of = Hours and service levels of { $team }
terms-about = The clocks of its requests run in these hours. A change counts from now on: what has been counted stays.
terms-hours = Working hours
terms-hours-about = Without hours of its own, each member goes by their own.
terms-hours-about-part = Without hours of its own, it works by those of the team above.
terms-hours-own = Its own hours
terms-as = As { $team }
terms-as-above = the team above
terms-levels-own = Set its own
field-holidays = Public holidays
field-holidays-none = None
days-off = Days off
days-off-about = Besides the public holidays: of a region, or of the house.
days-off-none = No days off besides.
days-off-add = Add day off
days-off-date = Day
days-off-name = What it is called
days-off-file = Days off from a calendar file (.ics)
days-off-read = { $count ->
    [one] One day was read. Save to keep it.
   *[other] { NUMBER($count) } days were read. Save to keep them.
  }
days-off-more = { $count ->
    [one] One more day off
   *[other] { NUMBER($count) } more days off
  }
follow = Follow a calendar
follow-about = Days off from a calendar on the web, such as the holidays of a region. The server reads it every day.
follow-address = Address of the calendar
follow-hint = Colleagues can see the address, so take one that is public. It often ends in .ics or begins with webcal://.
follow-hours-first = Save the hours first. Then the team can follow a calendar.
follow-verb = Follow
follow-stop = Stop following
follow-stop-named = Stop following { $host }?
follow-stop-about = { $count ->
    [0] The team can follow it again at any time.
    [one] Its one day off to come counts like any other day from now on, so what is due may be due earlier. The team can follow it again at any time.
   *[other] Its { NUMBER($count) } days off to come count like any other day from now on, so what is due may be due earlier. The team can follow it again at any time.
  } Days that are over stay as they were counted.
follow-waits = The team follows { $host }. Its days come once the server has read it: within a minute, or when this device is connected again.
follow-read = { $count ->
    [0] No day off to come from { $host }.
    [one] One day off to come from { $host }.
   *[other] { NUMBER($count) } days off to come from { $host }.
  } The server reads it every day; it last said something new { $when }.
follow-days = Days off from { $host }
follow-ends = Without hours of its own the team no longer follows { $host }.
follow-trouble = The server has not been able to read it since { $since }. { $why }
follow-trouble-stays = The server has not been able to read it since { $since }. { $why } The days that are known stay.
follow-trouble-unreachable = The server cannot reach { $host }. Check the address; if it is right, whoever runs the server may have to allow it.
follow-trouble-refused-address = The server does not fetch from { $host }: it lies in a network of its own, or at an unusual port. Take a public address, or ask whoever runs the server.
follow-trouble-not-encrypted = The server fetches only what comes encrypted. Take an address with https:// at its beginning.
follow-trouble-too-large = It has more than a megabyte. Take a calendar of holidays alone.
follow-trouble-too-slow = { $host } takes longer than ten seconds. The server tries it again.
follow-trouble-not-a-calendar = What lies there is no calendar. Copy the address of the calendar itself.
follow-trouble-empty = No whole day from this year on is in it. Take a calendar of holidays.
follow-trouble-too-many-days = More than 400 days would be off. Take a calendar of holidays alone.
follow-trouble-answered-with = { $host } answers { $status }. Check the address.
terms-levels = Service levels
terms-levels-about = The first that fits a request holds: put the strictest on top.
terms-levels-none = No service level yet
terms-levels-none-text = A service level says within how much working time the team answers and delivers. Who asks sees it on the request.
level-add = Add service level
level-name = Name
level-for = For
level-any = every request
level-from-high = high and urgent
level-from-urgent = urgent
level-kind = Of which kind
level-kind-hint = Such as approve. Empty for every kind.
level-acknowledge = Answer within
level-next-word = Next word within
level-deliver = Deliver within
level-count = How much
level-unit = Unit
unit-none = no target
unit-minutes = minutes
unit-hours = hours
unit-days = working days
level-since = Counts from
level-since-last-word = our last word
level-since-last-question = the question that waits
level-warns = Remind who serves it before a time comes due
level-steps = Once it is late
level-steps-0 = tell nobody
level-steps-1 = tell who serves it
level-steps-2 = then a colleague, too
level-steps-3 = then a colleague and who leads the team, too
level-up = Move { $name } up
level-down = Move { $name } down
level-hidden = Never reached: what stands above it fits every request.
level-remove = Remove { $name }
terms-saved = Saved. From now on these hold.
terms-unsaved = Not saved yet.
level-named-twice = Two levels have the same name.

catalogue = Ask for a service
catalogue-about = What teams offer. Choose one, and its form asks for what they need to know.
catalogue-search = Search services
catalogue-empty = No services yet
catalogue-empty-text = Who leads a team says what it offers, in Settings, Organization, Teams. Until then, quick add asks anybody for anything.
catalogue-back = Back to all services
catalogue-back-to-line = Back to quick add
service-asks-team = Asked of { $team }
service-title = What it is about
service-title-hint = Left empty, it is called “{ $name }”.
service-needed = Needed by
service-words = In your words
service-watchers = Who watches it
service-reminds = You are reminded { $when }.
service-reminds-past = The reminder for { $when } has passed. You are not reminded.
service-unreminded = It is asked, but you will not be reminded of it. Add the reminder in the request.
service-reminds-unless = You are reminded { $when }, unless you have heard by then.
service-worth-attaching = Worth attaching once it is asked:
service-gone = This service is no longer offered; what you wrote is kept.
service-gone-line = This service is no longer offered; your words are still in quick add.
service-group-closed = This is confidential, and { $team }, who served it, is closed: it cannot be asked now. What you wrote is kept.
service-begun-before = This form was begun before, and another line has come since. Go on with what you had, or begin anew?
service-go-on = Go on with what you had
service-begin-anew = Begin anew
service-begin-anew-with = Begin anew: { $title }
service-confidential = Only you and { $team } see this request.
service-confidential-agreed = Only you, { $team } and those who have to agree see this request.
service-confidential-watched = Only you, { $team } and { $names }, watching it, see this request.
service-confidential-watched-agreed = Only you, { $team }, { $names }, watching it, and those who have to agree see this request.
service-team-led-from-above = { $team } (and who leads it from above: { $names })
service-ask = Ask
service-asked = Asked: { $name }
service-not-well = Look at the fields that are marked.
service-waits-for-file = Waits for the file…
service-answers = Answers: { $name }
service-version = Version { $version }
service-helper = usually helped by { $name }
field-optional = { $title } (optional)
answer-choose = Choose
answer-missing-text = Write a few words.
answer-missing-long-text = Write a few words.
answer-missing-choice = Choose one.
answer-missing-person = Choose somebody.
answer-missing-date = Choose a day.
answer-missing-number = Write a number.
answer-missing-file = Choose a file.
answer-too-long = Write at most { $most } characters; it has { $length }.
answer-not-past = Choose today or a later day.
answer-whole-number = Write a whole number, such as 12.
answer-at-least = Write { $least } or more.
answer-at-most = Write { $most } or less.
checklist = Checklist
checklist-done = { $done } of { $all } done
services = Services
services-of = Services of { $team }
services-about = What others can ask of the team by name, with a form that asks for what you need to know.
services-none = No services yet
services-none-text = Begin with what you are asked most often.
service-new = A new service
service-new-do = New service
service-edit = Edit { $name }
service-edit-do = Edit
service-edit-about = A change is published as another version. Requests that run keep the one they began with.
service-retire = No longer offer
service-retired = No longer offered: { $name }
service-restore = Offer again
service-restored = Offered again: { $name }
service-not-offered = not offered
service-publish = Publish
service-published = Published
service-unpublished = Not published yet; kept as a draft.
service-name = Name
service-icon = Picture
service-details = Description
service-attachments = Worth attaching
service-default-helper = Who usually helps
service-default-helper-hint = All who serve it are asked; this person watches from the start.
service-handled-by = Who serves it
service-handled-by-hint = What is asked goes to this team. If it is confidential, nobody else sees it, also not in the team that offers it.
service-handled-by-hint-led = What is asked goes to this team. If it is confidential, nobody else sees it, also not in the team that offers it, except who leads { $team } from above: { $names }.
service-group-gone = A team that is gone
service-no-helper = Nobody in particular
service-first-word = Automatic first word
service-first-word-hint = Said at once to whoever asks. It is marked as automatic, and is no answer: the clock runs on.
service-is-confidential = Only the requester and { $team } see its requests
service-flaw-name = It needs a name.
service-flaw-field-name = Every field needs a name.
service-flaw-field-twice = Two fields have the same name.
service-flaw-step = A step of the checklist is empty.
service-flaw-step-twice = Two steps of the checklist are the same.
service-flaw-approval = Say who has to agree, or take the step out.
service-flaw-attachment = A line of what is worth attaching is empty.
service-flaw-attachment-twice = Two lines of what is worth attaching are the same.
service-flaw-condition = A field depends on an answer that is not there before it.
service-outdated = Somebody else has published a newer version of this service since you began. Yours stands on an older one.
service-take-theirs = Take theirs
service-theirs-taken = You took theirs
service-keep-mine = Keep mine and publish over it
service-flaw-options = A choice needs two options or more, each different.
service-flaw-range = The smallest number of a field is larger than its largest.
form = Form
form-about = The fields that people fill in, in this order.
form-field = Field
form-field-title = Name of the field
form-field-kind = What it takes
form-field-help = Help
form-field-add = Add a field
form-field-removed = Removed: { $title }
form-kind-text = A line of text
form-kind-long-text = Some paragraphs
form-kind-choice = One of several options
form-kind-person = A person
form-kind-date = A day
form-kind-number = A whole number
form-kind-file = A file
form-options = Options
form-options-hint = One on each line.
form-least = Smallest
form-most = Largest
form-ahead = Not before today
form-required = Has to be answered
form-shown = Shown
form-shown-always = Always
form-shown-loose = No choice before it has that answer. Choose another, or show it always.
form-shown-if-loose = When it is “{ $answer }”
form-shown-if = When “{ $title }” is “{ $answer }”
step-number = Step { $number }
step-add = Add a step
attachment-number = Attachment { $number }
attachment-add = Add an attachment
preview = Preview
preview-empty = Without fields, people write what it is about and ask.
icon-hand = Hand
icon-laptop = Laptop
icon-key = Key
icon-network = Network
icon-phone = Phone
icon-printer = Printer
icon-document = Document
icon-calendar = Calendar
icon-money = Money
icon-heart = Heart
icon-family = Family
icon-desk = Chair
icon-tools = Tools
icon-temperature = Temperature
icon-truck = Truck
icon-idea = Idea

## Rules of a team

rules = Rules
rules-of = Rules of { $team }
rules-about = What happens by itself with requests of the team: when – if – then. The server does it, in this order. What a rule did never sets off a rule.
rules-none = No rules yet
rules-none-text = A rule does what somebody would otherwise have to think of. Begin with one of these, or write your own.
rules-examples = Rules to begin with
rules-not-in-team = The rules of a team are its own
rules-not-in-team-text = Join the team to see its rules. Who leads it, and administrators in it, change them.
rule-example-take = Begin with { $name }
rule-example-do = Begin with it
rule-example-pressing = Pressing first
rule-example-pressing-label = Pressing
rule-example-hours = Outside our hours
rule-example-hours-words = Thank you, { "{" }requester{ "}" }. We read this when our day begins.
rule-example-turns = Round the team
rule-example-quiet = Nobody waits unheard
rule-example-quiet-words = Nothing was said for three days. A short word helps.
rule-new = A new rule
rule-new-do = New rule
rule-edit = Edit { $name }
rule-edit-do = Edit
rule-edit-about = The fields and the text below say the same: change either.
rule-keep = Keep rule
rule-kept = Kept: { $name }
rule-dropped = Removed: { $name }
rule-is-on = { $name } is switched on
rule-on = On
rule-off = Off
rule-newer = Made by a newer version of Goodturn: it is kept, and does nothing here.
rule-names-gone = It names somebody, or a team, who is no longer here.
rule-gone-team = a team that is gone
rule-nobody-left = nobody who is still here
rule-name = Name
rule-when = When
rule-if = If
rule-if-none = Without a condition it is for every request of the team.
rule-then = Then
rule-days = Working days
rule-condition = What
rule-condition-number = Condition { $number }
rule-condition-add = Add a condition
rule-condition-remove = Remove the condition: { $condition }
rule-holds = Has to be so
rule-holds-is = is so
rule-holds-not = is not so
rule-one-of = One of
rule-state = How it stands
rule-texts-kind = Services or kinds
rule-texts-label = Labels
rule-texts-words = Words in the title or the details
rule-texts-hint = Several are parted by commas; one is enough.
rule-who-from = People or teams
rule-who-helper = People
rule-action = What
rule-action-number = Action { $number }
rule-action-add = Add an action
rule-action-remove = Remove the action: { $action }
rule-label = Label
rule-who-watch = Who watches
rule-who-hand-over = To whom
rule-who-ask-approval = Who is asked
rule-needed = How many have to agree
rule-assign-by = Whom it comes to
rule-assign-by-turns = by turns
rule-assign-by-least-open = who has least open
rule-assign-most = At most so many open
rule-assign-most-wrong = A number from 1 to { $most }.
rule-assign-most-hint = Left empty, there is no limit.
rule-assign-knows = Only who knows
rule-assign-knows-hint = One of their skills. Left empty, it may be anybody of the team.
rule-assign-at-work = Only who is within their working hours
rule-assign-about = Never who asks for it, has had it before, or is away. Where nobody fits, it stays with the team.
rule-reason = Reason
rule-reason-hint = Left empty, it is the name of the rule.
rule-words = Words
rule-say-hint = Everybody who sees the request reads it. It is marked as automatic, and is no answer. { "{" }requester{ "}" }, { "{" }helper{ "}" }, { "{" }title{ "}" }, { "{" }number{ "}" } and { "{" }team{ "}" } are filled in.
rule-note-hint = Only the team reads it. { "{" }requester{ "}" }, { "{" }helper{ "}" }, { "{" }title{ "}" }, { "{" }number{ "}" } and { "{" }team{ "}" } are filled in.
rule-text = The same as text
rule-text-hint = when … if … then …, with the terms of a search as conditions
rule-text-wrong = The text is not a rule yet. The fields show what was understood last.
rule-unfinished = Something is not filled in yet.
rule-does-nothing = It does nothing yet: add an action.
rule-no-name = It needs a name.
rule-not-kept = Not kept yet; it is a draft.
rule-would-do = What would do
rule-sentence = When { $when }: { $what }.
rule-sentence-if = When { $when }, and { $tests }: { $what }.
rule-then-nothing = nothing yet
rule-because = Because { $reasons }.
rule-fired-because = When { $when }:
rule-who = A rule
rule-when-asked = a request is asked of the team
rule-when-taken = somebody takes a request
rule-when-handed-over = a request is handed over to the team
rule-when-promise-moved = a promise is moved
rule-when-waits-on-requester = a request waits on its requester
rule-when-waits-on-other = a request waits on somebody else
rule-when-delivered = a request is delivered
rule-when-not-yet = a delivery is sent back
rule-when-ended = a request has ended
rule-when-requester-said = the requester writes something
rule-when-answer-due-soon = an answer is due soon
rule-when-answer-late = an answer is late
rule-when-promise-late = a promise is late
rule-when-silent =
    { $days ->
        [one] nobody has written anything for one working day
       *[other] nobody has written anything for { $days } working days
    }
rule-when-silent-any = nobody has written anything for some working days
rule-field-stage = Stage
rule-field-priority = Priority
rule-field-kind = Service or kind
rule-field-label = Label
rule-field-from = Who asks
rule-field-helper = Who helps
rule-field-words = Words
rule-field-needed = There is a date by which it is needed
rule-field-promised = There is a promise
rule-field-is = How it stands
rule-if-stage = its stage is { $values }
rule-if-stage-not = its stage is not { $values }
rule-if-priority = its priority is { $values }
rule-if-priority-not = its priority is not { $values }
rule-if-kind = it is of the kind { $values }
rule-if-kind-not = it is not of the kind { $values }
rule-if-label = it has the label { $values }
rule-if-label-not = it does not have the label { $values }
rule-if-from = { $values } asks
rule-if-from-not = somebody other than { $values } asks
rule-if-helper = { $values } helps
rule-if-helper-not = { $values } does not help
rule-if-words = it speaks of { $values }
rule-if-words-not = it does not speak of { $values }
rule-if-needed = it is needed by a date
rule-if-needed-not = it is not needed by a date
rule-if-promised = something is promised
rule-if-promised-not = nothing is promised
rule-is-late = its promise is late
rule-is-overdue = it was needed by now
rule-is-waiting = it waits on somebody
rule-is-open = it is open
rule-is-ended = it has ended
rule-is-outside-hours = it is outside of our hours
rule-is-confidential = it is confidential
rule-is-late-not = its promise is not late
rule-is-overdue-not = it is not overdue
rule-is-waiting-not = it waits on nobody
rule-is-open-not = it is not open
rule-is-ended-not = it has not ended
rule-is-outside-hours-not = it is within our hours
rule-is-confidential-not = it is not confidential
rule-deed-label = Put a label on it
rule-deed-unlabel = Take a label off it
rule-deed-priority = Set the priority
rule-deed-watch = Let somebody watch
rule-deed-hand-over = Hand it over
rule-deed-assign = Hand it over within the team
rule-deed-say = Say something automatically
rule-deed-note = Leave an internal note
rule-deed-ask-approval = Ask people to agree
rule-then-label = add the label “{ $label }”
rule-then-unlabel = remove the label “{ $label }”
rule-then-priority = set the priority to { $priority }
rule-then-watch = let { $to } watch
rule-then-hand-over = hand it over to { $to }
rule-then-assign-turns = hand it over by turns
rule-then-assign-least-open = hand it over to who has least open
rule-then-assign-limited = { $what } ({ $limits })
rule-limit-most = nobody who has { $most } open already
rule-limit-at-work = only who is at work
rule-limit-knows = only who knows “{ $skill }”
rule-assigned-turns = { $what }: it was the turn of { $who }
rule-assigned-least-open = { $what }: { $who } had least open
rule-assigned-later = { $what }: whom it comes to is decided then
rule-then-say = say an automatic word
rule-then-note = leave a note
rule-then-ask-approval =
    { $count ->
        [one] ask { $people } to agree
       *[other] ask { $people } to agree, { $needed } of them
    }
rule-skipped-already-so = { $what }: it was so already
rule-skipped-gone = { $what }: left out, they are no longer here
rule-skipped-wrong-stage = { $what }: left out, it had come too far for that
rule-skipped-requesters = { $what }: left out, they ask for it themselves
rule-skipped-nobody-free = { $what }: left out, nobody of the team fits and is free
rule-skipped-too-many = { $what }: left out, there are no more of these on a request
rule-firings = What they did lately
rule-firings-none = None has fired yet.
rule-request-hidden = { $number }, which you do not see any more
rule-request-gone = a request that is gone
rule-trial = Try it
rule-trial-about = On the latest 100 requests of the team that are known here. Nothing is done.
rule-trial-do = Try it now
rule-trial-count = It would have fired for { $fires } of { $count }.
rule-trial-old = The rule has changed since.
rule-trial-list = Requests that it was tried on
rule-trial-not-yet = That has not happened.
rule-trial-fails = Does not hold: { $condition }
rule-wrong-no-when = A rule begins with “when”.
rule-wrong-unknown-trigger = { $isEnd ->
        [yes] What has to happen is missing.
       *[no] “{ $found }” is nothing that a rule waits for.
    }
rule-wrong-days-out-of-range = From 1 to 60 working days are possible.
rule-wrong-no-then = Here “then” is missing, and what is to be done.
rule-wrong-unknown-field = { $isEnd ->
        [yes] A condition is missing.
       *[no] “{ $found }” is no condition. One begins with a field and a colon.
    }
rule-wrong-not-in-rules = “{ $found }” can be searched for, and says nothing in a rule.
rule-wrong-no-value = A value is missing here. After a comma there is no space.
rule-wrong-unknown-value = “{ $found }” is none of the values that are possible here.
rule-wrong-unknown-action = { $isEnd ->
        [yes] What is to be done is missing.
       *[no] “{ $found }” is nothing that a rule does.
    }
rule-wrong-unknown-person = Nobody here is called { $found }.
rule-wrong-several-people = Several people are called { $found }: write the whole name.
rule-wrong-unknown-team = No team is called { $found }.
rule-wrong-several-teams = Several teams are called { $found }: write the whole name.
rule-wrong-person-or-team = { $found } is a person and a team: write @ or # before it.
rule-wrong-no-text = What is said stands between quotes.
rule-wrong-quote-open = The closing quote is missing.
rule-wrong-too-long = That is too long.
rule-wrong-most-out-of-range = From 1 to 99 open requests are possible.
rule-wrong-how-many = Write how many of them have to agree.
rule-wrong-no-to-agree = Here “to agree” is missing.
rule-wrong-unexpected = { $isEnd ->
        [yes] Something is missing here.
       *[no] “{ $found }” belongs to nothing. Several words stand between quotes, and actions are parted by commas.
    }
rule-wrong-place = Line { $line }, sign { $column }
event-rule-fired = Rule “{ $rule }”: { $outcomes }
event-rule-said = Said automatically by a rule
refused-too-many-rules = A team has at most { $most } rules. Yours was not kept.
refused-rule-invalid =
    { $flaw ->
        [nothing_to_do] A rule has to do something. It was not kept.
        [too_many_conditions] A rule has at most ten conditions. It was not kept.
        [too_many_actions] A rule has at most ten actions. It was not kept.
        [too_many_values] A condition has at most twenty values. The rule was not kept.
        [too_long] What a rule says has at most 2,000 characters. It was not kept.
        [approvers_invalid] One to ten people are asked to agree, and at most as many of them have to. The rule was not kept.
        [most_out_of_range] Somebody has at most 1 to 99 requests open. The rule was not kept.
        [days_out_of_range] Silence is counted from 1 to 60 working days. The rule was not kept.
        [team_too_long] All rules of the team together are too long. This one was not kept.
       *[other] The rule cannot be like that, and was not kept.
    }

## What repeats
recurring = Repeating requests
recurring-open = Repeating
recurring-about = What you ask again and again. It is asked by itself, also while this computer is off.
recurring-none = Nothing repeats yet
recurring-none-text = Ask for something every week or month, and it is asked by itself. In quick add, write “every 2 weeks”.
recurrence-add = Ask regularly
recurrence-new = Ask again and again
recurrence-change = Change what repeats
recurrence-about = It is asked by itself at each of these times. While the last one is open, no further one is asked.
recurrence-about-request = This request counts as the first. While the last one is open, no further one is asked.
recurrence-service = Asked by the service “{ $service }”, with the answers that you gave.
recurrence-first = First time
recurrence-next = Next time
recurrence-coming = It is asked
recurrence-no-cycle = Say how often, from 1 to 400.
recurrence-after-last = It is asked again that long after the last one was delivered.
recurrence-needed = Needed so many days later
recurrence-needed-hint = Empty: no date
recurrence-keep = Keep
recurrence-kept = “{ $title }” repeats.
recurrence-dropped = “{ $title }” does not repeat any more.
recurrence-paused-done = “{ $title }” pauses.
recurrence-resumed-done = “{ $title }” goes on.
recurrence-often = { $whom }, { $often }
recurrence-next-at = Next: { $when }
recurrence-waits = Next: once the last one is done
recurrence-paused = Paused
recurrence-refused = Stopped by itself: { $reason }
recurrence-left-out = { $count ->
    [one] Left out once, as the last one is open still
   *[other] Left out { $count } times, as the last one is open still
}
recurrence-last = Last: { $number }
recurrence-show = Show what repeats
recurrence-pause-named = Pause “{ $title }”
recurrence-resume-named = Go on with “{ $title }”
recurrence-change-named = Change “{ $title }”
fact-repeats = Repeats
cycle-every = Every
cycle-unit = What is counted
cycle-unit-day = { $every ->
    [one] day
   *[other] days
}
cycle-unit-working-day = { $every ->
    [one] working day
   *[other] working days
}
cycle-unit-week = { $every ->
    [one] week
   *[other] weeks
}
cycle-unit-month = { $every ->
    [one] month
   *[other] months
}
cycle-unit-year = { $every ->
    [one] year
   *[other] years
}
cycle-weekdays = On these days; none means the day of the first time
cycle-counted = Counted
cycle-counted-due = from when it was due
cycle-counted-done = from when it was delivered
cycle-day = { $every ->
    [one] every day
   *[other] every { $every } days
}
cycle-working-day = { $every ->
    [one] every working day
   *[other] every { $every } working days
}
cycle-week = { $every ->
    [one] every week
   *[other] every { $every } weeks
}
cycle-month = { $every ->
    [one] every month
   *[other] every { $every } months
}
cycle-year = { $every ->
    [one] every year
   *[other] every { $every } years
}
cycle-on = { $often } on { $days }
cycle-from-completion = { $often } after it was delivered

## New requests and templates
new-request = New request
new-request-about = Only what you need and of whom has to be there. Everything else can come later.
do-ask = Ask
ask-repeat = Repeat
ask-repeat-hint = It is asked now, and by itself again and again.
ask-repeat-filled-in = What the template has filled in, such as the month, stays as it is now in every request.
ask-from-template = Ask: { $name }
templates = Templates
templates-about = What you ask often, with its texts. A request begins with one from the palette, or in a new request.
templates-none = No templates yet
templates-none-text = Save a request as a template, and ask it again without writing it again.
template-new = New template
template-change = Change the template
template-about = What a request begins with. It can be changed each time.
template-name = Name
template-for = For
template-mine = Only me
template-of-team = Everybody in { $team }
template-none = Nothing
template-from = Begin with
template-save = Save as a template…
template-line = { $title }, of { $whom }
template-change-named = Change { $name }
template-kept = The template “{ $name }” is kept.
template-replaced = The template took the place of what you had written.
template-of-private = The request is private. Everybody who uses this template reads its words.
template-removed = The template “{ $name }” is removed.
template-variables = Filled in when it is asked:

## Who agrees before a service is begun
service-approvals = Who has to agree
service-approvals-about = They are asked at once, one step after the other. Nothing is begun before, and only a lead goes on without.
service-approval-number = Step { $number }
service-approval-who = Who
service-approval-manager = The manager of who asks
service-approval-people = These people
service-approval-how-many = How many of them
service-approval-needed = { $needed ->
    [one] one of { $count }
   *[other] { $needed } of { $count }
}
service-approval-add = Add who has to agree
service-agrees = Before it is begun, these are asked to agree:
service-agrees-manager = Your manager
service-agrees-one = { $names }
service-agrees-all = { $names }
service-agrees-some = { $needed } of { $names }

## Services as files
service-save = Save { $name } as a file
service-save-do = Save as a file
service-saved-without = Saved without { $names }: they have no mail address to be known by elsewhere.
service-file = A service from a file
service-file-hint = It is looked at first; nothing is offered before you publish it.
service-import-replaced = The file took the place of what you had written.
service-read-without = Left out, as they are not here: { $names }.
## Answers
answer = Answer
answers-search = Search answers
answers-which = Which answers
answers-all = All
answers-mine = Mine
answers-to-review = To look at again
answers-retired = Retired
answers-of-all-teams = All teams
answers-none = No answer yet
answers-none-text = What is asked again and again is answered once. An answer belongs to a team, somebody keeps it right, and it is offered to whoever begins to ask the same.
answers-empty = No answer here yet.
answers-empty-all = This team has no answer yet.
answers-empty-mine = You keep no answer here.
answers-empty-to-review = Nothing is to be looked at again. That is all for now.
answers-empty-retired = No answer was retired here.
answers-more = { $count ->
    [one] One more is not shown. Search to find it.
   *[other] { NUMBER($count) } more are not shown. Search to find them.
  }
answer-new = New answer
answer-edit = Change the answer
answer-edit-about = Answer one question, so that nobody has to ask it again.
answer-change = Change…
answer-title = The question, in one line
answer-words = The answer
answer-words-hint = Markdown works: **bold**, lists with - or 1., links.
answer-write = Write
answer-show = What is shown
answer-team = Team
answer-owner = Kept right by
answer-owner-hint = They are asked from time to time whether it is still right.
answer-no-owner = Nobody keeps it
answer-no-owner-in = Nobody keeps it for { $team } any more
answer-review-on = Looked at again on
answer-review-default = in half a year
answer-audience = Who reads it
answer-audience-organization = Everybody but guests
answer-audience-team = Only the team
answer-source = From the request
answer-source-private = This request is private. The answer is not: leave out names, and whatever tells whom it is about.
answer-source-teams = Only the two and their teams see this request. Everybody but guests will read the answer.
answer-no-team = Answers belong to teams, and you are in none yet. Somebody who leads a team can add you.
answer-outdated = Somebody else has changed this answer since you began. Yours stands on an older one.
answer-keep-mine = Keep mine
answer-unsaved = Kept as a draft on this device.
answer-publish = Publish
answer-save = Save
answer-written = The answer is there.
answer-changed = The answer was changed.
answer-due = Look at it again
answer-review-since = to be looked at since { $day }
answer-still-right = Still right
answer-still-right-named = Still right: { $title }
answer-reviewed = Good. It comes up again in half a year.
answer-retire = Retire
answer-retired = Retired
answer-retired-done = “{ $title }” is no longer suggested.
answer-restore = Offer again
answer-restored = It is suggested again.
answer-judge = Did it help?
answer-helped = This helped
answer-not-helped = It did not help
answer-helped-count = { $count ->
    [one] helped once
   *[other] helped { NUMBER($count) }
  }
answer-judgements = Whom it helped
answer-judged = { NUMBER($helped) } of { NUMBER($all) }
answer-written-by = Written by
answer-last-changed = Last changed
answer-helped-closed = Good to hear. What you wrote is kept as a draft.
draft-discard = Discard the draft
answer-insert = Insert an answer…
answer-insert-about = Its title and words go into what you write, to be changed as you like.

## Skills, and who can help
skills = What you can be asked about
skills-about = Colleagues who look for help find you by this. Only you say it.
skill-add-label = A skill, in a few words
skill-hint = Such as deeds, VPN or French.
skill-known = You have said so already.
skill-add = Add
skill-removed = Nobody is sent to you for “{ $skill }” any more.
skills-full = These are { $most }, and no more fit. Remove one first.
who-can-help = Who can help with this?
helper-knows = knows: { $skills }
helper-delivered = { $count ->
    [one] delivered 1 like it
   *[other] delivered { NUMBER($count) } like it
  }
helper-away = away until { $day }
holders-of-team = Members of { $team }
holders-of = Members of { $team }, those with least open first
holder-open = { $count ->
        [0] nothing open
        [one] 1 open
       *[other] { $count } open
    }
holder-not-at-work = not at work now
