-- Beginnings of words are found as fast as words, and the index holds no places of words any more:
-- together it is as large as before. The number of a request, which it is given after its words are
-- written, stands in a column instead: no text is written twice for it.

alter table requests add column number text;
update requests set number = (select body ->> 'number' from entities e where e.entity_id = requests.entity_id);
-- By the digits that it ends with.
create index requests_by_digits on requests (replace(number, rtrim(number, '0123456789'), ''))
    where number is not null;

create virtual table search_by_beginning using fts5 (
    title,
    words,
    tokenize = "unicode61 remove_diacritics 2",
    detail = none,
    prefix = '1 2 3'
);
-- What is deleted leaves no words behind in the index.
insert into search_by_beginning (search_by_beginning, rank) values ('secure-delete', 1);
insert into search_by_beginning (rowid, title, words)
    select s.rowid, s.title, iif(r.number is null, s.words, substr(s.words, length(r.number) + 2))
    from search s left join requests r on r.entity_id = s.rowid order by s.rowid;
drop table search;
alter table search_by_beginning rename to search;

-- The words of the index, in order.
create virtual table search_terms using fts5vocab (search, instance);
