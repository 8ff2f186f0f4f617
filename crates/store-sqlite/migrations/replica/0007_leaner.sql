-- The most frequent rows look up neither side of what they join, see 0004: whoever deletes an entity deletes
-- them, too. And all requests in the order they were asked are found by one index instead of two: the open
-- ones stand behind those that ended, so that what is new goes to its end.

create table requests_lean (
    entity_id integer primary key,
    requester blob not null,
    -- Who has taken it, or who was asked in person while nobody has.
    holder blob,
    -- The team that was asked, while nobody has taken it or proposed a time.
    asked_team blob,
    stage text not null,
    is_ended integer not null,
    awaits_requester integer not null,
    awaits_holder integer not null,
    -- Instants to sort by: what has none comes last.
    promise_order integer not null,
    needed_order integer not null,
    asked_at integer not null,
    changed_at integer not null,
    -- When it was delivered, where that kept the promise.
    kept_at integer,
    confirmed_at integer
) strict;
insert into requests_lean (entity_id, requester, holder, asked_team, stage, is_ended, awaits_requester,
        awaits_holder, promise_order, needed_order, asked_at, changed_at, kept_at, confirmed_at)
    select entity_id, requester, holder, asked_team, stage, is_ended, awaits_requester, awaits_holder,
        promise_order, needed_order, asked_at, changed_at, kept_at, confirmed_at
    from requests order by entity_id;
drop table requests;
alter table requests_lean rename to requests;
create index requests_by_requester on requests (requester, is_ended, changed_at desc);
create index requests_by_holder on requests (holder, is_ended, promise_order, needed_order, asked_at)
    where holder is not null;
create index requests_by_time on requests (is_ended desc, asked_at, requester, holder);
create index requests_of_team on requests (asked_team, needed_order, asked_at) where asked_team is not null;
create index requests_awaiting_requester on requests (requester, needed_order, asked_at) where awaits_requester = 1;
create index requests_awaiting_holder on requests (holder, needed_order, asked_at)
    where awaits_holder = 1 and holder is not null;
create index requests_with_others on requests (requester, promise_order, asked_at)
    where is_ended = 0 and awaits_requester = 0;
create index requests_kept on requests (holder, kept_at) where kept_at is not null;
create index requests_confirmed on requests (requester, confirmed_at) where confirmed_at is not null;

create table entries_lean (
    entity_id integer primary key,
    request_id blob not null,
    author blob,
    at integer not null,
    -- Where it came in the server's order; a later change of it does not move it.
    first_seq integer,
    file_hash blob
) strict;
insert into entries_lean (entity_id, request_id, author, at, first_seq, file_hash)
    select entity_id, request_id, author, at, first_seq, file_hash from entries order by entity_id;
drop table entries;
alter table entries_lean rename to entries;
create index entries_by_request on entries (request_id);
create index entries_by_file on entries (file_hash) where file_hash is not null;

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

-- Entities whose words are not in the index yet: a few lines are indexed together, by a transaction that
-- nobody waits for.
create table unindexed (
    entity_id integer primary key
) strict;
