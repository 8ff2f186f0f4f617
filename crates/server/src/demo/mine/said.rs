//! Reminders and thanks of the person who looks around.

use super::Day;

pub(super) fn tell(day: &mut Day<'_>) {
    reminders(day);
    received(day);
    given(day);
}

fn reminders(day: &mut Day<'_>) {
    let me = day.me();
    let (made, due) = (day.days_ago(1, 17, 2), day.minutes_ago(40));
    day.script.remind(made, me, None, due, "Call Marek about the drone permit for Signal Hill", false);
    let (made, due) = (day.days_ago(1, 17, 4), day.later_today(110));
    day.script.remind(made, me, None, due, "Ask Jo how the move went", false);
    let (made, due) = (day.days_ago(2, 12, 30), day.in_days(1, 9, 0));
    day.script.remind(made, me, None, due, "Wish Deepa luck for her exam", false);
}

fn received(day: &mut Day<'_>) {
    let me = day.me();
    let thanks = [
        (
            day.minutes_ago(85),
            "Nasrin Tehrani",
            "You let me sit in on the valuation and explained every number on the way home. I learned more than in my first month.",
            &["Kindness", "Craft"][..],
        ),
        (
            day.days_ago(1, 17, 31),
            "Jo Whitcombe",
            "You carried boxes with us until eight although it wasn't your move. The pizza was on you as well. Thank you!",
            &["Teamwork"],
        ),
        (
            day.days_ago(3, 8, 50),
            "Thandiwe Mokoena",
            "For the hour with the candidates. Both of them asked whether they'd be working with you.",
            &["Ownership"],
        ),
    ];
    for (at, who, text, values) in thanks {
        day.script.thank(at, day.named(who), &[me], None, text, values);
    }
}

fn given(day: &mut Day<'_>) {
    let me = day.me();
    let (sofia, deepa, rosa) = (day.named("Sofia Lindholm"), day.named("Deepa Raman"), day.named("Rosa Villanueva"));
    day.script.thank(
        day.days_ago(1, 16, 12),
        me,
        &[sofia, deepa],
        None,
        "Nine listings in two days, and each of them reads as if it was the only one. I'm proud to work with you two.",
        &["Craft", "Teamwork"],
    );
    day.script.thank(
        day.days_ago(5, 10, 45),
        me,
        &[rosa],
        None,
        "You found the mistake on my payslip before I did. Who does that? You do.",
        &["Ownership"],
    );
}
