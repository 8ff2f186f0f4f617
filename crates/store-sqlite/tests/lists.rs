//! What the interface lists: which requests, in which order, marked how.

use goodturn_domain::service_request::{Closing, Delivery, Service};
use goodturn_domain::{
    Addressee, Commitment, Entity, EntityKey, Entry, Event, Offer, OfferId, Scope, ServiceRequest, Stage, TeamId,
    Thanks, Words,
};
use goodturn_store::conformance::samples::{
    at, delivered, entry, follow_up, id, person, person_id, request, service, team, thanks, title, words,
};
use goodturn_store::{ReplicaStorage, StoreError};
use goodturn_store_sqlite::{RequestList, RequestQuery, SqliteReplica, ThanksList, ThanksQuery};
use tempfile::TempDir;

struct Device {
    replica: SqliteReplica,
    folder: TempDir,
}

fn device() -> Device {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let replica = SqliteReplica::open(&folder.path().join("replica.db")).expect("a new file opens");
    Device { replica, folder }
}

impl Device {
    /// What came from the server.
    fn pull(&self, entities: impl IntoIterator<Item = Entity>) {
        self.replica
            .write(|tx| {
                for (seq, entity) in entities.into_iter().enumerate() {
                    let key = entity.key();
                    let scopes = [Scope::Person(person_id(1))];
                    tx.put_row(key.kind.name(), key.id, seq as u64 + 1, &entity.to_json(), &scopes)?;
                }
                Ok::<_, StoreError>(())
            })
            .expect("rows can be stored");
    }

    fn change(&self, entity: impl Into<Entity>) {
        self.replica.write(|tx| tx.put_local(&entity.into())).expect("a change can be stored");
    }

    fn page(&self, query: &RequestQuery) -> (Vec<u128>, u32) {
        let listing = self.replica.list_requests(query).expect("lists can be read");
        (listing.rows.iter().map(|row| row.request.id.uuid().as_u128()).collect(), listing.total)
    }
}

fn query(list: RequestList, me: u128) -> RequestQuery {
    RequestQuery::beginning(list, person_id(me), at(0))
}

fn promised(due: i64) -> Service {
    let promise = Commitment { due: at(due), made_at: at(0), made_by: person_id(2), reason: None };
    Service { promises: vec![promise], ..service(2) }
}

fn taken(number: u128, due: i64) -> ServiceRequest {
    ServiceRequest { stage: Stage::Acknowledged { service: promised(due) }, ..request(number) }
}

fn confirmed(number: u128, confirmed_at: i64) -> ServiceRequest {
    let delivery = Delivery { at: at(confirmed_at - 1), words: words("Done"), next_need: None };
    let closing = Closing::Confirmed { at: at(confirmed_at), rating: None };
    ServiceRequest { stage: Stage::Closed { service: promised(confirmed_at), delivery, closing }, ..request(number) }
}

fn changed_at(micros: i64, request: ServiceRequest) -> Entity {
    ServiceRequest { changed_at: at(micros), ..request }.into()
}

fn numbers(rows: Result<Vec<goodturn_store_sqlite::ListedRequest>, StoreError>) -> Vec<u128> {
    rows.expect("lists can be read").iter().map(|row| row.request.id.uuid().as_u128()).collect()
}

#[test]
fn my_requests_show_open_ones_first_and_the_latest_change_on_top() {
    let device = device();
    let of_another = ServiceRequest { requester: person_id(3), ..request(14) };
    device.pull([
        changed_at(30, request(10)),
        changed_at(99, confirmed(11, 50)),
        changed_at(40, request(12)),
        of_another.into(),
    ]);
    let open = query(RequestList::MyRequests, 1);

    assert_eq!(device.page(&open), (vec![12, 10], 2));
    assert_eq!(device.page(&RequestQuery { include_ended: true, ..open.clone() }), (vec![12, 10, 11], 3));
    assert_eq!(device.page(&RequestQuery { offset: 1, limit: 1, ..open.clone() }), (vec![10], 2));
    assert_eq!(device.page(&RequestQuery { offset: 9, ..open }), (vec![], 2));
}

#[test]
fn my_promises_come_by_promise_and_then_by_need() {
    let device = device();
    let needed = |number, micros| ServiceRequest { needed_by: Some(at(micros)), ..request(number) };
    let declined =
        Stage::Declined { by: person_id(2), at: at(1), reason: words("No time"), alternative: words("Ask Jo") };
    device.pull([
        needed(10, 900).into(),
        taken(11, 800).into(),
        request(12).into(),
        taken(13, 700).into(),
        needed(14, 100).into(),
        confirmed(15, 5).into(),
        ServiceRequest { stage: declined, ..request(16) }.into(),
    ]);
    let open = query(RequestList::MyPromises, 2);

    assert_eq!(device.page(&open), (vec![13, 11, 14, 10, 12], 5));
    assert_eq!(device.page(&RequestQuery { include_ended: true, ..open }), (vec![13, 11, 14, 10, 12, 15], 6));
}

#[test]
fn a_queue_holds_what_was_asked_of_the_team_and_nobody_has_taken() {
    let device = device();
    let (legal, finance) = (team(60, &[2]).id, team(61, &[2]).id);
    let asked_of = |team, number| ServiceRequest { addressee: Addressee::Team(team), ..request(number) };
    let offer = Offer { id: OfferId::new(id(70)), by: person_id(2), due: at(900), made_at: at(1), words: None };
    let withdrawn = Stage::Withdrawn { at: at(50), service: None };
    device.pull([
        asked_of(legal, 10).into(),
        ServiceRequest { needed_by: Some(at(500)), ..asked_of(legal, 11) }.into(),
        ServiceRequest { needed_by: Some(at(400)), ..asked_of(finance, 12) }.into(),
        ServiceRequest { stage: Stage::Acknowledged { service: service(2) }, ..asked_of(legal, 13) }.into(),
        ServiceRequest { stage: Stage::Asked { since: at(1), offer: Some(offer) }, ..asked_of(legal, 14) }.into(),
        ServiceRequest { stage: withdrawn, ..asked_of(legal, 15) }.into(),
        request(16).into(),
    ]);
    let queues = |teams: &[TeamId]| query(RequestList::Queues(teams.to_vec()), 2);

    assert_eq!(device.page(&queues(&[legal])), (vec![11, 10], 2));
    assert_eq!(device.page(&queues(&[legal, finance])), (vec![12, 11, 10], 3), "what is needed first comes first");
    assert_eq!(device.page(&RequestQuery { offset: 1, limit: 1, ..queues(&[legal, finance]) }).0, [11]);
    let found = |teams: &[TeamId]| device.page(&RequestQuery { text: Some("request 12".to_owned()), ..queues(teams) });
    assert_eq!((found(&[legal]), found(&[finance])), ((vec![], 0), (vec![12], 1)));

    device.change(ServiceRequest { stage: Stage::Acknowledged { service: service(2) }, ..asked_of(legal, 11) });
    assert_eq!(device.page(&queues(&[legal])), (vec![10], 1));
}

#[test]
fn everyone_shows_what_is_neither_mine_nor_promised_by_me() {
    let device = device();
    let between = |number, requester, helper| ServiceRequest {
        requester: person_id(requester),
        addressee: Addressee::Person(person_id(helper)),
        ..request(number)
    };
    device.pull([
        between(10, 3, 4).into(),
        between(11, 1, 4).into(),
        between(12, 3, 1).into(),
        between(13, 4, 3).into(),
        confirmed(14, 5).into(),
    ]);

    assert_eq!(device.page(&query(RequestList::Everyone, 1)), (vec![13, 10], 2));
    let all_of_three = RequestQuery { include_ended: true, ..query(RequestList::Everyone, 3) };
    assert_eq!(device.page(&all_of_three), (vec![14, 11], 2));
}

#[test]
fn totals_follow_every_change_and_its_undoing() {
    let device = device();
    device.pull([request(10).into(), request(11).into()]);
    let total = |me| device.page(&query(RequestList::MyPromises, me)).1;
    assert_eq!((total(2), total(3)), (2, 0));

    let handed_over = ServiceRequest { addressee: Addressee::Person(person_id(3)), ..request(10) };
    device.change(handed_over);
    device.change(request(12));
    assert_eq!((total(2), total(3)), (2, 1));

    let restored = [EntityKey::from(request(10).id), EntityKey::from(request(12).id)];
    device.replica.write(|tx| restored.into_iter().try_for_each(|key| tx.restore_base(key))).expect("bases are there");
    assert_eq!((total(2), total(3)), (2, 0));
    device.replica.write(|tx| tx.drop_scope(&Scope::Person(person_id(1)))).expect("scopes can be dropped");
    assert_eq!((total(2), device.page(&query(RequestList::MyRequests, 1))), (0, (vec![], 0)));
}

#[test]
fn search_finds_titles_details_numbers_and_public_words_whatever_is_typed() {
    let device = device();
    let deed = ServiceRequest {
        title: title("Größe des Grundstücks (Ärger!)"),
        details: Some(words("Survey of the riverbank")),
        number: Some(title("HR-142")),
        ..request(10)
    };
    let note = Entry { event: Event::Noted { words: words("secret weakness") }, ..entry(21, 11) };
    let said = Entry { event: Event::Said { words: words("The notary has answered") }, ..entry(20, 11) };
    device.pull([deed.into(), request(11).into(), said.into(), note.into()]);
    let found =
        |text: &str| device.page(&RequestQuery { text: Some(text.to_owned()), ..query(RequestList::MyRequests, 1) }).0;

    for text in ["grosse grundst", "GRÖSSE", "hr-142", "survey", "river", "arger", "Är", "\"arger\" AND ("] {
        let expected =
            if text.contains("sse") || text == "GRÖSSE" || text.contains("AND") { vec![] } else { vec![10] };
        assert_eq!(found(text), expected, "{text}");
    }
    assert_eq!(found("größe"), [10]);
    assert_eq!(found("grose grund"), Vec::<u128>::new());
    assert_eq!(found("notary answ"), [11]);
    assert_eq!(found("secret"), Vec::<u128>::new(), "internal notes are not searched");
    for text in ["*", "\"", "a\" OR \"b", "NEAR(", "title:x", "-", "%", "_"] {
        found(text);
    }
    assert_eq!(found("  "), [11, 10]);
}

#[test]
fn search_follows_a_changed_title_and_a_message_taken_back() {
    let device = device();
    device.pull([request(10).into(), entry(20, 10).into()]);
    let found =
        |text: &str| device.page(&RequestQuery { text: Some(text.to_owned()), ..query(RequestList::MyRequests, 1) }).0;
    assert_eq!(found("message"), [10]);

    device.change(Entry { event: Event::Retracted { was_note: false, was_nudge: false }, ..entry(20, 10) });
    device.change(ServiceRequest { title: title("Riparian grant"), ..request(10) });

    assert_eq!(found("message"), Vec::<u128>::new());
    assert_eq!(found("riparian"), [10]);
    assert_eq!(found("request"), Vec::<u128>::new());
}

#[test]
fn request_is_unread_until_read_and_again_when_somebody_else_writes() {
    let device = device();
    device.pull([request(10).into(), entry(20, 10).into()]);
    let is_unread = |me| {
        let listing = device.replica.list_requests(&query(RequestList::MyRequests, me)).expect("lists can be read");
        listing.rows[0].is_unread
    };
    let open = || device.replica.find_request_for(person_id(1), request(10).id).expect("it can be read");
    let mark_read = |request| device.replica.mark_read(person_id(1), request, at(5)).expect("marks can be kept");
    assert!(is_unread(1) && open().is_some_and(|it| it.is_unread));

    assert!(mark_read(request(10).id));
    assert!(!is_unread(1) && open().is_some_and(|it| !it.is_unread));
    assert!(!mark_read(request(10).id), "there was nothing new in it");
    assert!(!mark_read(request(99).id), "nothing is kept of what is not here");
    device.change(Entry { author: Some(person_id(1)), ..entry(21, 10) });
    assert!(!is_unread(1), "what I write I have read");
    assert!(!mark_read(request(10).id), "so it costs no commit");
    device.pull([Entry { at: at(1), ..entry(22, 10) }.into()]);
    assert!(is_unread(1), "it was written before and came in after");

    device.replica.mark_all_read(at(1)).expect("marks can be kept");
    assert!(!is_unread(1));
}

#[test]
fn timeline_is_in_the_servers_order_and_pending_lines_come_last() {
    let device = device();
    device.change(Entry { at: at(1), ..entry(23, 10) });
    device.pull([entry(22, 10).into(), entry(20, 10).into(), entry(21, 11).into()]);
    device.change(Entry { event: Event::Retracted { was_note: false, was_nudge: false }, ..entry(22, 10) });

    let lines = device.replica.list_entries(request(10).id).expect("timelines can be read");

    let shown: Vec<_> = lines.iter().map(|line| (line.entry.id.uuid().as_u128(), line.seq, line.is_changed)).collect();
    assert_eq!(shown, [(22, Some(1), true), (20, Some(2), false), (23, None, true)]);
}

#[test]
fn today_knows_who_has_the_ball() {
    let device = device();
    let offer = |by| Offer { id: OfferId::new(id(90)), by: person_id(by), due: at(9), made_at: at(1), words: None };
    let offered = |by| Stage::Acknowledged { service: Service { offer: Some(offer(by)), ..promised(500) } };
    let asked_of_team =
        ServiceRequest { addressee: Addressee::Team(TeamId::new(id(50))), requester: person_id(3), ..request(15) };
    let question = Stage::WaitingOnRequester { service: promised(400), since: at(1), question: words("Which?") };
    device.pull([
        request(10).into(),
        ServiceRequest { stage: offered(2), ..request(11) }.into(),
        ServiceRequest { stage: offered(1), ..request(12) }.into(),
        ServiceRequest { stage: question, ..request(13) }.into(),
        delivered(14, at(5)).into(),
        asked_of_team.into(),
        taken(16, 300).into(),
        confirmed(17, 60).into(),
    ]);
    let replica = &device.replica;
    let team = TeamId::new(id(50));

    assert_eq!(numbers(replica.list_waiting_on_me(person_id(1), &[])), [11, 13, 14]);
    assert_eq!(numbers(replica.list_waiting_on_me(person_id(2), &[team])), [10, 12, 15]);
    assert_eq!(numbers(replica.list_waiting_on_me(person_id(3), &[team])), Vec::<u128>::new());
    assert_eq!(numbers(replica.list_waiting_on_others(person_id(1))), [16, 12, 10]);
    assert_eq!(numbers(replica.list_promises_due(person_id(2), at(500))), [16, 13]);
    assert_eq!(numbers(replica.list_promises_due(person_id(2), at(501))), [16, 13, 11, 12]);
}

#[test]
fn kept_promises_and_missing_thanks_are_counted() {
    let device = device();
    device.pull([confirmed(10, 60).into(), confirmed(11, 70).into(), confirmed(12, 80).into()]);
    let given = |number, request_number, text: Option<Words>| Thanks {
        request: Some(request(request_number).id),
        words: text,
        ..thanks(number)
    };
    device.pull([given(40, 11, Some(words("Thank you"))).into(), given(41, 12, None).into()]);
    let replica = &device.replica;

    assert_eq!(numbers(replica.list_not_thanked(person_id(1), at(0))), [12, 10]);
    assert_eq!(numbers(replica.list_not_thanked(person_id(1), at(61))), [12]);
    assert_eq!(replica.count_kept_since(person_id(2), at(69)).expect("counts can be read"), 2);
    assert_eq!(replica.count_thanks_to(person_id(2), at(0)).expect("counts can be read"), 1);
}

#[test]
fn follow_ups_ask_and_ring_in_order() {
    use goodturn_domain::{FollowUp, FollowUpState};
    let device = device();
    let in_state = |number, state| FollowUp { state, ..follow_up(number, 10) };
    device.pull([
        follow_up(30, 10).into(),
        in_state(20, FollowUpState::Open { rung: true }).into(),
        in_state(25, FollowUpState::Snoozed { until: at(40), rung: false }).into(),
        in_state(26, FollowUpState::Done { at: at(3) }).into(),
    ]);
    let replica = &device.replica;
    let open = |before| {
        let rows = replica.list_open_follow_ups(person_id(1), before).expect("lists can be read");
        rows.iter().map(|row| row.follow_up.id.uuid().as_u128()).collect::<Vec<_>>()
    };

    assert_eq!(open(None), [20, 30, 25]);
    assert_eq!(open(Some(at(40))), [20, 30]);
    let rings = replica.list_rings(person_id(1)).expect("it can be read");
    let rings: std::collections::BTreeSet<_> = rings.iter().map(|it| it.id.uuid().as_u128()).collect();
    assert_eq!(rings, [25, 30].into());
    assert_eq!(replica.list_rings(person_id(2)).expect("it can be read"), []);
    assert_eq!(replica.list_follow_ups_of(request(10).id, person_id(1)).expect("it can be read").len(), 4);
}

#[test]
fn thanks_are_listed_newest_first() {
    let device = device();
    let from_two = Thanks { from: person_id(2), to: [person_id(1)].into(), ..thanks(42) };
    device.pull([thanks(40).into(), from_two.into(), thanks(41).into()]);
    let page = |list, offset| {
        let query = ThanksQuery { list, me: person_id(1), offset, limit: 2 };
        let listing = device.replica.list_thanks(&query).expect("lists can be read");
        (listing.rows.iter().map(|row| row.thanks.id.uuid().as_u128()).collect::<Vec<_>>(), listing.total)
    };

    assert_eq!(page(ThanksList::All, 0), (vec![42, 41], 3));
    assert_eq!(page(ThanksList::All, 2), (vec![40], 3));
    assert_eq!(page(ThanksList::Received, 0), (vec![42], 1));
    assert_eq!(page(ThanksList::Given, 0), (vec![41, 40], 2));
    let found = device.replica.find_thanks(thanks(40).id).expect("it can be read");
    assert_eq!(found.map(|row| row.is_changed), Some(false));
}

#[test]
fn people_and_teams_come_by_name() {
    let device = device();
    let named = |number, name: &str| goodturn_domain::Person { name: title(name), ..person(number) };
    device.pull([named(1, "maria").into(), named(2, "Jo").into(), team(50, &[1]).into()]);

    let people = device.replica.list_people().expect("lists can be read");

    assert_eq!(people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Jo", "maria"]);
    assert_eq!(device.replica.list_teams().expect("lists can be read"), [team(50, &[1])]);
}

#[test]
fn what_has_gone_leaves_no_words_in_the_index_even_where_it_had_grown() {
    // Where files are encrypted, such words wait until the index is written anew.
    if goodturn_store_sqlite::CAN_ENCRYPT {
        return;
    }
    let device = device();
    let lessons = ServiceRequest { title: title("Xylophone lessons"), ..request(40) };
    let longer = ServiceRequest { details: Some(words("On Tuesdays")), ..lessons.clone() };
    let scope = Scope::Person(person_id(1));
    for (seq, request) in [(1, lessons), (2, longer)] {
        let (id, body) = (request.id.uuid(), Entity::from(request).to_json());
        let put =
            device.replica.write(|tx| tx.put_row("service_request", id, seq, &body, std::slice::from_ref(&scope)));
        put.expect("a row can be stored");
        let searched = RequestQuery { text: Some("xylo".to_owned()), ..query(RequestList::MyRequests, 1) };
        assert_eq!(device.page(&searched).0, [40], "whoever searches has it indexed");
    }

    let gone = device.replica.write(|tx| tx.remove_from_scope("service_request", request(40).id.uuid(), &scope));

    gone.expect("a row can go");
    let db = rusqlite::Connection::open(device.folder.path().join("replica.db")).expect("the file opens");
    let sql = "select count(*) from search_data where instr(block, cast('ylophone' as blob)) > 0";
    let left: i64 = db.query_row(sql, [], |row| row.get(0)).expect("the index can be read");
    assert_eq!(left, 0);
}
