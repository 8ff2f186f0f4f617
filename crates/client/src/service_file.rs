//! A service as a file, to be taken to another team or organization. People are in it by their mail address, for want of
//! anything else that means them elsewhere.

use std::collections::BTreeSet;

use goodturn_domain::offered_service::{FormField, ServiceIcon};
use goodturn_domain::{PersonId, Refusal, RequiredApproval, ServiceDescription, Title, Words};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::CommandError;
use crate::workspace::People;

/// What is written now. An older one is read; a newer one is refused, as what it says may mean something else.
const VERSION: u32 = 1;

/// Far more than the longest service fills, in bytes.
const MOST_BYTES: usize = 256 * 1024;

/// What every version of such a file begins with.
#[derive(Deserialize)]
struct Head {
    goodturn_service: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceFile {
    goodturn_service: u32,
    name: Title,
    #[serde(default)]
    icon: ServiceIcon,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    details: Option<Words>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FormField>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    helper: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    checklist: Vec<Title>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Title>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    approvals: Vec<FileApproval>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_word: Option<Words>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_confidential: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum FileApproval {
    People { people: Vec<String>, needed: u8 },
    Manager,
}

/// The text of the file, and who is left out of it because they have no address.
pub(crate) fn write(description: &ServiceDescription, people: &People) -> (String, Vec<String>) {
    let mut left_out = BTreeSet::new();
    let mut address = |id: PersonId| {
        let email = people.find(id).and_then(|it| it.email.as_ref()).map(ToString::to_string);
        if email.is_none() {
            left_out.insert(people.name_of(id));
        }
        email
    };
    let helper = description.helper.and_then(&mut address);
    let approvals = description.approvals.iter().filter_map(|it| match it {
        RequiredApproval::Manager => Some(FileApproval::Manager),
        RequiredApproval::People { people, needed } => {
            let people: Vec<String> = people.iter().filter_map(|id| address(*id)).collect();
            clamped(people.len(), *needed).map(|needed| FileApproval::People { people, needed })
        }
    });
    let approvals = approvals.collect();
    let ServiceDescription { name, icon, details, fields, checklist, attachments, .. } = description.clone();
    let (first_word, is_confidential) = (description.first_word.clone(), description.is_confidential);
    let file = ServiceFile {
        goodturn_service: VERSION,
        name,
        icon,
        details,
        fields,
        helper,
        checklist,
        attachments,
        approvals,
        first_word,
        is_confidential,
    };
    let text = serde_json::to_string_pretty(&file).expect("a service has string keys and no fallible serializers");
    (text + "\n", left_out.into_iter().collect())
}

/// The service that is in the file, and the addresses of those who are not here.
///
/// # Errors
/// `service_file_unreadable` with what and where, `service_file_newer`, and `service_invalid` with the flaw.
pub(crate) fn read(text: &str, people: &People) -> Result<(ServiceDescription, Vec<String>), CommandError> {
    if text.len() > MOST_BYTES {
        return Err(unreadable(format!("more than {MOST_BYTES} bytes"), 0));
    }
    let head: Head = serde_json::from_str(text).map_err(|cause| of_cause(&cause))?;
    if head.goodturn_service > VERSION {
        let version = head.goodturn_service;
        return Err(CommandError::new("service_file_newer", format!("version {version}")));
    }
    let file: ServiceFile = serde_json::from_str(text).map_err(|cause| of_cause(&cause))?;
    let mut left_out = BTreeSet::new();
    let mut person = |address: &String| {
        let found = find(people, address);
        if found.is_none() {
            left_out.insert(address.clone());
        }
        found
    };
    let helper = file.helper.as_ref().and_then(&mut person);
    let approvals = file.approvals.iter().filter_map(|it| match it {
        FileApproval::Manager => Some(RequiredApproval::Manager),
        FileApproval::People { people, needed } => {
            let people: BTreeSet<PersonId> = people.iter().filter_map(&mut person).collect();
            clamped(people.len(), *needed).map(|needed| RequiredApproval::People { people, needed })
        }
    });
    let approvals = approvals.collect();
    let ServiceFile { name, icon, details, fields, checklist, attachments, first_word, is_confidential, .. } = file;
    let description = ServiceDescription {
        name,
        icon,
        details,
        fields,
        helper,
        checklist,
        attachments,
        approvals,
        first_word,
        // Teams of one organization are not those of another: who reads it in chooses.
        handled_by: None,
        is_confidential,
    };
    description.check().map_err(|flaw| Refusal::ServiceInvalid { flaw })?;
    Ok((description, left_out.into_iter().collect()))
}

/// As many as are left have to agree at most; none for a step that names nobody any more.
fn clamped(people: usize, needed: u8) -> Option<u8> {
    let people = u8::try_from(people).unwrap_or(u8::MAX);
    (people > 0).then(|| needed.clamp(1, people))
}

fn find(people: &People, address: &str) -> Option<PersonId> {
    let is_theirs = |email: &Title| email.as_str().eq_ignore_ascii_case(address.trim());
    people.people.iter().find(|it| it.is_active && it.email.as_ref().is_some_and(is_theirs)).map(|it| it.id)
}

fn of_cause(cause: &serde_json::Error) -> CommandError {
    unreadable(cause.to_string(), cause.line())
}

fn unreadable(what: String, line: usize) -> CommandError {
    let details = json!({ "what": what, "line": line });
    CommandError { details, ..CommandError::new("service_file_unreadable", what) }
}

#[cfg(test)]
mod tests {
    use goodturn_domain::WorkingCalendar;
    use goodturn_store::conformance::samples::{offered_service, person, title};

    use super::*;

    fn colleagues() -> People {
        let with_address = |number, email: &str| {
            let calendar = WorkingCalendar::weekdays("UTC".parse().expect("UTC is a zone"));
            goodturn_domain::Person { email: Some(title(email)), calendar, ..person(number) }
        };
        People::new(vec![with_address(1, "ada@example.org"), person(2), with_address(3, "bo@example.org")], Vec::new())
    }

    fn a_service() -> ServiceDescription {
        let latest = offered_service(1).latest().expect("it has a version").description.clone();
        let [ada, nobody, bo] = [1, 2, 3].map(|number| person(number).id);
        let people = [ada, nobody, bo].into();
        let approvals = vec![RequiredApproval::Manager, RequiredApproval::People { people, needed: 3 }];
        ServiceDescription { helper: Some(ada), approvals, ..latest }
    }

    fn code(text: &str) -> (String, serde_json::Value) {
        let error = read(text, &colleagues()).expect_err("it is refused");
        (error.code, error.details)
    }

    #[test]
    fn what_was_written_is_read_with_people_by_their_address() {
        let (text, left_out) = write(&a_service(), &colleagues());
        assert!(text.contains("ada@example.org") && !text.contains(&person(1).id.to_string()), "{text}");
        assert_eq!(left_out.len(), 1, "who has no address");

        let (read, unknown) = read(&text, &colleagues()).expect("it is a service");

        let [ada, bo] = [1, 3].map(|number| person(number).id);
        let both = RequiredApproval::People { people: [ada, bo].into(), needed: 2 };
        assert_eq!(read, ServiceDescription { approvals: vec![RequiredApproval::Manager, both], ..a_service() });
        assert_eq!(unknown, Vec::<String>::new());
    }

    #[test]
    fn who_is_not_here_is_left_out_and_named() {
        let text = r#"{ "goodturn_service": 1, "name": "Visit", "helper": "cy@example.org",
            "approvals": [{ "type": "people", "people": ["ADA@example.org", "cy@example.org"], "needed": 2 },
                          { "type": "people", "people": ["dee@example.org"], "needed": 1 }] }"#;

        let (read, unknown) = read(text, &colleagues()).expect("it is a service");

        assert_eq!(read.helper, None);
        assert_eq!(read.approvals, [RequiredApproval::People { people: [person(1).id].into(), needed: 1 }]);
        assert_eq!(unknown, ["cy@example.org", "dee@example.org"]);
    }

    #[test]
    fn what_is_no_service_is_refused_with_what_and_where() {
        for (text, line, what) in [
            ("", 1, "EOF"),
            ("[]", 1, "expected"),
            ("{ \"name\": \"Visit\" }", 1, "goodturn_service"),
            ("{ \"goodturn_service\": 1,\n  \"name\": 7 }", 2, "string"),
            ("{ \"goodturn_service\": 1, \"name\": \"Visit\",\n\"rights\": [] }", 2, "rights"),
            ("{ \"goodturn_service\": 1, \"name\": \"Visit\",\n\"approvals\": [{ \"type\": \"boss\" }] }", 2, "boss"),
        ] {
            let (code, details) = code(text);
            assert_eq!((code.as_str(), details["line"].as_u64()), ("service_file_unreadable", Some(line)), "{text}");
            assert!(details["what"].as_str().is_some_and(|it| it.contains(what)), "{details}");
        }
        assert_eq!(code(&" ".repeat(MOST_BYTES + 1)).0, "service_file_unreadable");
        assert_eq!(code(&"[".repeat(10_000)).0, "service_file_unreadable");
        assert_eq!(code("{ \"goodturn_service\": 2, \"colour\": 1 }").0, "service_file_newer");
        let steps = vec!["\"Again\""; 30].join(",");
        let long = format!("{{ \"goodturn_service\": 1, \"name\": \"Visit\", \"checklist\": [{steps}] }}");
        assert_eq!(code(&long).0, "service_invalid");
    }
}
