-- The most frequent rows look up neither side of what they join: whoever deletes an entity or a scope
-- deletes them, too. And a request that no person holds awaits none.

create table entity_scopes_lean (
    entity_id integer not null,
    scope_id integer not null,
    primary key (entity_id, scope_id)
) strict, without rowid;
insert into entity_scopes_lean (entity_id, scope_id)
    select entity_id, scope_id from entity_scopes order by entity_id, scope_id;
drop table entity_scopes;
alter table entity_scopes_lean rename to entity_scopes;

drop index requests_awaiting_holder;
create index requests_awaiting_holder on requests (holder, needed_order, asked_at)
    where awaits_holder = 1 and holder is not null;
