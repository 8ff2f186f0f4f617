-- Spreads the tables of organizations over the nodes of a Citus cluster, all rows of one
-- organization on one node. Run it on the coordinator as the owner of the tables, once they are
-- there and while no server runs:
--
--     psql --set ON_ERROR_STOP=1 --file distribute.sql goodturn
--
-- It can be run again: what is distributed already is left alone. The schema `control` (accounts,
-- sessions and the like) stays on the coordinator: it is small, and belongs to no organization
-- alone. Statements of ours name one organization each, so Citus sends each to one node; a
-- transaction concerns one organization, so it needs no second phase.
--
-- Row security goes along with the tables; Citus hands the setting `goodturn.org` of a transaction
-- (`set_config(…, true)`) on to the node when `citus.propagate_set_commands` is 'local', which has to
-- be the default of the servers' role:
--
--     alter role goodturn set citus.propagate_set_commands = 'local';

do $$
declare
    organization_table text;
begin
    foreach organization_table in array array[
        'org_head',
        'commits',
        'entities',
        'scopes',
        'feed',
        'outcomes',
        'devices',
        'numbers',
        'deliveries',
        'entries',
        'follow_ups',
        'owners',
        'memberships',
        'audit',
        'audit_head',
        'uploads',
        'file_uses',
        'endings',
        'words',
        'people',
        'holders'
    ]
    loop
        if exists (select 1 from pg_dist_partition where logicalrelid = organization_table::regclass) then
            continue;
        end if;
        if organization_table = 'org_head' then
            perform create_distributed_table('org_head', 'org_id');
        else
            perform create_distributed_table(organization_table, 'org_id', colocate_with => 'org_head');
        end if;
    end loop;
end
$$;
