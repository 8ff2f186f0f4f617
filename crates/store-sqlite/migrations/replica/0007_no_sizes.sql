-- How many words each text has is asked by nobody: hits are shown newest first.

create virtual table search_without_sizes using fts5 (
    title,
    words,
    tokenize = "unicode61 remove_diacritics 2",
    detail = none,
    columnsize = 0,
    prefix = '1 2 3'
);
-- What is deleted leaves no words behind in the index.
insert into search_without_sizes (search_without_sizes, rank) values ('secure-delete', 1);
insert into search_without_sizes (rowid, title, words) select rowid, title, words from search order by rowid;
drop table search_terms;
drop table search;
alter table search_without_sizes rename to search;

create virtual table search_terms using fts5vocab (search, instance);
