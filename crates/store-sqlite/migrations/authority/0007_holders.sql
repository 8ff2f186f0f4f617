-- Who has which request open: who has taken it until it is delivered, or who was asked in person while nobody has.

create table holders (
    entity_id integer primary key references entities on delete cascade,
    person_id blob not null
) strict;
create index holders_by_person on holders (person_id);
insert into holders (entity_id, person_id)
    select entity_id, unhex(replace(person, '-', '')) from (
        select entity_id, case
            when body = '' then null
            when json_extract(body, '$.stage.type') = 'asked' then json_extract(body, '$.addressee.person')
            when json_extract(body, '$.stage.type') in
                ('acknowledged', 'in_progress', 'waiting_on_requester', 'waiting_on_other')
            then json_extract(body, '$.stage.service.helper') end as person
        from entities where kind = 'service_request')
    where person is not null;
