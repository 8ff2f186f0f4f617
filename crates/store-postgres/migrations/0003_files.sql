-- Who has brought which file, and which entries have it. What is in files is kept elsewhere.

create table uploads (
    org_id uuid not null,
    file_hash bytea not null,
    person_id uuid not null,
    bytes bigint not null,
    kind text not null,
    brought_at bigint not null,
    primary key (org_id, file_hash, person_id)
);
create index uploads_by_person on uploads (org_id, person_id);

create table file_uses (
    org_id uuid not null,
    entry_id uuid not null,
    file_hash bytea not null,
    primary key (org_id, entry_id)
);
create index file_uses_by_hash on file_uses (org_id, file_hash);

alter table uploads enable row level security;
alter table uploads force row level security;
create policy one_organization on uploads
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table file_uses enable row level security;
alter table file_uses force row level security;
create policy one_organization on file_uses
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);
