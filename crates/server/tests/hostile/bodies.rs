//! What is sent: broken HTTP, broken JSON, and JSON that lies.

mod json;
mod sync;

use std::fmt;

use serde_json::Value;

use crate::callers::{Caller, Callers};
use crate::dice::Dice;

/// A request that must not be obeyed.
pub(crate) struct Attack {
    /// Method and path of the described route, in lower case; none for what is no route.
    pub(crate) route: Option<(String, String)>,
    pub(crate) what: String,
    pub(crate) bytes: Vec<u8>,
    /// It ends before it is whole: no answer is one, too.
    pub(crate) breaks_off: bool,
    /// A good answer is right, such as a verdict that refuses; that nothing came of it shows in the digest.
    pub(crate) may_pass: bool,
}

impl fmt::Display for Attack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.route {
            Some((method, path)) => write!(f, "{} {path}: {}", method.to_uppercase(), self.what),
            None => write!(f, "{}", self.what),
        }
    }
}

/// A body on its way into a request.
struct Body {
    what: String,
    bytes: Vec<u8>,
    encoding: Option<&'static str>,
    may_pass: bool,
}

/// Draws the next one.
pub(crate) fn draw(dice: &mut Dice, description: &Value, callers: &Callers) -> Attack {
    let routes = routes(description);
    let (method, path) = dice.pick(&routes).clone();
    let described = &description["paths"][&path][&method];
    let takes_body = described.get("requestBody").is_some();
    let is_public = described.get("security").is_none();
    if dice.happens(5) {
        return no_route(dice, &path);
    }
    // A good call without a body would be obeyed: only those make it who may not, or who only look.
    let changes = method != "get" && !takes_body;
    let (token, caller) = draw_token(dice, callers, changes);
    let streams = described["responses"]["200"]["content"].get("text/event-stream").is_some();
    let token = if streams { None } else { token };
    let body =
        if takes_body { draw_body(dice, description, described, &path, callers, caller) } else { odd_body(dice) };
    let breaks_off = !body.bytes.is_empty() && dice.happens(5);
    let may_pass = body.may_pass || (!takes_body && (is_public || !changes));
    let what = format!("{} as {}", body.what, caller.map_or("nobody", |it| it.name));
    let mut bytes = request(dice, &method, &path, token.as_deref(), &body);
    if breaks_off {
        bytes.truncate(bytes.len() - 1 - dice.below(body.bytes.len()));
    }
    Attack { route: Some((method, path)), what, bytes, breaks_off, may_pass: may_pass || breaks_off }
}

fn routes(description: &Value) -> Vec<(String, String)> {
    let paths = description["paths"].as_object().into_iter().flatten();
    let of_path = |(path, methods): (&String, &Value)| {
        let methods: Vec<String> = methods.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
        methods.into_iter().map(|method| (method, path.clone())).collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

fn draw_token<'a>(dice: &mut Dice, callers: &'a Callers, changes: bool) -> (Option<String>, Option<&'a Caller>) {
    match dice.below(10) {
        0 => (None, None),
        1 => (Some(callers.ended.clone()), None),
        2 => (Some("x".repeat(dice.below(4_000))), None),
        3 => (Some(format!("{}A", callers.all[0].token)), None),
        _ if changes => (None, None),
        _ => {
            let caller = dice.pick(&callers.all);
            (Some(caller.token.clone()), Some(caller))
        }
    }
}

fn draw_body(
    dice: &mut Dice,
    description: &Value,
    described: &Value,
    path: &str,
    callers: &Callers,
    caller: Option<&Caller>,
) -> Body {
    let schema = &described["requestBody"]["content"]["application/json"]["schema"];
    let caller = caller.unwrap_or(&callers.all[0]);
    if path.starts_with("/v1/sync/") && dice.happens(60) {
        return if path.ends_with("/push") {
            sync::push(dice, callers, caller)
        } else {
            sync::pull(dice, callers, caller)
        };
    }
    json::draw(dice, description, schema)
}

/// For routes that take none: whatever comes is not looked at.
fn odd_body(dice: &mut Dice) -> Body {
    let bytes = if dice.happens(50) { Vec::new() } else { vec![0xff; dice.below(10_000)] };
    Body { what: format!("{} bytes that nobody asked for", bytes.len()), bytes, encoding: None, may_pass: false }
}

fn request(dice: &mut Dice, method: &str, path: &str, token: Option<&str>, body: &Body) -> Vec<u8> {
    let long = "x".repeat(3_000);
    let in_path = *dice.pick(&["unknown", "..%2f..%2fetc", "%00", "%ff", "a%20b", &long]);
    // What stands in braces is every other piece.
    let pieces = path.split(['{', '}']).enumerate().map(|(at, piece)| if at % 2 == 1 { in_path } else { piece });
    let path: String = pieces.collect();
    let mut head = format!("{} {path} HTTP/1.1\r\nhost: campaign\r\nconnection: close\r\n", method.to_uppercase());
    if let Some(token) = token {
        head.push_str(&format!("authorization: Bearer {token}\r\n"));
    }
    if let Some(encoding) = body.encoding {
        head.push_str(&format!("content-encoding: {encoding}\r\n"));
    }
    let content_type =
        *dice.pick(&["application/json", "application/json", "text/plain", "application/x-www-form-urlencoded"]);
    head.push_str(&format!("content-type: {content_type}\r\ncontent-length: {}\r\n\r\n", body.bytes.len()));
    [head.into_bytes(), body.bytes.clone()].concat()
}

/// Paths, methods and heads that are none.
fn no_route(dice: &mut Dice, path: &str) -> Attack {
    let (what, line) = match dice.below(5) {
        0 => ("a path that is none", "GET /v1/sync/../../etc/passwd HTTP/1.1".to_owned()),
        1 => ("a method that is none", format!("BREW {path} HTTP/1.1")),
        2 => ("a long path", format!("GET /{} HTTP/1.1", "x".repeat(20_000))),
        3 => ("a protocol that is none", format!("GET {path} HTTP/1.1\r\ngoodturn-protocol: 4294967296")),
        _ => ("a head that never fits", format!("GET {path} HTTP/1.1\r\nx-long: {}", "y".repeat(500_000))),
    };
    let bytes = format!("{line}\r\nhost: campaign\r\nconnection: close\r\n\r\n").into_bytes();
    // hyper refuses a head that is too long without a body of ours.
    Attack { route: None, what: what.to_owned(), bytes, breaks_off: true, may_pass: true }
}
