-- The audit log, each record hashed over the one before, and between which records it reaches.

create table audit (
    org_id uuid not null,
    n bigint not null,
    body text not null,
    hash bytea not null,
    primary key (org_id, n)
);

create table audit_head (
    org_id uuid not null,
    n bigint not null,
    hash bytea not null,
    -- Records up to this one were deleted; the first that is left builds on its hash.
    pruned_n bigint not null,
    pruned_hash bytea not null,
    primary key (org_id)
);

alter table audit enable row level security;
alter table audit force row level security;
create policy one_organization on audit
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);

alter table audit_head enable row level security;
alter table audit_head force row level security;
create policy one_organization on audit_head
    using (org_id = nullif(current_setting('goodturn.org', true), '')::uuid);
