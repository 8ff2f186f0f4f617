//! Quick add: one line in plain language becomes a request, a thanks or a reminder (`rules.md` §7).
