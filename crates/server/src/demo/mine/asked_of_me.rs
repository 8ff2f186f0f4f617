//! What others asked of the person who looks around.

use goodturn_domain::{Addressee, Priority};

use super::Day;

pub(super) fn tell(day: &mut Day<'_>) {
    due_today(day);
    late(day);
    due_later(day);
    not_taken(day);
    done_this_week(day);
}

fn due_today(day: &mut Day<'_>) {
    key_facts(day);
    autumn_window(day);
    third_picture(day);
}

fn key_facts(day: &mut Day<'_>) {
    let me = day.me();
    let asked = day.days_ago(2, 10, 12);
    let request = day.ask_me(
        asked,
        "Paolo Ricci",
        "Key facts for 2 Lantern Court, the bidder asks",
        "One page: areas, year, charges, what was done to the roof. He decides on the phone.",
    );
    let due = day.later_today(75);
    day.script.promise(day.days_ago(2, 10, 41), me, request, due, "One page, roof included. You'll have it in time.");
    day.script.start(day.days_ago(1, 9, 20), me, request);
    day.script.say(
        day.days_ago(1, 15, 5),
        me,
        request,
        "Roof: new tiles in 2016, I've found the invoice. Only the charges are missing.",
    );
    day.script.say(day.days_ago(1, 15, 12), day.named("Paolo Ricci"), request, "The invoice is gold. Thank you!");
}

fn autumn_window(day: &mut Day<'_>) {
    let me = day.me();
    let asked = day.days_ago(3, 14, 30);
    let request = day.ask_me(
        asked,
        "Priya Nair",
        "Three listings for the autumn window",
        "One with a garden, one with a view, and one that nobody expects.",
    );
    let due = day.later_today(170);
    day.script.promise(day.days_ago(3, 15, 2), me, request, due, "I know two already. The third one needs a walk.");
    day.script.start(day.days_ago(1, 11, 0), me, request);
}

fn third_picture(day: &mut Day<'_>) {
    let me = day.me();
    let asked = day.days_ago(1, 9, 48);
    let request = day.ask_me(
        asked,
        "Sam Okonkwo",
        "Why do people leave after the third picture of 7 Saltmarsh Lane?",
        "The portal says that two of three do. I have a guess, but I'd like yours first.",
    );
    let due = day.later_today(290);
    day.script.promise(
        day.days_ago(1, 10, 15),
        me,
        request,
        due,
        "I'll look at it with fresh eyes and write you three lines.",
    );
}

fn late(day: &mut Day<'_>) {
    let me = day.me();
    let asked = day.days_ago(4, 11, 26);
    let request = day.ask_me(
        asked,
        "Camille Laurent",
        "Floor plan on A2 for the owners' evening",
        "It'll stand on an easel by the door. Thick lines, please, people will have wine in their hands.",
    );
    let due = day.days_ago(1, 16, 0);
    day.script.promise(
        day.days_ago(4, 13, 10),
        me,
        request,
        due,
        "Thick lines, wine-proof. A proof first, then print.",
    );
    day.script.start(day.days_ago(2, 9, 5), me, request);
    day.script.say(
        day.days_ago(2, 16, 44),
        me,
        request,
        "The proof is done. Mateo checks the stairs, they looked too steep.",
    );
}

fn due_later(day: &mut Day<'_>) {
    let me = day.me();
    let asked = day.days_ago(2, 16, 20);
    let request = day.ask_me(
        asked,
        "Ingrid Solberg",
        "Monthly charges at 12 Weaver's Yard",
        "The bank wants the last three statements. You had them for the listing, I believe.",
    );
    let due = day.in_days(1, 12, 0);
    day.script.promise(day.days_ago(1, 8, 55), me, request, due, "I had them, and I'll find them.");

    let asked = day.days_ago(3, 9, 33);
    let request = day.ask_me(
        asked,
        "Kwame Boateng",
        "Old photographs of the boundary wall, 19 Quay Terrace",
        "Anything before 1990. The neighbours remember it differently.",
    );
    let due = day.in_days(3, 15, 0);
    day.script.promise(day.days_ago(3, 10, 2), me, request, due, "The seller's aunt has albums. I'll be charming.");
    day.script.start(day.days_ago(2, 13, 0), me, request);
    day.script.ask_back(
        day.days_ago(1, 14, 10),
        me,
        request,
        "She has 1987 with the wall and 1992 without. Do you need the originals, or are scans enough?",
    );
}

fn not_taken(day: &mut Day<'_>) {
    let me = Addressee::Person(day.me());
    let (at, who) = (day.minutes_ago(55), day.named("Leila Benali"));
    day.ask(
        at,
        who,
        me,
        "May I promise the Okafors a garden?",
        "They call at five. If 31 Copper Beech Drive is really ours, I'd love to say yes.",
        Priority::High,
    );
    let team = Addressee::Team(day.company.team("Listings"));
    let (at, who) = (day.minutes_ago(26), day.named("Jun-ho Seo"));
    day.ask(
        at,
        who,
        team,
        "New pictures for 36 Rope Walk",
        "The scaffolding is down since this morning! It's another house.",
        Priority::Normal,
    );
    let (at, who) = (day.days_ago(1, 16, 50), day.named("Beatriz Carvalho"));
    day.ask(
        at,
        who,
        team,
        "Energy certificate of 22 Linden Avenue runs out",
        "On the 30th. The assessor needs a week, so I'm asking early for once.",
        Priority::Normal,
    );
}

/// Something that was asked, delivered and thanked for.
struct Served {
    who: &'static str,
    title: &'static str,
    details: &'static str,
    delivered: &'static str,
    thanks: &'static str,
    values: &'static [&'static str],
}

const SERVED: [Served; 3] = [
    Served {
        who: "Amara Diallo",
        title: "Floor areas of the six Meadow Park units",
        details: "For the comparison that the Kapoors asked for.",
        delivered: "All six measured again, balconies counted at a quarter. The list is in the folder.",
        thanks: "You even measured the balconies again. They noticed, and they trust us now.",
        values: &["Craft"],
    },
    Served {
        who: "Connor MacLeod",
        title: "Which of the new homes goes online first?",
        details: "I can make a case for each of them, and that's the trouble.",
        delivered: "Number 4: it has the morning light, and the pictures are ready. Then 2, then 7.",
        thanks: "One clear answer with a reason. I've been going around in circles for a week.",
        values: &["Clarity"],
    },
    Served {
        who: "Grace Adeyemi",
        title: "A quote from the Andersens for the client stories",
        details: "They said something lovely on the day of the keys, and you were there.",
        delivered: "\"We came for a house and got a street.\" They're happy to be named.",
        thanks: "I had goosebumps when I read it. Thank you for listening so well.",
        values: &["Kindness", "Teamwork"],
    },
];

fn done_this_week(day: &mut Day<'_>) {
    let me = day.me();
    for (place, served) in (0_u32..).zip(SERVED) {
        let Served { who, title, details, delivered, thanks, values } = served;
        let asked = day.days_ago(4, 9 + place, 15);
        let request = day.ask_me(asked, who, title, details);
        let who = day.named(who);
        let due = day.days_ago(1, 16, 0);
        day.script.promise(day.days_ago(4, 10 + place, 2), me, request, due, "With pleasure.");
        day.script.start(day.days_ago(3, 9, 10 + place), me, request);
        day.script.deliver(day.days_ago(2, 11 + place, 35), me, request, delivered, None);
        day.script.confirm(day.days_ago(2, 14, 20 + place), who, request, 5, "Exactly what I needed.");
        day.script.thank(day.days_ago(1, 9 + place, 24), who, &[me], Some(request), thanks, values);
    }
}
