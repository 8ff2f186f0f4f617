-- Which requests link to which: a request that links to none has no row there, and its column is null.

alter table requests add column links text;

create table request_links (
    to_id blob not null,
    entity_id integer not null,
    primary key (to_id, entity_id)
) strict, without rowid;

-- What an earlier version has kept without reading it.
update requests
    set links = (select e.body -> 'links' from entities e where e.entity_id = requests.entity_id)
    where entity_id in (select e.entity_id from entities e where e.kind = 'service_request'
        and instr(e.body, '"links":{') > 0 and e.body -> 'links' is not null);
insert into request_links (to_id, entity_id)
    select unhex(replace(j.key, '-', '')), r.entity_id from requests r, json_each(r.links) j where r.links is not null;
