-- What lists are narrowed to and ordered by, so that no body is read for it.

-- 0 is low, 3 urgent.
alter table requests add column priority integer not null default 1;
-- In lower case.
alter table requests add column kind text;
-- Who was asked: a person or a team.
alter table requests add column addressee blob;
-- The teams of who was asked, each as hexadecimal digits with a space behind.
alter table requests add column teams text;
-- By when somebody is to answer; what nobody is to answer, and what was answered, comes last. Null until it is
-- computed: that takes the timeline and the hours of the team, and nobody who writes waits for it.
alter table requests add column answer_order integer;
create index requests_to_time on requests (entity_id) where answer_order is null;

update requests set
    priority = (select case e.body ->> 'priority' when 'low' then 0 when 'high' then 2 when 'urgent' then 3 else 1 end
        from entities e where e.entity_id = requests.entity_id),
    kind = (select lower(e.body ->> 'kind') from entities e where e.entity_id = requests.entity_id),
    addressee = (select unhex(replace(coalesce(e.body ->> '$.addressee.person', e.body ->> '$.addressee.team'), '-', ''))
        from entities e where e.entity_id = requests.entity_id),
    teams = (select group_concat(replace(t.value, '-', ''), ' ') || ' '
        from entities e, json_each(e.body, '$.helper_teams') t where e.entity_id = requests.entity_id),
    answer_order = iif(stage = 'asked', null, 9223372036854775807);
