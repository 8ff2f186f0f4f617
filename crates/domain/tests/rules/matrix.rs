//! Every cell of the policy's table, done by somebody who is what the cell says: the rules answer
//! as the table does.

use chrono::TimeDelta;
use goodturn_domain::operation::IntentName;
use goodturn_domain::person::{Membership, Person};
use goodturn_domain::policy::{self, Party, State};
use goodturn_domain::{Actor, Intent, PersonId, Refusal, Role, StageName};
use goodturn_test_support::{Book, RequestBuilder, a_request, team, who};

use crate::deeds;

/// What Kim is to a request. Everybody but the stranger sees it.
#[derive(Clone, Copy, Debug)]
enum Relation {
    Stranger,
    Watcher,
    Requester,
    Helper,
    /// Watches, and stands in for Anna, who asks.
    RequesterSubstitute,
    /// Watches, and stands in for Sam, who is asked.
    HelperSubstitute,
    TeamMember,
    Lead,
    Approver,
}

impl Relation {
    const ALL: [Self; 9] = [
        Self::Stranger,
        Self::Watcher,
        Self::Requester,
        Self::Helper,
        Self::RequesterSubstitute,
        Self::HelperSubstitute,
        Self::TeamMember,
        Self::Lead,
        Self::Approver,
    ];

    /// What Kim is by it, as the table names it.
    fn parties(self) -> &'static [Party] {
        match self {
            Self::Stranger => &[],
            Self::Watcher => &[Party::Viewer],
            Self::Requester => &[Party::Viewer, Party::Requester],
            Self::Helper => &[Party::Viewer, Party::Helper],
            Self::RequesterSubstitute => &[Party::Viewer, Party::RequesterSubstitute],
            Self::HelperSubstitute => &[Party::Viewer, Party::HelperSubstitute],
            Self::TeamMember => &[Party::Viewer, Party::TeamMember],
            Self::Lead => &[Party::Viewer, Party::TeamMember, Party::Lead],
            Self::Approver => &[Party::Viewer, Party::Approver],
        }
    }

    fn membership(self) -> Option<Membership> {
        match self {
            Self::Stranger | Self::Watcher | Self::Requester | Self::Helper | Self::Approver => None,
            Self::RequesterSubstitute | Self::HelperSubstitute => None,
            Self::TeamMember => Some(Membership::Member),
            Self::Lead => Some(Membership::Lead),
        }
    }

    /// For whom Kim stands in by it.
    fn absent(self) -> Option<PersonId> {
        match self {
            Self::RequesterSubstitute => Some(who("anna")),
            Self::HelperSubstitute => Some(who("sam")),
            _ => None,
        }
    }

    /// A request that Kim is this to.
    fn request(self) -> RequestBuilder {
        match self {
            Self::Stranger => a_request(),
            Self::Watcher | Self::RequesterSubstitute | Self::HelperSubstitute => a_request().watched_by(who("kim")),
            Self::Requester => a_request().from(who("kim")),
            Self::Helper => a_request().to(who("kim")),
            Self::TeamMember | Self::Lead => a_request().to_team(team("legal")),
            Self::Approver => a_request().to_be_approved_by(who("kim")),
        }
    }
}

/// The organization where Kim has that role, and Lena is an owner besides Olga.
fn where_kim_is(role: Role, membership: Option<Membership>) -> Book {
    let mut book = Book::founded();
    // Nobody becomes a service account: that is what Kim was from the beginning.
    let kim = book.people().find(|it| it.id == who("kim")).expect("Kim is there").clone();
    book.put(Person { role, ..kim });
    let decrees = [
        Intent::ChangeRole { person: who("lena"), role: Role::Owner },
        Intent::SetMembership { team: team("legal"), person: who("kim"), membership },
    ];
    for decree in decrees {
        book.decide(Actor::Server, decree).expect("the server keeps people and teams");
    }
    book
}

/// Does what `intent` says and holds the answer against the cell.
fn check(book: &mut Book, actor: Actor, intent: Intent, state: State, parties: &[Party]) {
    let name = intent.name();
    let given = book.decide(actor, intent);

    let is_named = policy::row(name).cell(state).iter().any(|party| parties.contains(party));
    let is_seen =
        !matches!(state, State::Stage(_)) || parties.iter().any(|it| [Party::Viewer, Party::Server].contains(it));
    assert_eq!(given.is_ok(), is_named && is_seen, "{name:?}, {state:?}, {parties:?}: {given:?}");
    assert!(given.as_ref().map_or(true, |changes| !changes.is_empty()), "what is allowed changes something");
    assert_eq!(given.map(|_| ()), policy::permit(name, state, parties), "{name:?}, {state:?}, {parties:?}");
}

#[test]
fn on_a_request_people_may_do_what_the_table_says() {
    let mut cells = 0;
    let everybody = Role::ALL.iter().flat_map(|role| [(role, false), (role, true)]);
    for (role, is_respect_officer) in everybody {
        for relation in Relation::ALL {
            let mut founded = where_kim_is(*role, relation.membership());
            let appointed = Intent::SetRespectOfficer { person: who("kim"), is_respect_officer };
            founded.decide(Actor::Server, appointed).expect("the server keeps people");
            if let Some(person) = relation.absent() {
                let absence = Some(deeds::away_with(who("kim")));
                founded.decide(Actor::Server, Intent::SetAbsence { person, absence }).expect("they may be away");
            }
            for stage in StageName::ALL {
                for intent in IntentName::ALL {
                    cells += check_on_request(&founded, *intent, *role, relation, stage);
                }
            }
        }
    }
    assert_eq!(
        cells,
        5 * 2 * 9 * 9 * (42 + 2),
        "watching and rewording have a deed for oneself and one for somebody else"
    );
}

/// Whether the deed on a request is about something of one person's.
fn is_somebodys(intent: IntentName) -> bool {
    matches!(intent, IntentName::Unwatch | IntentName::Reword)
}

fn check_on_request(founded: &Book, intent: IntentName, role: Role, relation: Relation, stage: StageName) -> usize {
    let kim = Actor::Person(who("kim"));
    let mut done = 0;
    for watcher in ["kim", "ben"] {
        if watcher == "ben" && !is_somebodys(intent) {
            continue;
        }
        let mut book = founded.clone();
        let request = book.fresh_request();
        book.put(relation.request().in_stage(stage).build(request));
        book.wait(TimeDelta::hours(1));
        let Some(deed) = deeds::on_request(&mut book, intent, request, kim, who(watcher)) else { continue };
        let mut parties = [relation.parties(), &[Party::Role(role)]].concat();
        if is_somebodys(intent) && watcher == "kim" {
            parties.push(Party::Oneself);
        }
        check(&mut book, kim, deed, State::Stage(stage), &parties);
        done += 1;
    }
    done
}

#[test]
fn without_a_request_people_may_do_what_the_table_says() {
    let kim = Actor::Person(who("kim"));
    for role in Role::ALL {
        for intent in IntentName::ALL {
            for state in [State::Plain, State::Owner] {
                for (owner, is_own) in [("kim", has_owner(*intent)), ("anna", false)] {
                    for membership in [None, Some(Membership::Member), Some(Membership::Lead)] {
                        let mut book = where_kim_is(*role, membership);
                        let Some(deed) = deeds::apart(&mut book, *intent, state, who(owner)) else { continue };
                        let mut parties = vec![Party::Role(*role)];
                        if is_up_to_colleagues(*intent) && !role.is_colleague() {
                            check(&mut book, kim, deed, state, &parties);
                            continue;
                        }
                        parties.extend((is_own || keeps(*intent, owner, membership)).then_some(Party::Oneself));
                        parties.extend(membership.map(|_| Party::TeamMember));
                        parties.extend((membership == Some(Membership::Lead)).then_some(Party::Lead));
                        check(&mut book, kim, deed, state, &parties);
                    }
                }
            }
        }
    }
}

/// Whether Kim keeps the answer right: as long as they belong to its team.
fn keeps(intent: IntentName, owner: &str, membership: Option<Membership>) -> bool {
    matches!(intent, IntentName::ChangeAnswer | IntentName::ReviewAnswer) && owner == "kim" && membership.is_some()
}

/// Whether it makes no difference to which team a guest or a program belongs.
fn is_up_to_colleagues(intent: IntentName) -> bool {
    matches!(intent, IntentName::WriteAnswer | IntentName::ChangeAnswer | IntentName::ReviewAnswer)
}

/// Whether what the intent is about is somebody's own.
fn has_owner(intent: IntentName) -> bool {
    use IntentName as I;
    matches!(
        intent,
        I::Retract
            | I::RetractThanks
            | I::Snooze
            | I::FinishFollowUp
            | I::Ring
            | I::ChangeProfile
            | I::SetAbsence
            | I::KeepView
            | I::DropView
            | I::KeepRecurrence
            | I::PauseRecurrence
            | I::ResumeRecurrence
            | I::DropRecurrence
            | I::RestoreRecurrence
    )
}

#[test]
fn the_server_may_do_what_the_table_says() {
    for intent in IntentName::ALL {
        for stage in StageName::ALL {
            let mut book = Book::founded();
            let request = book.fresh_request();
            book.put(a_request().in_stage(stage).build(request));
            book.wait(TimeDelta::hours(1));
            if let Some(deed) = deeds::on_request(&mut book, *intent, request, Actor::Server, who("ben")) {
                check(&mut book, Actor::Server, deed, State::Stage(stage), &[Party::Server]);
            }
        }
        for state in [State::Plain, State::Owner] {
            let mut book = where_kim_is(Role::Member, None);
            let Some(deed) = deeds::apart(&mut book, *intent, state, who("anna")) else { continue };
            let mut book = if *intent == IntentName::Found { Book::default() } else { book };
            check(&mut book, Actor::Server, deed, state, &[Party::Server]);
        }
    }
}

#[test]
fn who_is_no_longer_active_may_do_nothing() {
    for intent in IntentName::ALL {
        let mut book = where_kim_is(Role::Owner, Some(Membership::Lead));
        let request = book.ask(who("kim"), a_request().to_team(team("legal")));
        let kim = Actor::Person(who("kim"));
        let deed = deeds::on_request(&mut book, *intent, request, kim, who("kim"))
            .or_else(|| deeds::apart(&mut book, *intent, State::Plain, who("kim")))
            .expect("an intent is about a request or about something else");
        book.does(who("olga"), Intent::Deactivate { person: who("kim") });

        assert_eq!(book.tries(who("kim"), deed), Err(Refusal::Inactive), "{intent:?}");
    }
}

#[test]
fn an_administrator_makes_no_owners() {
    let mut book = where_kim_is(Role::Administrator, None);

    let raised = Intent::ChangeRole { person: who("kim"), role: Role::Owner };

    assert_eq!(book.tries(who("kim"), raised.clone()), Err(Refusal::OwnerProtected));
    assert_eq!(book.tries(who("anna"), raised.clone()), Err(Refusal::NotAdministrator));
    book.does(who("olga"), raised);
}
