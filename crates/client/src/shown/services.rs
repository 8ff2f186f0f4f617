//! Services that teams offer, their forms, and what was answered.

use super::*;

shown! {
    enum ServiceIcon {
        Hand, Laptop, Key, Network, Phone, Printer, Document, Calendar, Money, Heart, Family, Desk, Tools, Temperature,
        Truck, Idea,
    }
}
shown! {
    enum FieldKind { Text, LongText, Choice, Person, Date, Number, File }
}
shown! {
    /// A field is only there while the choice of that key is answered so.
    struct ShownIf { field: u16, answer: String }
}
shown! {
    /// A field of a form. What its kind does not have is empty.
    struct FormField {
        key: u16,
        title: String,
        help: Option<String>,
        is_required: bool,
        kind: FieldKind,
        options: Vec<String>,
        /// For a date: none before today.
        is_ahead: bool,
        least: Option<i32>,
        most: Option<i32>,
        shown_if: Option<ShownIf>,
    }
}
shown! {
    /// Who has to agree: so many of these people, or the requester's manager.
    struct RequiredApproval { is_manager: bool, people: Vec<String>, needed: u8 }
}
shown! {
    struct ServiceDescription {
        name: String,
        icon: ServiceIcon,
        details: Option<String>,
        fields: Vec<FormField>,
        helper: Option<String>,
        checklist: Vec<String>,
        attachments: Vec<String>,
        approvals: Vec<RequiredApproval>,
        first_word: Option<String>,
        /// The team that serves it, where it is another than the one that offers it.
        handled_by: Option<String>,
        is_confidential: bool,
    }
}
shown! {
    /// A service of a team, as its latest version has it.
    struct OfferedService {
        id: String,
        team: String,
        version: u32,
        is_retired: bool,
        /// I am one of those who say what the team offers.
        can_publish: bool,
        description: ServiceDescription,
        details_html: Option<String>,
    }
}
shown! {
    /// Another version in place of `from`; without a service, its first.
    struct PublishService { team: String, service: Option<String>, from: u32, description: ServiceDescription }
}
shown! {
    /// What is in the file of a service.
    struct ServiceFile { text: String }
}
shown! {
    /// The service of a file; those who are not here are left out, by their addresses.
    struct ServiceRead { description: ServiceDescription, left_out: Vec<String> }
}
shown! {
    /// Those who have no address are left out of the file, by their names.
    struct ServiceSaved { left_out: Vec<String> }
}
shown! { struct ServiceRef { team: String, service: String } }
shown! {
    /// A file that was added piece by piece.
    struct FileAnswer { upload: String, name: String }
}
shown! {
    /// What is answered in a field: one of these is set.
    struct FieldAnswer {
        field: u16,
        words: Option<String>,
        choice: Option<String>,
        person: Option<String>,
        date: Option<String>,
        number: Option<i32>,
        file: Option<FileAnswer>,
    }
}
shown! {
    struct FormAnswers { service: String, version: u32, answers: Vec<FieldAnswer> }
}
shown! {
    /// What was answered, as the request keeps it: `words` hold a text, an option or the name of a file.
    struct ShownAnswer {
        title: String,
        words: Option<String>,
        person: Option<String>,
        date: Option<String>,
        number: Option<i32>,
    }
}
shown! {
    /// By which service a request was asked.
    struct ShownForm {
        service: String,
        version: u32,
        name: String,
        icon: ServiceIcon,
        helper: Option<String>,
        answers: Vec<ShownAnswer>,
    }
}
shown! {
    /// A step of a request's checklist.
    struct ShownStep { title: String, ticked_by: Option<String>, ticked_at: Option<Instant> }
}
shown! {
    /// Whether a step is done, counted from zero.
    struct TickStep { request: String, step: u16, is_done: bool }
}
