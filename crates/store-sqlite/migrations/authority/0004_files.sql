-- Who has brought which file, and which entries have it. What is in files is kept elsewhere.

create table uploads (
    file_hash blob not null,
    person_id blob not null,
    bytes integer not null,
    kind text not null,
    brought_at integer not null,
    primary key (file_hash, person_id)
) strict, without rowid;
create index uploads_by_person on uploads (person_id);

create table file_uses (
    entity_id integer primary key references entities on delete cascade,
    file_hash blob not null
) strict;
create index file_uses_by_hash on file_uses (file_hash);
