-- Everything of one organization, its feed, and what it has accepted.

create table head (
    head_id integer primary key check (head_id = 1),
    epoch blob not null,
    seq integer not null,
    chain blob not null
) strict;
insert into head (head_id, epoch, seq, chain) values (1, zeroblob(16), 0, zeroblob(32));

create table commits (
    seq integer primary key,
    chain blob not null
) strict;

create table entities (
    entity_id integer primary key,
    kind text not null,
    id blob not null,
    seq integer not null,
    body text not null,
    unique (kind, id)
) strict;

create table scopes (
    scope_id integer primary key,
    name text not null unique,
    row_count integer not null default 0,
    row_sum integer not null default 0
) strict;

-- One row per scope and entity with its last change: the feed is the current state.
create table feed (
    entity_id integer not null references entities,
    scope_id integer not null references scopes,
    seq integer not null,
    is_gone integer not null,
    primary key (entity_id, scope_id)
) strict, without rowid;
create index feed_by_seq on feed (scope_id, seq, is_gone);

create table outcomes (
    operation_id blob primary key,
    actor blob not null,
    payload_hash blob not null,
    verdict text not null,
    recorded_at integer not null
) strict, without rowid;

create table devices (
    device_id blob primary key,
    last_n integer not null,
    operation_id blob not null
) strict, without rowid;

create table numbers (
    prefix text primary key,
    last integer not null
) strict, without rowid;

-- Projections: what decisions ask for. All of it can be made again from the bodies.

create table deliveries (
    entity_id integer primary key references entities on delete cascade,
    delivered_at integer not null
) strict;
create index deliveries_by_time on deliveries (delivered_at);

create table entries (
    entity_id integer primary key references entities on delete cascade,
    request_id blob not null
) strict;
create index entries_by_request on entries (request_id);

create table follow_ups (
    entity_id integer primary key references entities on delete cascade,
    request_id blob not null
) strict;
create index follow_ups_by_request on follow_ups (request_id);

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
