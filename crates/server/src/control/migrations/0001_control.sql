-- Who may come in: accounts, sessions, devices, invitations. What people do lives in the file of
-- their organization. Instants are microseconds since 1970 UTC.

create table organizations (
    organization_id blob primary key,
    file text not null unique,
    founded_at integer not null
) strict, without rowid;

create table accounts (
    person_id blob primary key,
    organization_id blob not null references organizations (organization_id),
    -- In lower case; none for the owner of a local workspace.
    email text unique,
    -- None until a password was set: nobody signs in with one.
    password_hash text,
    -- Raised with every change that has to end all sessions.
    security_version integer not null default 1,
    created_at integer not null
) strict, without rowid;

create table sessions (
    token_hash blob primary key,
    person_id blob not null references accounts (person_id),
    -- None for the session of the app that this backend runs inside of.
    device_id blob,
    device_name text not null,
    security_version integer not null,
    created_at integer not null,
    last_seen_at integer not null,
    revoked_at integer
) strict, without rowid;

create index sessions_by_person on sessions (person_id, device_id);

create table devices (
    device_id blob primary key,
    -- Claimed before the account is there when an invitation is accepted.
    person_id blob not null,
    claimed_at integer not null
) strict, without rowid;

create table invitations (
    code_hash blob primary key,
    -- Chosen now, so that accepting twice after a crash makes one person.
    person_id blob not null,
    -- None for the first administrator.
    invited_by blob references accounts (person_id),
    email text not null,
    name text not null,
    role text not null,
    -- A JSON list of team ids.
    teams text not null,
    created_at integer not null,
    expires_at integer not null,
    used_at integer
) strict, without rowid;

create table sign_in_attempts (
    -- An address, or an account with an address.
    subject text primary key,
    failures integer not null,
    last_failed_at integer not null
) strict, without rowid;
