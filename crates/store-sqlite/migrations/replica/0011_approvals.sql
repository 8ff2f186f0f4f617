-- Whose agreement a request waits for: a request that waits for nobody has no row there, and its column is null.

alter table requests add column approvers text;

create table request_approvers (
    person blob not null,
    entity_id integer not null,
    primary key (person, entity_id)
) strict, without rowid;
