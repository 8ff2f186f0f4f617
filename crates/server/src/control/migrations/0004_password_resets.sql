-- Links by which somebody sets a new password.

create table password_resets (
    code_hash blob primary key,
    person_id blob not null references accounts (person_id),
    made_by blob not null,
    created_at integer not null,
    expires_at integer not null,
    used_at integer
) strict, without rowid;

create index password_resets_by_person on password_resets (person_id);

create index invitations_by_person on invitations (person_id);
