// Generated from crates/client/src/shown.rs and commands.rs: do not edit.

/**
 * A person of the directory.
 */
export type PersonCard = { id: string, name: string, email: string | null, position: string | null, role: string, zone: string, is_active: boolean, teams: Array<string>, };

/**
 * A team of the directory.
 */
export type TeamCard = { id: string, name: string, prefix: string, members: Array<TeamMember>, is_active: boolean, };

export type TeamMember = { person: string, is_lead: boolean, };

/**
 * Everybody and every team that I may know, and what the organization has settled.
 */
export type Directory = { me: string, organization: string, organization_zone: string, values: Array<string>, people: Array<PersonCard>, teams: Array<TeamCard>, };

/**
 * How this device stands with the backend.
 */
export type Connection = "local" | "online" | "offline" | "signed_out" | "update_needed";

export type SyncStatus = { connection: Connection, is_syncing: boolean, unsent: number, attention: number, last_synced_at: string | null, server: string | null, trouble: string | null, clock_skew_seconds: number | null, };

/**
 * What the interface needs before anything else.
 */
export type AppState = { version: string, profile: string, is_first_run: boolean, now: string, zone: string, sync: SyncStatus, directory: Directory, settings: Settings, is_administrator: boolean, };

export type Stage = "asked" | "acknowledged" | "in_progress" | "waiting_on_requester" | "waiting_on_other" | "delivered" | "closed" | "declined" | "withdrawn";

export type PromiseState = "on_time" | "at_risk" | "late" | "kept" | "broken";

export type PromiseChip = { due: string, state: PromiseState, renegotiated: number, };

export type OfferChip = { id: string, by: string, due: string, words: string | null, is_mine: boolean, };

export type Priority = "low" | "normal" | "high" | "urgent";

export type Visibility = "teams" | "organization" | "private";

/**
 * Of whom something is asked: one of the two is set.
 */
export type Addressee = { person: string | null, team: string | null, };

/**
 * A request as a line of a list.
 */
export type RequestRow = { id: string, number: string, title: string, requester: string, helper: string | null, addressee: Addressee, stage: Stage, priority: Priority, promise: PromiseChip | null, offer: OfferChip | null, needed_by: string | null, next_word: string | null, asked_at: string, changed_at: string, reopen_count: number, is_unsent: boolean, is_unread: boolean, };

export type RequestPage = { rows: Array<RequestRow>, total: number, };

export type RequestList = "my_requests" | "my_promises" | "everyone";

/**
 * `offset` and `limit` count rows; at most 200 rows are given. `text` searches the titles.
 */
export type ListRequests = { list: RequestList, include_ended: boolean, text: string | null, offset: number, limit: number, };

/**
 * What a timeline entry is, for its icon and sentence.
 */
export type EntryKind = "said" | "noted" | "retracted" | "asked" | "acknowledged" | "also_took" | "offered" | "offer_accepted" | "declined" | "handed_over" | "started" | "waiting_on_requester" | "waiting_on_other" | "resumed" | "renegotiated" | "next_word_promised" | "delivered" | "not_yet" | "confirmed" | "lapsed" | "withdrawn" | "watched" | "unwatched" | "thanked";

/**
 * A line of the timeline. The fields that its kind does not have are none.
 */
export type TimelineEntry = { id: string, kind: EntryKind, author: string | null, at: string, words: string | null, html: string | null, second_words: string | null, promise: string | null, earlier_promise: string | null, next_word: string | null, person: string | null, team: string | null, rating: number | null, was_broken: boolean, thanks: ThanksCard | null, is_internal: boolean, is_unsent: boolean, can_retract_until: string | null, };

/**
 * Everything about one request.
 */
export type RequestDetail = { row: RequestRow, details: string | null, details_html: string | null, visibility: Visibility, kind: string | null, watchers: Array<string>, can: Array<string>, timeline: Array<TimelineEntry>, promises: Array<PromiseMade>, delivery_words: string | null, next_need: string | null, follow_ups: Array<FollowUpRow>, draft: string | null, };

export type PromiseMade = { due: string, made_at: string, made_by: string, reason: string | null, };

export type FollowUpReason = "promise" | "next_word" | "confirm" | "reminder" | "no_reply";

export type FollowUpRow = { id: string, reason: FollowUpReason, request: RequestRow | null, words: string | null, due: string, is_due: boolean, is_snoozed: boolean, is_unsent: boolean, };

/**
 * One screen: what did I promise, who waits, whom do I thank?
 */
export type Today = { promises: Array<RequestRow>, follow_ups: Array<FollowUpRow>, waiting_on_me: Array<RequestRow>, waiting_on_others: Array<RequestRow>, not_thanked: Array<RequestRow>, kept_this_week: number, thanks_this_week: number, };

export type ThanksCard = { id: string, from: string, to: Array<string>, words: string | null, html: string | null, values: Array<string>, request: string | null, request_title: string | null, is_private: boolean, at: string, is_unsent: boolean, can_retract_until: string | null, };

export type ThanksList = "all" | "received" | "given";

export type ListThanks = { list: ThanksList, offset: number, limit: number, };

export type ThanksPage = { cards: Array<ThanksCard>, total: number, };

/**
 * An operation that the backend refused, with the person's text.
 */
export type AttentionItem = { id: string, intent: string, code: string, details: string, words: string | null, request: string | null, request_title: string | null, at: string, };

export type QuickAddVerb = "ask" | "thank" | "remind" | "tell";

/**
 * A part of the line that was understood. Positions are UTF-16 units of the line.
 */
export type QuickAddChip = { field: string, start: number, end: number, text: string, value: string | null, choices: Array<string>, problem: string | null, };

/**
 * What quick add understood of a line.
 */
export type QuickAdd = { verb: QuickAddVerb, title: string, people: Array<string>, teams: Array<string>, due: string | null, next_word: string | null, remind: string | null, remind_if_no_reply: boolean, priority: Priority, values: Array<string>, note: string | null, chips: Array<QuickAddChip>, missing: Array<string>, };

/**
 * `literal` are spans that the person un-parsed: pairs of UTF-16 positions.
 */
export type QuickAddLine = { text: string, literal: Array<[number, number]>, };

export type QuickAddSaved = { verb: QuickAddVerb, request: string | null, thanks: string | null, follow_up: string | null, };

export type WhenText = { text: string, };

/**
 * A time as typed (`thu 12:00`), understood; none when it could not be.
 */
export type When = { at: string | null, is_past: boolean, };

export type RequestRef = { request: string, };

export type Id = { id: string, };

export type Ask = { title: string, details: string | null, addressee: Addressee, visibility: Visibility, priority: Priority, kind: string | null, needed_by: string | null, watchers: Array<string>, };

export type Acknowledge = { request: string, promise: string | null, next_word: string | null, words: string | null, };

export type OfferTime = { request: string, due: string, words: string | null, };

export type AcceptOffer = { request: string, offer: string, };

export type Decline = { request: string, reason: string, alternative: string, };

export type HandOver = { request: string, to: Addressee, reason: string, };

export type WithWords = { request: string, words: string, };

export type Renegotiate = { request: string, from: string | null, to: string, reason: string, };

export type PromiseNextWord = { request: string, by: string, };

export type Deliver = { request: string, words: string, next_need: string | null, };

/**
 * Confirming and thanking are one gesture; `thanks` may be left out.
 */
export type Confirm = { request: string, rating: number | null, words: string | null, thanks: Thank | null, };

export type Withdraw = { request: string, reason: string | null, };

export type WatchRequest = { request: string, person: string, };

export type Remind = { request: string | null, words: string | null, due: string, if_no_reply: boolean, };

export type Snooze = { follow_up: string, until: string, };

export type Thank = { to: Array<string>, words: string, values: Array<string>, request: string | null, is_private: boolean, };

export type Draft = { key: string, text: string, };

export type DraftKey = { key: string, };

export type Appearance = "system" | "light" | "dark";

export type Density = "comfortable" | "compact";

/**
 * A stretch of working time in minutes since midnight.
 */
export type Hours = { from: number, to: number, };

/**
 * What this device is set to.
 */
export type Settings = { appearance: Appearance, density: Density, locale: string | null, shortcut: string, shortcut_problem: string | null, single_letter_keys: boolean, notify_asked: boolean, notify_progress: boolean, notify_follow_ups: boolean, notify_thanks: boolean, notifications_paused_until: string | null, autostart: boolean, lean_after_minutes: number, keep_quick_add_warm: boolean, };

export type Profile = { name: string, position: string | null, zone: string, locale: string, week: Array<Array<Hours>>, };

export type SignIn = { server: string, email: string, password: string, passphrase: string | null, };

/**
 * Joins an organization by its invitation link.
 */
export type Join = { link: string, name: string, password: string, passphrase: string | null, };

export type InvitationLink = { link: string, };

/**
 * What an invitation says before one accepts it.
 */
export type Invitation = { organization: string, invited_by: string | null, email: string, name: string | null, server: string, };

export type Invite = { email: string, name: string, role: string, teams: Array<string>, };

export type AddTeam = { name: string, prefix: string, };

/**
 * `role` is `member` or `lead`; none removes the person.
 */
export type SetMembership = { team: string, person: string, role: string | null, };

/**
 * Where things lie and how they do, to copy into a report.
 */
export type Diagnostics = { text: string, log_folder: string, data_folder: string, };

export type Topic = "requests" | "follow_ups" | "thanks" | "directory" | "sync" | "settings" | "attention";

/**
 * Something changed; reload what you show of it.
 */
export type Changed = { topics: Array<Topic>, requests: Array<string>, };

/**
 * A notification or a link asks the window to show something.
 */
export type Navigate = { view: string, request: string | null, dialog: string | null, };

/**
 * Every command: its arguments and its result.
 */
export interface Commands {
  app_state(args: null): Promise<AppState>;
  change_settings(args: Settings): Promise<Settings>;
  change_profile(args: Profile): Promise<null>;
  profile(args: null): Promise<Profile>;
  finish_first_run(args: Profile): Promise<null>;
  save_draft(args: Draft): Promise<null>;
  find_draft(args: DraftKey): Promise<string | null>;
  diagnostics(args: null): Promise<Diagnostics>;
  list_attention(args: null): Promise<Array<AttentionItem>>;
  dismiss_attention(args: Id): Promise<null>;
  sync_now(args: null): Promise<SyncStatus>;
  today(args: null): Promise<Today>;
  remind(args: Remind): Promise<Id>;
  snooze(args: Snooze): Promise<null>;
  finish_follow_up(args: Id): Promise<null>;
  list_requests(args: ListRequests): Promise<RequestPage>;
  open_request(args: RequestRef): Promise<RequestDetail>;
  ask(args: Ask): Promise<RequestRef>;
  acknowledge(args: Acknowledge): Promise<null>;
  offer(args: OfferTime): Promise<null>;
  accept_offer(args: AcceptOffer): Promise<null>;
  decline(args: Decline): Promise<null>;
  hand_over(args: HandOver): Promise<null>;
  start(args: RequestRef): Promise<null>;
  wait_on_requester(args: WithWords): Promise<null>;
  wait_on_other(args: WithWords): Promise<null>;
  renegotiate(args: Renegotiate): Promise<null>;
  promise_next_word(args: PromiseNextWord): Promise<null>;
  deliver(args: Deliver): Promise<null>;
  confirm(args: Confirm): Promise<null>;
  not_yet(args: WithWords): Promise<null>;
  withdraw(args: Withdraw): Promise<null>;
  say(args: WithWords): Promise<Id>;
  note(args: WithWords): Promise<Id>;
  retract(args: Id): Promise<null>;
  watch(args: WatchRequest): Promise<null>;
  unwatch(args: WatchRequest): Promise<null>;
  list_thanks(args: ListThanks): Promise<ThanksPage>;
  thank(args: Thank): Promise<Id>;
  retract_thanks(args: Id): Promise<null>;
  parse_quick_add(args: QuickAddLine): Promise<QuickAdd>;
  save_quick_add(args: QuickAddLine): Promise<QuickAddSaved>;
  recent_quick_adds(args: null): Promise<Array<string>>;
  understand_when(args: WhenText): Promise<When>;
  sign_in(args: SignIn): Promise<null>;
  invitation(args: InvitationLink): Promise<Invitation>;
  join(args: Join): Promise<null>;
  sign_out(args: null): Promise<null>;
  passphrase_needed(args: null): Promise<boolean>;
  invite(args: Invite): Promise<InvitationLink>;
  add_team(args: AddTeam): Promise<Id>;
  set_membership(args: SetMembership): Promise<null>;
  add_example_requests(args: null): Promise<null>;
  remove_example_requests(args: null): Promise<null>;
}
