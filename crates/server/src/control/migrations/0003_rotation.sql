-- Tokens are replaced by new ones from time to time.

-- When it let somebody in for the first time; the successor of a token has not yet.
alter table sessions add column first_used_at integer;
update sessions set first_used_at = created_at;
-- Which token replaces it, and what that is made of together with the token itself, so that who
-- asks again gets the same one.
alter table sessions add column successor_hash blob;
alter table sessions add column successor_salt blob;
-- Once the successor is in use: until when it still lets somebody in.
alter table sessions add column ends_at integer;
create index sessions_by_successor on sessions (successor_hash) where successor_hash is not null;
