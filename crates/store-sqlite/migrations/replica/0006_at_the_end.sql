-- What is asked last goes to the end of an index: a page that is full there is not split.

drop index requests_open;
create index requests_open on requests (asked_at, requester, holder) where is_ended = 0;
drop index requests_all;
create index requests_all on requests (asked_at, requester, holder);
