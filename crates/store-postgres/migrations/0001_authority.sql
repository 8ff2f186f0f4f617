-- Everything of the organizations of a server: their feeds, and what they have accepted.
--
-- `org_id` leads every key and index, and no row refers to one of another organization, so that the
-- tables can be spread over nodes by it, on Citus for instance with
-- `select create_distributed_table('org_head', 'org_id')` and for each other table
-- `select create_distributed_table(…, 'org_id', colocate_with => 'org_head')`.
--
-- Row security binds the owner of the tables too. A later migration that changes rows has to lift
-- it for its own transaction.

create table org_head (
    org_id uuid not null,
    epoch uuid not null,
    seq bigint not null,
    chain bytea not null,
    -- Counts what was put, so that entities can be told in the order of their making.
    made bigint not null,
    -- Up to which number a backup holds everything, and when these rows came out of one.
    held_seq bigint not null,
    restored_at bigint,
    primary key (org_id)
);

create table commits (
    org_id uuid not null,
    seq bigint not null,
    chain bytea not null,
    primary key (org_id, seq)
);

create table entities (
    org_id uuid not null,
    kind text not null,
    id uuid not null,
    seq bigint not null,
    made bigint not null,
    body text not null,
    primary key (org_id, kind, id)
);

create table scopes (
    org_id uuid not null,
    scope text not null,
    row_count bigint not null,
    row_sum bigint not null,
    primary key (org_id, scope)
);

-- One row per scope and entity with its last change: the feed is the current state.
create table feed (
    org_id uuid not null,
    kind text not null,
    id uuid not null,
    scope text not null,
    seq bigint not null,
    is_gone boolean not null,
    primary key (org_id, kind, id, scope)
);
create index feed_by_seq on feed (org_id, scope, seq);

create table outcomes (
    org_id uuid not null,
    operation_id uuid not null,
    actor uuid not null,
    payload_hash bytea not null,
    verdict text not null,
    recorded_at bigint not null,
    primary key (org_id, operation_id)
);

create table devices (
    org_id uuid not null,
    device_id uuid not null,
    last_n bigint not null,
    operation_id uuid not null,
    primary key (org_id, device_id)
);

create table numbers (
    org_id uuid not null,
    -- As bytes: a name may hold U+0000, a text of PostgreSQL may not.
    prefix bytea not null,
    last bigint not null,
    primary key (org_id, prefix)
);

-- Projections: what decisions ask for. All of it can be made again from the bodies.

create table deliveries (
    org_id uuid not null,
    request_id uuid not null,
    delivered_at bigint not null,
    primary key (org_id, request_id)
);
create index deliveries_by_time on deliveries (org_id, delivered_at);

create table entries (
    org_id uuid not null,
    entry_id uuid not null,
    request_id uuid not null,
    primary key (org_id, entry_id)
);
create index entries_by_request on entries (org_id, request_id);

create table follow_ups (
    org_id uuid not null,
    follow_up_id uuid not null,
    request_id uuid not null,
    primary key (org_id, follow_up_id)
);
create index follow_ups_by_request on follow_ups (org_id, request_id);

create table owners (
    org_id uuid not null,
    person_id uuid not null,
    primary key (org_id, person_id)
);

-- Memberships in active teams.
create table memberships (
    org_id uuid not null,
    person_id uuid not null,
    team_id uuid not null,
    is_lead boolean not null,
    primary key (org_id, person_id, team_id)
);
create index memberships_by_team on memberships (org_id, team_id);

-- The second wall: whatever a statement asks for, it sees one organization, and none without being
-- told which. The setting is empty, not null, once a transaction that had it has ended.

alter table org_head enable row level security;
alter table org_head force row level security;
create policy one_organization on org_head
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table commits enable row level security;
alter table commits force row level security;
create policy one_organization on commits
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table entities enable row level security;
alter table entities force row level security;
create policy one_organization on entities
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table scopes enable row level security;
alter table scopes force row level security;
create policy one_organization on scopes
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table feed enable row level security;
alter table feed force row level security;
create policy one_organization on feed
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table outcomes enable row level security;
alter table outcomes force row level security;
create policy one_organization on outcomes
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table devices enable row level security;
alter table devices force row level security;
create policy one_organization on devices
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table numbers enable row level security;
alter table numbers force row level security;
create policy one_organization on numbers
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table deliveries enable row level security;
alter table deliveries force row level security;
create policy one_organization on deliveries
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table entries enable row level security;
alter table entries force row level security;
create policy one_organization on entries
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table follow_ups enable row level security;
alter table follow_ups force row level security;
create policy one_organization on follow_ups
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table owners enable row level security;
alter table owners force row level security;
create policy one_organization on owners
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table memberships enable row level security;
alter table memberships force row level security;
create policy one_organization on memberships
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);
