-- Beginnings of words are found as fast as words, and the index holds no places of words any more:
-- together it is as large as before. The number of a request, which it is given after its words are
-- written, has an index of its own: no text is written twice for it.

create virtual table search_numbers using fts5 (
    number,
    tokenize = "unicode61 remove_diacritics 2",
    detail = none,
    columnsize = 0,
    prefix = '1 2 3'
);
insert into search_numbers (rowid, number)
    select entity_id, e.body ->> 'number' from requests join entities e using (entity_id)
    where e.body ->> 'number' is not null order by entity_id;

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
    select s.rowid, s.title, iif(n.number is null, s.words, substr(s.words, length(n.number) + 2))
    from search s left join search_numbers n on n.rowid = s.rowid order by s.rowid;
drop table search;
alter table search_by_beginning rename to search;

-- The words of the index, in order.
create virtual table search_terms using fts5vocab (search, instance);
