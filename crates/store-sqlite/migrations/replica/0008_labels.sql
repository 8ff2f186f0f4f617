-- What requests are labelled with. A request without labels has no row there, and its column is null.

alter table requests add column labels text;

create table labels (
    label_id integer primary key,
    -- The same for labels that differ only in case.
    key text not null unique,
    label text not null,
    row_count integer not null
) strict;
create index labels_by_use on labels (row_count desc, key);

create table request_labels (
    label_id integer not null,
    entity_id integer not null,
    primary key (label_id, entity_id)
) strict, without rowid;

-- What an earlier version has kept without reading it. It knows no case beyond ASCII here: other labels are
-- found once their request changes.
update requests
    set labels = (select e.body -> 'labels' from entities e where e.entity_id = requests.entity_id)
    where entity_id in (select e.entity_id from entities e where e.kind = 'service_request'
        and instr(e.body, '"labels":[') > 0 and (e.body -> 'labels') not glob '*[^ -~]*');
insert into labels (key, label, row_count)
    select lower(j.value), min(j.value), count(*) from requests r, json_each(r.labels) j
    where r.labels is not null group by lower(j.value);
insert or ignore into request_labels (label_id, entity_id)
    select l.label_id, r.entity_id from requests r, json_each(r.labels) j join labels l on l.key = lower(j.value)
    where r.labels is not null;
