-- Requests that have ended and are in a scope still: they go to the archive after a while. And the words
-- by which people, teams and what is in the archive are found.

create table endings (
    entity_id integer primary key references entities on delete cascade,
    changed_at integer not null
) strict;
create index endings_by_time on endings (changed_at);
insert into endings (entity_id, changed_at)
    select entity_id, json_extract(body, '$.changed_at') from entities
    where kind = 'service_request' and json_extract(body, '$.stage.type') in ('closed', 'declined', 'withdrawn');

create table words (
    kind text not null,
    word text not null,
    entity_id integer not null references entities on delete cascade,
    at integer not null,
    primary key (kind, word, entity_id)
) strict, without rowid;
create index words_by_entity on words (entity_id);
