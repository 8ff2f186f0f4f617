-- What one person may see, their outbox, and what belongs to this device alone.

create table state (
    state_id integer primary key check (state_id = 1),
    -- The last number given to an operation; never goes back.
    last_n integer not null,
    epoch blob,
    seq integer,
    chain blob,
    -- Entries up to this instant count as read.
    read_until integer not null
) strict;
insert into state (state_id, last_n, read_until) values (1, 0, 0);

-- Every entity whole. `base` is the server's version while the person's own differs; null while
-- the server has none. Ids of rows are never given twice, because read marks point between them.
create table entities (
    entity_id integer primary key autoincrement,
    kind text not null,
    id blob not null,
    body text not null,
    base text,
    seq integer,
    is_changed integer not null,
    -- False for what a newer version wrote and this one cannot read: kept, and shown nowhere.
    is_understood integer not null,
    unique (kind, id)
) strict;
create index entities_changed on entities (entity_id) where is_changed = 1;

create table scopes (
    scope_id integer primary key,
    name text not null unique,
    cursor integer,
    row_count integer not null default 0,
    row_sum integer not null default 0
) strict;

-- Dropping a scope reads all of this: that is rare, and an index would make every row dearer.
create table entity_scopes (
    entity_id integer not null references entities on delete cascade,
    scope_id integer not null references scopes,
    primary key (entity_id, scope_id)
) strict, without rowid;

create table outbox (
    n integer primary key,
    operation_id blob not null unique,
    body text not null,
    touched text not null,
    applied_seq integer
) strict;
create index outbox_unsent on outbox (n) where applied_seq is null;
create index outbox_applied on outbox (applied_seq) where applied_seq is not null;

create table attention (
    attention_id integer primary key autoincrement,
    operation_id blob not null unique,
    body text not null,
    code text not null,
    details text not null,
    at integer not null
) strict;

-- Projections: what lists ask for. All of it can be made again from the bodies.

create table requests (
    entity_id integer primary key references entities on delete cascade,
    requester blob not null,
    -- Who has taken it, or who was asked in person while nobody has.
    holder blob,
    -- The team that was asked, while nobody has taken it or proposed a time.
    asked_team blob,
    stage text not null,
    is_ended integer not null,
    awaits_requester integer not null,
    awaits_holder integer not null,
    -- Instants to sort by: what has none comes last.
    promise_order integer not null,
    needed_order integer not null,
    asked_at integer not null,
    changed_at integer not null,
    -- When it was delivered, where that kept the promise.
    kept_at integer,
    confirmed_at integer
) strict;
create index requests_by_requester on requests (requester, is_ended, changed_at desc);
create index requests_by_holder on requests (holder, is_ended, promise_order, needed_order, asked_at)
    where holder is not null;
create index requests_open on requests (asked_at desc, requester, holder) where is_ended = 0;
create index requests_all on requests (asked_at desc, requester, holder);
create index requests_of_team on requests (asked_team, needed_order, asked_at) where asked_team is not null;
create index requests_awaiting_requester on requests (requester, needed_order, asked_at) where awaits_requester = 1;
create index requests_awaiting_holder on requests (holder, needed_order, asked_at) where awaits_holder = 1;
create index requests_with_others on requests (requester, promise_order, asked_at)
    where is_ended = 0 and awaits_requester = 0;
create index requests_kept on requests (holder, kept_at) where kept_at is not null;
create index requests_confirmed on requests (requester, confirmed_at) where confirmed_at is not null;

-- How many requests each list has, because counting 100,000 rows takes longer than showing 50.
create table request_counts (
    list text not null,
    person blob not null,
    is_ended integer not null,
    row_count integer not null,
    primary key (list, person, is_ended)
) strict, without rowid;

create table entries (
    entity_id integer primary key references entities on delete cascade,
    request_id blob not null,
    author blob,
    at integer not null,
    -- Where it came in the server's order; a later change of it does not move it.
    first_seq integer
) strict;
create index entries_by_request on entries (request_id);

create table follow_ups (
    entity_id integer primary key references entities on delete cascade,
    owner blob not null,
    request_id blob,
    asks_at integer,
    rings_at integer
) strict;
create index follow_ups_by_request on follow_ups (request_id) where request_id is not null;
create index follow_ups_asking on follow_ups (owner, asks_at) where asks_at is not null;
create index follow_ups_ringing on follow_ups (owner, rings_at) where rings_at is not null;

create table thanks (
    entity_id integer primary key references entities on delete cascade,
    giver blob not null,
    request_id blob,
    at integer not null,
    is_retracted integer not null
) strict;
create index thanks_by_time on thanks (at desc);
create index thanks_by_giver on thanks (giver, at desc);
create index thanks_by_request on thanks (request_id, giver) where request_id is not null;

create table thanks_recipients (
    person blob not null,
    at integer not null,
    entity_id integer not null references entities on delete cascade,
    is_retracted integer not null,
    primary key (person, at, entity_id)
) strict, without rowid;
create index thanks_recipients_by_thanks on thanks_recipients (entity_id);

create table people (
    entity_id integer primary key references entities on delete cascade,
    is_active_owner integer not null
) strict;
create index people_owning on people (entity_id) where is_active_owner = 1;

-- Memberships in active teams.
create table memberships (
    person_id blob not null,
    team_id blob not null,
    is_lead integer not null,
    entity_id integer not null references entities on delete cascade,
    primary key (person_id, team_id)
) strict, without rowid;
create index memberships_by_team on memberships (entity_id);

create virtual table search using fts5 (
    title,
    words,
    tokenize = "unicode61 remove_diacritics 2"
);
-- What is deleted leaves no words behind in the index.
insert into search (search, rank) values ('secure-delete', 1);

-- This device alone.

create table settings (
    key text primary key,
    value text not null
) strict, without rowid;

create table drafts (
    key text primary key,
    text text not null
) strict, without rowid;

create table quick_adds (
    quick_add_id integer primary key autoincrement,
    line text not null unique
) strict;

create table read_marks (
    request_id blob primary key,
    read_at integer not null,
    last_entity_id integer not null
) strict, without rowid;

create table noticed (
    noticed_id integer primary key autoincrement,
    key text not null unique
) strict;
