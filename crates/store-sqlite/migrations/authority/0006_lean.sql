-- Rows of the feed look up neither their entity nor their scope: an entity is deleted only once it has no
-- row left, and a scope never.

create table feed_lean (
    entity_id integer not null,
    scope_id integer not null,
    seq integer not null,
    is_gone integer not null,
    primary key (entity_id, scope_id)
) strict, without rowid;
insert into feed_lean (entity_id, scope_id, seq, is_gone)
    select entity_id, scope_id, seq, is_gone from feed order by entity_id, scope_id;
drop table feed;
alter table feed_lean rename to feed;
create index feed_by_seq on feed (scope_id, seq, is_gone);
