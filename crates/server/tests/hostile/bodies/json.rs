//! Bodies for any route, from the schema of what it takes: never one that fits.

use serde_json::{Map, Value, json};

use super::Body;
use crate::dice::Dice;

/// More levels than any parser should follow.
const DEEP: usize = 100_000;
/// What a bomb unpacks to, in bytes.
const BOMB: usize = 1024 * 1024 * 1024;

/// Draws a body that does not fit `schema`.
pub(super) fn draw(dice: &mut Dice, description: &Value, schema: &Value) -> Body {
    let fitting = || example(description, schema, 0);
    let (what, bytes, encoding) = match dice.below(14) {
        0 => ("an empty body", Vec::new(), None),
        1 => ("half of a body", half(dice, &fitting()), None),
        2 => ("invalid UTF-8", vec![b'"', 0xc3, 0x28, b'"'], None),
        3 => ("arrays in arrays", "[".repeat(DEEP).into_bytes(), None),
        4 => ("objects in objects", "{\"a\":".repeat(DEEP).into_bytes(), None),
        5 => ("zstd that is none", fitting().to_string().into_bytes(), Some("zstd")),
        6 => ("gzip that is none", fitting().to_string().into_bytes(), Some("gzip")),
        7 => ("an encoding that is none", fitting().to_string().into_bytes(), Some("br, snappy")),
        8 => ("a bomb", bomb(), Some("zstd")),
        9 => ("nine megabytes", format!("\"{}\"", "x".repeat(9 * 1024 * 1024)).into_bytes(), None),
        10 => ("a number beyond all numbers", format!("{}e{}", "9".repeat(400), "9".repeat(400)).into_bytes(), None),
        11 => ("another kind of value", odd(dice).to_string().into_bytes(), None),
        12 => ("a field of another type", with_odd_field(dice, description, schema, fitting()), None),
        _ => ("a field missing", without_field(dice, description, schema, fitting()), None),
    };
    Body { what: what.to_owned(), bytes, encoding, may_pass: false }
}

fn half(dice: &mut Dice, value: &Value) -> Vec<u8> {
    let text = value.to_string();
    text.as_bytes()[..dice.below(text.len().max(2) - 1)].to_vec()
}

/// Zeros, a gigabyte of them in a few kilobytes. The frames are cut into pieces of a fixed size, so
/// that this is made in no time.
fn bomb() -> Vec<u8> {
    let piece = 128 * 1024;
    // A zstd frame by hand: magic, descriptor for a window of 8 MiB, blocks of one repeated byte.
    let mut bytes = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68];
    for number in 0..BOMB / piece {
        let is_last = usize::from(number + 1 == BOMB / piece);
        let block = (piece << 3) | (1 << 1) | is_last;
        bytes.extend_from_slice(&(block as u32).to_le_bytes()[..3]);
        bytes.push(b' ');
    }
    bytes
}

fn odd(dice: &mut Dice) -> Value {
    dice.pick(&[
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!("text"),
        json!([]),
        json!([null]),
        json!("\u{0}"),
    ])
    .clone()
}

/// A field that is needed, with a value that it cannot have.
fn with_odd_field(dice: &mut Dice, description: &Value, schema: &Value, mut fitting: Value) -> Vec<u8> {
    let needed = needed(description, schema);
    if let (Some(fields), false) = (fitting.as_object_mut(), needed.is_empty()) {
        let name = dice.pick(&needed).clone();
        let was = fields.get(&name).cloned().unwrap_or_default();
        // An object is what none of these is, and what is an object gets a number.
        let odd = if was.is_object() { json!(-1) } else { json!({ "nothing": [1, 2, 3] }) };
        fields.insert(name, odd);
    } else {
        fitting = json!({ "nothing": 1 });
    }
    fitting.to_string().into_bytes()
}

fn without_field(dice: &mut Dice, description: &Value, schema: &Value, mut fitting: Value) -> Vec<u8> {
    let needed = needed(description, schema);
    match fitting.as_object_mut() {
        Some(fields) if !needed.is_empty() => drop(fields.remove(dice.pick(&needed))),
        _ => fitting = json!([]),
    }
    fitting.to_string().into_bytes()
}

fn needed(description: &Value, schema: &Value) -> Vec<String> {
    let schema = resolve(description, schema);
    let required = schema["required"].as_array().into_iter().flatten();
    required.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn resolve<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|it| description.pointer(it.trim_start_matches('#')));
    target.map_or(schema, |it| resolve(description, it))
}

/// A value that fits a schema well enough to be broken in one place.
fn example(description: &Value, schema: &Value, depth: usize) -> Value {
    let schema = resolve(description, schema);
    let among = ["oneOf", "anyOf", "allOf"].into_iter().find_map(|it| schema[it].as_array());
    if let Some(first) = among.and_then(|it| it.first()).filter(|_| depth < 6) {
        return example(description, first, depth + 1);
    }
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].as_array().and_then(|it| it.first())) {
        return value.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].as_array().and_then(|it| it.first()?.as_str()));
    match kind {
        Some("object") => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            let fields = fields.map(|(name, it)| (name.clone(), example(description, it, depth + 1)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Some("array") => json!([]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(false),
        Some("string") if schema["format"] == "uuid" => json!(crate::callers::fresh()),
        Some("string") => json!("text"),
        _ => Value::Null,
    }
}
