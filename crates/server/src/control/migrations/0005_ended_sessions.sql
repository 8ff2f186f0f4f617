-- Sessions that were ended from elsewhere: their devices delete what they hold of the organization.

create table ended_sessions (
    token_hash blob primary key,
    -- `oneself`, `administrator`, `deactivation` or `erasure`.
    ended_by text not null,
    ended_at integer not null
) strict, without rowid;
