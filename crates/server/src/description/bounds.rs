//! Numbers end somewhere, and ids look like ids: JSON Schema knows the formats of Rust only as words.

use schemars::Schema;
use serde_json::json;

const UUID: &str = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

/// Says of a format what it means.
pub(super) fn say(schema: &mut Schema) {
    let format = schema.get("format").and_then(|it| it.as_str());
    let (least, most) = match format {
        Some("uint64" | "uint") => (json!(u64::MIN), json!(u64::MAX)),
        Some("uint32") => (json!(u32::MIN), json!(u32::MAX)),
        Some("int64") => (json!(i64::MIN), json!(i64::MAX)),
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("uuid") => {
            schema.insert("pattern".to_owned(), json!(UUID));
            return;
        }
        _ => return,
    };
    if schema.get("minimum").is_none() {
        schema.insert("minimum".to_owned(), least);
    }
    if schema.get("maximum").is_none() {
        schema.insert("maximum".to_owned(), most);
    }
}
