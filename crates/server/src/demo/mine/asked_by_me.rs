//! What the person who looks around asked of others.

use goodturn_domain::{Actor, Addressee, Intent, Priority};

use super::super::script::words;
use super::Day;

pub(super) fn tell(day: &mut Day<'_>) {
    to_confirm(day);
    to_answer(day);
    under_way(day);
    with_a_next_word(day);
    to_thank_for(day);
}

fn to_confirm(day: &mut Day<'_>) {
    let (request, helper) = day.i_ask(
        day.days_ago(3, 11, 5),
        "Freya Halvorsen",
        "Second screen for the floor plan desk",
        "Mateo switches windows four hundred times a day. I counted ten minutes and multiplied.",
    );
    let due = day.in_days(1, 12, 0);
    day.script.promise(day.days_ago(3, 11, 40), helper, request, due, "Four hundred! He gets the big one.");
    day.script.start(day.days_ago(1, 9, 30), helper, request);
    day.script.deliver(
        day.minutes_ago(130),
        helper,
        request,
        "It stands on his desk, arm included, and the colours match the other one.",
        Some("He'll need the plan tool on the left one. The shortcut is on a note at the edge."),
    );

    let (request, helper) = day.i_ask(
        day.days_ago(4, 15, 50),
        "Chidinma Eze",
        "Pay Marek back for the magnolia trip",
        "Train, and one cup of coffee for the owner. Receipts are attached.",
    );
    let due = day.in_days(1, 17, 0);
    day.script.promise(day.days_ago(3, 9, 12), helper, request, due, "I'll put it into this week's run.");
    day.script.start(day.days_ago(2, 10, 0), helper, request);
    day.script.deliver(
        day.days_ago(1, 15, 40),
        helper,
        request,
        "Paid, he has it tomorrow. I added the tram that he'd forgotten.",
        None,
    );
}

fn to_answer(day: &mut Day<'_>) {
    let (request, helper) = day.i_ask(
        day.days_ago(1, 10, 25),
        "Anton Berg",
        "Cover for the autumn catalogue",
        "The magnolia was spring. For autumn I think of the copper beech, from below.",
    );
    let due = day.in_days(4, 12, 0);
    let text = "From below is right, and I'd like to wait for a day with low sun. Would this do?";
    day.script.offer(day.minutes_ago(95), helper, request, due, text);

    let (request, helper) = day.i_ask(
        day.days_ago(2, 9, 15),
        "Yara Haddad",
        "Holiday-let clause for 17 Ferry Stairs",
        "The owner lets two weeks each summer. The buyer may keep that up, but doesn't have to.",
    );
    let due = day.in_days(2, 17, 0);
    day.script.promise(
        day.days_ago(2, 9, 50),
        helper,
        request,
        due,
        "I'll write it so that nobody has to be a lawyer to read it.",
    );
    day.script.start(day.days_ago(1, 9, 0), helper, request);
    let question = "Does \"two weeks\" mean the same two weeks every year? It changes one sentence.";
    day.script.ask_back(day.minutes_ago(70), helper, request, question);
}

fn under_way(day: &mut Day<'_>) {
    uploads(day);
    staging(day);
    costs(day);
    railing(day);
}

fn uploads(day: &mut Day<'_>) {
    let (request, helper) = day.i_ask(
        day.days_ago(2, 13, 20),
        "Tomás Quintana",
        "Faster uploads from the Riverside office",
        "Marek drives back with the card in his pocket. It's quicker than the line.",
    );
    let due = day.in_days(1, 12, 0);
    day.script.promise(day.days_ago(2, 14, 1), helper, request, due, "That must end. I'll go there myself.");
    day.script.start(day.days_ago(1, 9, 45), helper, request);
    let word = "It's the old cable under the stairs, as so often. New one comes in the morning.";
    day.script.say(day.minutes_ago(160), helper, request, word);
}

fn staging(day: &mut Day<'_>) {
    let (request, helper) = day.i_ask(
        day.days_ago(3, 16, 5),
        "Signe Møller",
        "Staging for 9 Signal Hill",
        "The sofa, the long table, and please the blue lamp. Visitors come in the evening.",
    );
    let due = day.in_days(2, 10, 0);
    day.script.promise(
        day.days_ago(2, 8, 40),
        helper,
        request,
        due,
        "The lamp is yours. It's the house's favourite by now.",
    );
}

fn costs(day: &mut Day<'_>) {
    let (request, helper) = day.i_ask(
        day.days_ago(4, 10, 0),
        "Haruto Mori",
        "Cost of photos and plans, by listing",
        "For the owners' meeting. A list is enough, it doesn't have to be beautiful.",
    );
    let due = day.days_ago(1, 17, 0);
    day.script.promise(day.days_ago(4, 10, 35), helper, request, due, "It'll be beautiful anyway.");
    day.script.start(day.days_ago(2, 9, 0), helper, request);
    let word = "Two invoices are missing, I'm after them. You'll hear from me in the morning.";
    day.script.say(day.days_ago(1, 16, 20), helper, request, word);
}

fn railing(day: &mut Day<'_>) {
    let me = day.me();
    let team = Addressee::Team(day.company.team("Facilities"));
    let at = day.days_ago(1, 12, 10);
    let request = day.ask(
        at,
        me,
        team,
        "Loose railing at 17 Ferry Stairs",
        "Third step from the top. It's held for 40 years, and not any more.",
        Priority::High,
    );
    let due = day.minutes_ago(18);
    day.script.remind(day.days_ago(1, 12, 12), me, Some(request), due, "Has anybody seen to the railing?", true);
}

fn with_a_next_word(day: &mut Day<'_>) {
    let (request, helper) = day.i_ask(
        day.days_ago(1, 11, 30),
        "Maria Santangelo",
        "Riparian grant for listing 4471",
        "The buyer asks whether the dock is part of it. Deed and survey are in the folder.",
    );
    let (promise, next_word) = (Some(day.in_days(3, 12, 0)), Some(day.in_days(1, 17, 0)));
    let text =
        Some(words("I know that stretch of shore. I'll pull the 1987 conveyance, and you'll hear from me either way."));
    let intent = Intent::Acknowledge { request, promise, next_word, words: text };
    day.script.tell(day.days_ago(1, 11, 52), Actor::Person(helper), intent);
    day.script.start(day.minutes_ago(200), helper, request);
}

fn to_thank_for(day: &mut Day<'_>) {
    let me = day.me();
    let done = [
        (
            "Rafael Duarte",
            "Lock for the key cabinet",
            "It opens when one looks at it.",
            "New cylinder, three keys, one of them with Jo. It doesn't open any more when one looks at it.",
        ),
        (
            "Elif Kaya",
            "Copies of the Copper Beech Drive deeds",
            "Two sets, one of them certified. The notary is particular.",
            "Two sets in your tray, the certified one with a ribbon. I called the notary: he's pleased.",
        ),
    ];
    for (place, (who, title, details, delivered)) in (0_u32..).zip(done) {
        let (request, helper) = day.i_ask(day.days_ago(3, 9 + place, 40), who, title, details);
        let due = day.days_ago(1, 16, 0);
        day.script.promise(day.days_ago(3, 10 + place, 20), helper, request, due, "I'll see to it.");
        day.script.start(day.days_ago(2, 9, 30 + place), helper, request);
        day.script.deliver(day.days_ago(1, 10 + place, 5), helper, request, delivered, None);
        day.script.confirm(day.days_ago(1, 11 + place, 30), me, request, 5, "Perfect.");
    }
}
