//! PostgreSQL keeps the contract of the server's storage.

use crate::server::{authority, new_organization, shared_database};

goodturn_store::authority_conformance!(((), authority(&shared_database(), new_organization())));
