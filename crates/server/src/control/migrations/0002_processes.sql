-- What the processes that serve an organization have to know of each other.

-- Raised with every change that may have ended somebody's session.
create table standings (
    standings_id integer primary key,
    version integer not null
) strict;
insert into standings (standings_id, version) values (1, 0);

-- Who does what only one of them is to do, and until when.
create table leases (
    name text primary key,
    holder blob not null,
    ends_at integer not null
) strict, without rowid;
