-- Requests that have ended and are in a scope still: they go to the archive after a while. And the words
-- by which people, teams and what is in the archive are found.

create table endings (
    org_id uuid not null,
    request_id uuid not null,
    changed_at bigint not null,
    primary key (org_id, request_id)
);
create index endings_by_time on endings (org_id, changed_at);

create table words (
    org_id uuid not null,
    kind text not null,
    word text collate "C" not null,
    id uuid not null,
    at bigint not null,
    primary key (org_id, kind, word, id)
);
create index words_by_id on words (org_id, kind, id);

create table people (
    org_id uuid not null,
    person_id uuid not null,
    primary key (org_id, person_id)
);

-- The rows of all organizations are read here, which the second wall is lifted for, until the commit.
alter table entities no force row level security;
insert into endings (org_id, request_id, changed_at)
    select org_id, id, (body::json ->> 'changed_at')::bigint from entities
    where kind = 'service_request' and body::json -> 'stage' ->> 'type' in ('closed', 'declined', 'withdrawn');
insert into people (org_id, person_id) select org_id, id from entities where kind = 'person';
alter table entities force row level security;

alter table endings enable row level security;
alter table endings force row level security;
create policy one_organization on endings
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table words enable row level security;
alter table words force row level security;
create policy one_organization on words
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table people enable row level security;
alter table people force row level security;
create policy one_organization on people
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);
