-- The audit log, each record hashed over the one before, and between which records it reaches.

create table audit (
    n integer primary key,
    body text not null,
    hash blob not null
) strict;

create table audit_head (
    audit_head_id integer primary key check (audit_head_id = 1),
    n integer not null,
    hash blob not null,
    -- Records up to this one were deleted; the first that is left builds on its hash.
    pruned_n integer not null,
    pruned_hash blob not null
) strict;
insert into audit_head (audit_head_id, n, hash, pruned_n, pruned_hash) values (1, 0, zeroblob(32), 0, zeroblob(32));
