//! Whole numbers end somewhere: JSON Schema knows the formats of Rust only as words.

use schemars::Schema;
use serde_json::json;

/// Gives numbers of a known size the bounds of that size.
pub(super) fn within_bounds(schema: &mut Schema) {
    let format = schema.get("format").and_then(|it| it.as_str());
    let (least, most) = match format {
        Some("uint64" | "uint") => (json!(u64::MIN), json!(u64::MAX)),
        Some("uint32") => (json!(u32::MIN), json!(u32::MAX)),
        Some("int64") => (json!(i64::MIN), json!(i64::MAX)),
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        _ => return,
    };
    if schema.get("minimum").is_none() {
        schema.insert("minimum".to_owned(), least);
    }
    if schema.get("maximum").is_none() {
        schema.insert("maximum".to_owned(), most);
    }
}
