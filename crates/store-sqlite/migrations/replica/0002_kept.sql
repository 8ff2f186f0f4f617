-- Operations that the server applied and that came back, until a backup of the server holds them.

create table kept (
    n integer primary key,
    operation_id blob not null unique,
    body text not null,
    touched text not null,
    applied_seq integer not null
) strict;
create index kept_by_seq on kept (applied_seq);
