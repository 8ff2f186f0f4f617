-- Beginnings of words are found as fast as words, and the index holds no places of words any more:
-- together it is as large as before and no slower to write.

create virtual table search_by_beginning using fts5 (
    title,
    words,
    tokenize = "unicode61 remove_diacritics 2",
    detail = none,
    prefix = '1 2 3'
);
-- What is deleted leaves no words behind in the index.
insert into search_by_beginning (search_by_beginning, rank) values ('secure-delete', 1);
insert into search_by_beginning (rowid, title, words) select rowid, title, words from search;
drop table search;
alter table search_by_beginning rename to search;

-- The words of the index, in order.
create virtual table search_terms using fts5vocab (search, instance);
