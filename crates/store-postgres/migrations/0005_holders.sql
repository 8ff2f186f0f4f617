-- Who has which request open: who has taken it until it is delivered, or who was asked in person while nobody has.

create table holders (
    org_id uuid not null,
    request_id uuid not null,
    person_id uuid not null,
    primary key (org_id, request_id)
);
create index holders_by_person on holders (org_id, person_id);

-- The rows of all organizations are read here, which the second wall is lifted for, until the commit.
alter table entities no force row level security;
insert into holders (org_id, request_id, person_id)
    select org_id, id, person::uuid from (
        select org_id, id, case
            when body = '' then null
            when body::json -> 'stage' ->> 'type' = 'asked' then body::json -> 'addressee' ->> 'person'
            when body::json -> 'stage' ->> 'type' in
                ('acknowledged', 'in_progress', 'waiting_on_requester', 'waiting_on_other')
            then body::json -> 'stage' -> 'service' ->> 'helper' end as person
        from entities where kind = 'service_request') as held
    where person is not null;
alter table entities force row level security;

alter table holders enable row level security;
alter table holders force row level security;
create policy one_organization on holders
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);
