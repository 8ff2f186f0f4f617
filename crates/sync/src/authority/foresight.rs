//! What is fetched in one go before pushes are decided, where the storage is a network away.

use std::collections::BTreeSet;

use goodturn_domain::{EntityKey, EntityKind, EntryId, TeamRules};
use goodturn_store::Foreseen;
use serde_json::Value;

use super::Push;

/// What deciding the pushes is going to ask for: outcomes, devices, who acts, the requests and
/// teams that operations name, and the lines that most add to a timeline.
pub(super) fn of(pushes: &[Push]) -> Foreseen {
    let mut foreseen = Foreseen::default();
    let mut entities = BTreeSet::new();
    for Push { actor, request } in pushes {
        foreseen.devices.push(request.device);
        entities.insert((*actor).into());
        for sent in &request.operations {
            foreseen.operations.push(sent.id);
            entities.insert(EntryId::derived(sent.id.uuid(), "entry:0").into());
            let payload = sent.payload.value();
            for (field, kind) in [("request", EntityKind::ServiceRequest), ("team", EntityKind::Team)] {
                let named = payload.get(field).and_then(Value::as_str).and_then(|text| text.parse().ok());
                entities.extend(named.map(|id| EntityKey { kind, id }));
            }
            // The rules of the team that is asked.
            let asked = payload.pointer("/addressee/team").and_then(Value::as_str).and_then(|text| text.parse().ok());
            entities.extend(asked.map(|team| EntityKey::from(TeamRules::id_of(team))));
        }
    }
    foreseen.entities = entities.into_iter().collect();
    foreseen
}
