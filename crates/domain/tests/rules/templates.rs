//! Templates: whose they are, and what becomes of them.

use goodturn_domain::erasure::Traces;
use goodturn_domain::{Addressee, Entity, Intent, Records, Refusal, Scope, Template, TemplateId, TextOwner};
use goodturn_test_support::recurrences::a_wish;
use goodturn_test_support::{Book, label, team, title, who};
use uuid::Uuid;

fn id() -> TemplateId {
    TemplateId::derived(Uuid::nil(), "plants")
}

fn write(owner: TextOwner, name: &str) -> Intent {
    let wish = Box::new(a_wish("Water the plants", Addressee::Person(who("sam"))));
    Intent::WriteTemplate { template: id(), owner, name: title(name), wish }
}

fn known(book: &Book) -> Template {
    match book.find(id().into()) {
        Ok(Some(Entity::Template(known))) => *known,
        other => panic!("there is no template: {other:?}"),
    }
}

#[test]
fn a_template_of_a_team_is_kept_by_its_lead_and_used_by_its_members() {
    let mut book = Book::founded();
    let legal = TextOwner::Team(team("legal"));
    book.does(who("lena"), write(legal, "Plants"));

    for stranger in ["sam", "anna", "olga"] {
        assert_eq!(book.tries(who(stranger), write(legal, "Mine")), Err(Refusal::SomebodyElses), "{stranger}");
        let removed = Intent::RemoveTemplate { template: id() };
        assert_eq!(book.tries(who(stranger), removed), Err(Refusal::SomebodyElses), "{stranger}");
    }
    assert_eq!(Entity::from(known(&book)).scopes(None), [Scope::Team(team("legal"))].into());
    assert_eq!(book.tries(who("lena"), write(legal, "Plants")), Ok(Vec::new()));
}

#[test]
fn what_was_removed_is_nowhere_and_comes_back_when_it_is_written_again() {
    let mut book = Book::founded();
    let own = TextOwner::Person(who("anna"));
    book.does(who("anna"), write(own, "Plants"));

    book.does(who("anna"), Intent::RemoveTemplate { template: id() });
    assert_eq!(Entity::from(known(&book)).scopes(None), [].into());
    assert_eq!(book.tries(who("anna"), Intent::RemoveTemplate { template: id() }), Ok(Vec::new()));

    book.does(who("anna"), write(own, "Plants"));
    assert_eq!(Entity::from(known(&book)).scopes(None), [Scope::Person(who("anna"))].into());
    let elsewhere = write(TextOwner::Person(who("ben")), "Plants");
    assert_eq!(book.tries(who("ben"), elsewhere), Err(Refusal::AlreadyExists), "its owner never changes");
}

#[test]
fn what_could_not_be_asked_is_no_template() {
    let mut book = Book::founded();
    let mut wish = a_wish("Water the plants", Addressee::Person(who("sam")));
    wish.labels = (0..20).map(|it| label(&format!("Label {it}"))).collect();
    let owner = TextOwner::Person(who("anna"));
    let write = Intent::WriteTemplate { template: id(), owner, name: title("Plants"), wish: Box::new(wish) };

    assert!(matches!(book.tries(who("anna"), write), Err(Refusal::TooManyLabels { .. })));
}

#[test]
fn nothing_is_left_of_the_templates_of_an_erased_person() {
    let mut book = Book::founded();
    book.does(who("anna"), write(TextOwner::Person(who("anna")), "Plants"));
    let anna = book.people().find(|it| it.id == who("anna")).expect("she is there").clone();

    let erased = Traces::of(&anna, false).taken_from(&known(&book).into()).expect("it was hers");

    let Entity::Template(erased) = erased else { panic!("it is a template") };
    assert_eq!((erased.name, erased.wish), (title("[erased]"), None));
}
