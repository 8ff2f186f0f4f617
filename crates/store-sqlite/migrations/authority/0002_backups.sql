-- Up to which number a backup holds everything, and when this file came out of one.

create table backups (
    backups_id integer primary key check (backups_id = 1),
    held_seq integer not null,
    restored_at integer
) strict;
insert into backups (backups_id, held_seq) values (1, 0);
