-- Which file an entry has; it is kept on this device as long as one has it.

alter table entries add column file_hash blob;
create index entries_by_file on entries (file_hash) where file_hash is not null;
