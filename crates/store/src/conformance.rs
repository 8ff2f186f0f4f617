//! What every storage has to do: run by each implementation against itself.
//!
//! [`replica_conformance!`](crate::replica_conformance) and
//! [`authority_conformance!`](crate::authority_conformance) make a test of each case, given an
//! expression that makes whatever has to outlive a storage, and an empty storage.

pub mod authority;
pub mod replica;
pub mod rights;
pub mod samples;

/// Declares cases, and a macro that makes a test of each.
#[macro_export]
#[doc(hidden)]
macro_rules! conformance_tests {
    ($module:ident, $make:expr; $($case:ident)+) => {$(
        #[test]
        fn $case() {
            let (_kept, storage) = $make;
            $crate::conformance::$module::$case(&storage);
        }
    )+};
}

/// Tests that a storage keeps the contract of [`ReplicaStorage`](crate::ReplicaStorage).
#[macro_export]
macro_rules! replica_conformance {
    ($make:expr) => {
        $crate::conformance_tests! { replica, $make;
            failed_write_never_happened
            write_sees_what_it_has_done
            base_is_kept_at_the_first_change_and_put_back
            entity_that_the_server_does_not_have_is_deleted_with_its_base
            row_under_a_local_change_becomes_its_base
            settled_row_takes_the_place_of_a_local_change
            unknown_kind_and_unreadable_body_are_kept
            digest_is_that_of_the_rows_held
            entity_is_deleted_with_its_last_scope
            dropped_scope_takes_what_is_in_no_other
            what_was_looked_up_stays_until_it_is_forgotten
            what_is_synced_is_not_looked_up
            outbox_numbers_have_no_gaps_and_never_go_back
            applied_operations_leave_once_their_number_was_pulled
            kept_operations_are_given_until_forgotten
            newest_operations_are_kept
            records_are_cleaned_wherever_they_wait
            outbox_is_listed_in_pages
            attention_is_kept_until_dismissed
            position_and_cursors_move
            people_and_teams_answer_decisions
            who_leads_from_above_is_found_with_the_members
            follow_ups_are_found_by_their_request
            lines_are_found_by_their_request_and_open_requests_counted
        }
    };
}

/// Tests that a storage keeps the contract of [`AuthorityStorage`](crate::AuthorityStorage).
#[macro_export]
macro_rules! authority_conformance {
    ($make:expr) => {
        $crate::authority_cases! { conformance_tests, $make }
    };
}

/// Runs one case after the other, where what they do together is of interest.
#[macro_export]
macro_rules! run_cases {
    ($module:ident, $make:expr; $($case:ident)+) => {$({
        let (_kept, storage) = $make;
        $crate::conformance::$module::$case(&storage);
    })+};
}

/// What the server's storage has to do, handed to the macro of that name.
#[macro_export]
macro_rules! authority_cases {
    ($then:ident, $make:expr) => {
        $crate::$then! { authority, $make;
            failed_write_never_happened
            numbers_are_given_without_gaps
            chain_is_found_where_a_commit_ended
            entity_is_kept_as_last_put
            entities_are_listed_by_id
            feed_is_the_current_state_by_number
            entity_that_leaves_a_scope_leaves_a_gone_row
            entity_can_come_back_into_a_scope
            page_never_splits_a_number
            digest_is_that_of_the_rows_in_the_scope
            outcome_is_kept_once
            deferred_outcome_is_settled
            last_number_of_a_device_is_kept
            short_numbers_count_per_series
            epoch_is_renewed
            backups_are_remembered
            deleted_entity_leaves_gone_rows_alone
            gone_rows_are_pruned_up_to_a_number
            old_outcomes_are_pruned
            audit_log_is_listed_by_number
            pruned_audit_log_keeps_its_anchor
            people_and_teams_answer_decisions
            who_leads_from_above_is_found_with_the_members
            entries_and_follow_ups_are_found_by_their_request
            deliveries_are_found_while_unconfirmed
            requests_are_counted_while_somebody_has_them_open
            ended_requests_are_found_while_in_a_feed
            people_and_teams_are_found_by_their_words
            archived_requests_are_found_latest_first
            uploads_are_kept_for_each_person
            file_is_found_by_the_entries_that_have_it
            unused_files_are_found_after_a_while
        }
    };
}

#[cfg(test)]
mod tests {
    mod memory_replica {
        crate::replica_conformance!(((), crate::memory::MemoryReplica::new()));
    }

    mod memory_authority {
        crate::authority_conformance!(((), crate::memory::MemoryAuthority::new()));
    }
}
