# What notifications and the tray say. Names and titles are handed in ready to show.
asked-title = { $who } asks you
asked-team-title = { $who } asks { $team }
handed-over-title = { $who } hands a request to you
rule-handed-over-title = A rule hands a request to you
rule-approval-title = A rule asks whether you agree
rule-said-title = An automatic word
rule-noted-title = A rule left a note
handed-on-title = { $who } handed your request on
acknowledged-title = { $who } has it
acknowledged-body-promise = { $title }: by { $time }
acknowledged-body-word = { $title }: you hear more by { $time }
offered-title = { $who } offers a time
offered-body = { $title }: { $time }
accepted-title = { $who } agrees on { $time }
declined-title = { $who } can’t take it
renegotiated-title = { $who } moved the promise
renegotiated-body = { $title }: now by { $time }
next-word-title = { $who } says when you hear more
next-word-body = { $title }: by { $time }
waiting-title = { $who } needs something from you
delivered-title = { $who } delivered
not-yet-title = { $who } says: not yet
confirmed-title = { $who } confirmed
approval-asked-title = { $who } asks whether you agree
approved-title = { $who } agrees
rejected-title = { $who } does not agree
rated-title = { $who } has rated it
withdrawn-title = { $who } no longer needs it
attached-title = { $who } attached a file
said-title = { $who } wrote
mentioned-title = { $who } mentions you
merged-title = { $who } merged it into another request
unmerged-title = { $who } made it a request of its own again
took-in-title = { $who } merged another request into it
also-took-title = { $who } had taken it too
thanks-title = { $who } thanks you
follow-up-promise-title = Your promise comes due
follow-up-promise-body = { $title }: by { $time }
follow-up-next-word-title = Time for a word to { $who }
follow-up-next-word-body = { $title }: you said by { $time }
follow-up-confirm-title = Is it what you needed?
follow-up-confirm-body = { $title }: delivered, not confirmed yet
follow-up-reminder-title = You wanted to be reminded
follow-up-no-reply-title = No answer yet
follow-up-recurrence-stopped-title = No longer asked again
follow-up-recurrence-stopped-body = { $title }: the last attempt was not possible
follow-up-due-soon-title = { $clock ->
    [acknowledge] An answer is due { $time }
    [next-word] The next word is due { $time }
   *[deliver] Due { $time }
  }
follow-up-due-soon-body = { $title }: { $who } waits for it
follow-up-late-title = { $clock ->
    [acknowledge] An answer was due { $time }
    [next-word] The next word was due { $time }
   *[deliver] It was due { $time }
  }
follow-up-late-body = { $title }: { $who } waits for it
follow-up-late-on-waking-title = It goes on, and is late already
follow-up-late-on-waking-body = { $title }: it was due { $time }
follow-up-may-step-in-title = Late: you may step in for { $helper }
follow-up-may-step-in-body = { $title }: it was due { $time }
follow-up-may-step-in-untaken-title = Late: you may take it
follow-up-may-step-in-untaken-body = { $title }: it was due { $time }, and { $who } waits
follow-up-late-in-team-title = Late in your team, with { $helper }
follow-up-late-in-team-body = { $title }: it was due { $time }
follow-up-late-in-team-untaken-title = Late in your team
follow-up-late-in-team-untaken-body = { $title }: it was due { $time }, and nobody has taken it
refused-title = Something needs your attention
refused-body = The backend could not take a change. Your text is kept.
wiped-title = Signed out of { $organization }
wiped-body = Your session was ended from elsewhere. What this device held of the organization was deleted.
still-here-title = Goodturn stays in the tray
still-here-body = It keeps your promises in view. Quit from the tray menu.
action-promise = Promise…
action-hand-over = Hand over
action-done = Done
action-snooze = Snooze
action-send-word = Send word
action-confirm = Confirm & thank
action-not-yet = Not yet
action-thanks-back = Say thanks back
action-new-time = New time
action-approve = Agree
action-reject = Say no…
tray-promise = { $title } — by { $time }
tray-promise-late = { $title } — late, { $time }
tray-follow-up = { $title } — { $time }
