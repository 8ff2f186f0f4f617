//! Sync requests that are good JSON and lie: about numbers, ids, people, devices and the history.

use serde_json::{Map, Value, json};

use super::Body;
use crate::callers::{Caller, Callers, ask, fresh};
use crate::dice::Dice;

/// Scopes that fit into a body of the largest size.
const MANY_SCOPES: usize = 100_000;

/// A push of which nothing may be applied.
pub(super) fn push(dice: &mut Dice, callers: &Callers, caller: &Caller) -> Body {
    let stranger = fresh();
    let other = &callers.all[(callers.all.iter().position(|it| it.person == caller.person).unwrap_or(0) + 1) % 4];
    let mut sent = ask(caller, 2 + dice.any() % 1_000, &stranger);
    let what = match dice.below(14) {
        0 => {
            sent["n"] = json!(0);
            "the number nought"
        }
        1 => {
            sent["n"] = json!(u64::MAX);
            "the largest number"
        }
        2 => {
            sent["n"] = json!(i64::MAX as u64 + 1);
            "a number that no database holds"
        }
        3 => {
            sent["n"] = json!(-1);
            "a negative number"
        }
        4 => {
            sent["n"] = json!(1e300);
            "a number out of range"
        }
        5 => {
            sent["at"] = json!(*dice.pick(&[i64::MIN, i64::MAX]));
            "the end of time, to a stranger"
        }
        6 => {
            sent["actor"] = json!(other.person);
            "an operation of somebody else"
        }
        7 => {
            sent["device"] = json!(other.device);
            "a number of somebody else's device"
        }
        8 => {
            sent["payload"]["type"] = json!("abolish");
            "an operation that is none"
        }
        9 => {
            sent["payload"] = odd_payload(dice);
            "a payload that is none"
        }
        10 => {
            sent["payload"]["title"] = json!("x".repeat(100_000));
            "a title of 100,000 letters"
        }
        11 => {
            sent["id"] = callers.applied["id"].clone();
            "an id that is taken"
        }
        12 => {
            sent["schema"] = json!(u32::MAX);
            "a schema of another time"
        }
        _ => "something asked of a stranger",
    };
    let many = dice.happens(5);
    let operations = if many { vec![sent; 501] } else { vec![sent] };
    let mut body = json!({ "device": caller.device, "epoch": callers.epoch, "operations": operations });
    let what = match dice.below(6) {
        0 => {
            body["epoch"] = json!(fresh());
            format!("{what}, of another epoch")
        }
        1 => {
            body["device"] = json!(other.device);
            format!("{what}, from somebody else's device")
        }
        2 => {
            body["unknown"] = json!({ "deep": [[[[1]]]] });
            format!("{what}, with a field of another time")
        }
        _ => what.to_owned(),
    };
    Body { what: format!("a push: {what}"), bytes: body.to_string().into_bytes(), encoding: None, may_pass: true }
}

fn odd_payload(dice: &mut Dice) -> Value {
    dice.pick(&[json!(null), json!([]), json!("ask"), json!({ "type": null }), json!({ "type": ["ask"] }), json!({})])
        .clone()
}

/// A pull that asks for what is not there or not theirs.
pub(super) fn pull(dice: &mut Dice, callers: &Callers, caller: &Caller) -> Body {
    let mut cursors = Map::new();
    let what = match dice.below(8) {
        0 => {
            cursors.insert("org".into(), json!(u64::MAX));
            "a cursor from the future"
        }
        1 => {
            cursors.insert(format!("person:{}", callers.all[0].person), json!(0));
            "somebody else's scope"
        }
        2 => {
            cursors.insert("everything".into(), json!(0));
            "a scope that is none"
        }
        3 => {
            cursors.extend((0..MANY_SCOPES).map(|_| (format!("team:{}", fresh()), json!(0))));
            "more scopes than there are"
        }
        4 => {
            cursors.insert("org".into(), json!(-1));
            "a cursor before the beginning"
        }
        5 => {
            cursors.insert(format!("team:{}", fresh()), json!(1));
            "a team of another organization"
        }
        _ => "no cursors",
    };
    let seen = match dice.below(5) {
        0 => json!({ "epoch": fresh(), "head": 1, "chain": fresh() }),
        1 => json!({ "epoch": callers.epoch, "head": u64::MAX, "chain": fresh() }),
        2 => json!({ "epoch": callers.epoch, "head": 1, "chain": "no chain" }),
        _ => Value::Null,
    };
    let limit = dice.pick(&[json!(0), json!(1), json!(u64::MAX), json!(-5), json!("all")]).clone();
    let body = json!({ "device": caller.device, "cursors": cursors, "seen": seen, "limit": limit });
    Body { what: format!("a pull: {what}"), bytes: body.to_string().into_bytes(), encoding: None, may_pass: true }
}
