//! Deciding: an intent, what is known and the moment give changed entities, or a refusal.

mod administration;
mod delivery;
mod follow_ups;
mod promise;
mod recognition;
mod request;
mod talk;

use std::collections::BTreeMap;

use thiserror::Error;

use crate::clock::Timestamp;
use crate::entity::{Entity, EntityKey};
use crate::entry::Event;
use crate::follow_up::FollowUp;
use crate::id::{FollowUpId, OperationId, PersonId, ServiceRequestId, TeamId};
use crate::operation::{Intent, Operation};
use crate::organization::Organization;
use crate::person::{Person, Team};
use crate::recognition::Thanks;
use crate::refusal::Refusal;
use crate::service_request::ServiceRequest;
use crate::{Entry, EntryId, ThanksId};
