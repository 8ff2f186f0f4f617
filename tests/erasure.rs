//! Somebody is erased: their name goes from the server and from everybody's devices, and the work
//! they did stays.

use goodturn_domain::{
    Actor, Attachment, Entity, EntryId, FileHash, FileKind, FileName, Intent, PersonId, Role, ServiceRequestId, Thanks,
    ThanksId,
};
use goodturn_store::{AuthorityStorage, ReplicaStorage, Upload};
use goodturn_sync::Verdict;
use goodturn_sync::authority::FileLimits;
use goodturn_test_support::{Device, DiskWorld, a_request, title, who, words};

use crate::intents::{ask, note, say};

const NAME: &str = "Zebulon Quastenflosser";
const MAIL: &str = "zebulon@quasten.example";

/// A world with somebody who is named wherever people write.
fn world_with_zebulon() -> (DiskWorld, [Device; 3], PersonId, ServiceRequestId) {
    let mut world = DiskWorld::founded();
    let [olga, anna, sam] = ["olga", "anna", "sam"].map(|name| world.device(name));
    let zebulon = PersonId::new(world.fresh());
    let added = Intent::AddPerson {
        person: zebulon,
        name: title(NAME),
        email: Some(title(MAIL)),
        position: Some(title("Keeper of the keys")),
        role: Role::Member,
        zone: chrono_tz::UTC,
        locale: "en".to_owned(),
    };
    assert!(matches!(world.decree(Actor::Server, added), Verdict::Applied { .. }));
    world.sync_all();
    let request = ask(&mut world, anna, a_request().titled("The keys of Zebulon Quastenflosser"));
    world.sync_all();
    say(&mut world, sam, request, "ZEBULON QUASTENFLOSSER has them: zebulon@quasten.example");
    note(&mut world, sam, request, "@Zebulon is on leave");
    let thanks = Intent::Thank {
        thanks: ThanksId::new(world.fresh()),
        to: [zebulon].into(),
        words: words("Thank you, Zebulon\nQuastenflosser"),
        values: Vec::new(),
        request: None,
        is_private: false,
    };
    world.does(anna, thanks);
    world.sync_all();
    for device in [anna, sam] {
        let storage = world.replica(device).storage();
        storage.save_draft("quick-add", "ask Zebulon Quastenflosser").expect("it is kept");
        storage.add_recent_quick_add("tell zebulon quastenflosser").expect("it is kept");
    }
    (world, [olga, anna, sam], zebulon, request)
}

/// How many operations of a device were refused.
fn refused(world: &DiskWorld, device: Device) -> usize {
    world.replica(device).storage().read(|tx| tx.list_attention()).expect("it can be read").len()
}

fn thanks_in(world: &DiskWorld, device: Device) -> Vec<Thanks> {
    let listed = world.authority().storage().read(|tx| tx.list_entities(goodturn_domain::EntityKind::Thanks, None, 9));
    let listed = listed.expect("it can be read");
    let seen = listed.iter().filter_map(|(id, _)| match world.sees(device, ThanksId::new(*id)) {
        Some(Entity::Thanks(thanks)) => Some(thanks),
        _ => None,
    });
    seen.collect()
}

#[test]
fn who_was_erased_is_not_found_by_name_in_the_archive_either() {
    let (mut world, [olga, anna, _], zebulon, request) = world_with_zebulon();
    world.does(anna, Intent::Withdraw { request, reason: None });
    world.sync_all();
    let later = world.now().plus(chrono::TimeDelta::days(91));
    assert_eq!(world.authority().archive_ended(later, 10).expect("it can be written"), 1);
    let find = |world: &DiskWorld, text| {
        world.authority().search_archive(who("anna"), text, 10).expect("it can be read").len()
    };
    assert_eq!((find(&world, "quastenflosser"), find(&world, "keys")), (1, 1));

    world.does(olga, Intent::Erase { person: zebulon, words_too: false });
    world.sync_all();
    world.authority().storage().purge().expect("it can be written");

    assert_eq!((find(&world, "quastenflosser"), find(&world, "keys")), (0, 1));
    assert_eq!(world.files_with("quastenflosser"), Vec::<String>::new());
}

#[test]
fn who_was_erased_is_named_in_no_file_of_server_and_devices() {
    let (mut world, [olga, anna, sam], zebulon, request) = world_with_zebulon();
    for text in [NAME, MAIL] {
        assert!(world.files_with(text).len() >= 4, "the name is on every machine before: {:?}", world.files_with(text));
    }

    world.does(olga, Intent::Erase { person: zebulon, words_too: false });
    world.sync_all();
    world.authority().storage().purge().expect("it can be written");

    for text in [NAME, MAIL, "Zebulon Quasten", "Keeper of the keys", "Zebulon\\nQuastenflosser", "@Zebulon"] {
        assert_eq!(world.files_with(text), Vec::<String>::new(), "{text}");
    }
    for device in [olga, anna, sam] {
        let Some(Entity::Person(person)) = world.sees(device, zebulon) else { panic!("the record stays") };
        assert_eq!((person.name.as_str(), person.is_erased, person.is_active), ("Erased person", true, false));
        assert_eq!(world.count_unsent(device), 0);
    }
    let title = world.request(sam, request).expect("it is still there").title;
    assert_eq!(title.as_str(), "The keys of Erased person");
    let [thanks] = &thanks_in(&world, anna)[..] else { panic!("there was one") };
    assert_eq!(thanks.to, [zebulon].into(), "whom they were for is still counted");
    assert_eq!(thanks.words.as_ref().map(ToString::to_string).as_deref(), Some("Thank you, Erased person"));
    let draft = world.replica(anna).storage().find_draft("quick-add").expect("it can be read");
    assert_eq!(draft.as_deref(), Some("ask Erased person"));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn an_erasure_comes_back_to_a_restored_server() {
    let (mut world, [olga, anna, _], zebulon, _) = world_with_zebulon();
    world.back_up();
    world.sync_all();
    world.does(olga, Intent::Erase { person: zebulon, words_too: false });
    world.sync_all();

    world.restore();
    world.sync_all();
    world.sync_all();

    for device in [olga, anna] {
        assert!(matches!(world.sees(device, zebulon), Some(Entity::Person(person)) if person.is_erased));
    }
    let kept = world.authority().storage().read(|tx| tx.find_entity(zebulon.into())).expect("it can be read");
    assert!(matches!(kept, Some(Entity::Person(person)) if person.is_erased));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn an_operation_that_was_put_off_is_still_the_same_once_a_name_was_taken_from_it() {
    let (mut world, [olga, _, sam], zebulon, request) = world_with_zebulon();
    let hash = FileHash::new([7; 32]);
    let name = FileName::new("keys.pdf").expect("it is a name");
    let file = Attachment { name, hash, bytes: 1_000, kind: FileKind::Pdf };
    let entry = EntryId::new(world.fresh());
    world.does(
        sam,
        Intent::Attach {
            request,
            entry,
            file,
            words: Some(words("Zebulon Quastenflosser's keys")),
            mentions: [].into(),
        },
    );
    world.sync_all();
    assert_eq!(world.count_unsent(sam), 1, "the file is not there yet");

    world.does(olga, Intent::Erase { person: zebulon, words_too: false });
    world.sync_all();
    world.sync_all();
    assert_eq!((world.count_unsent(sam), refused(&world, sam)), (1, 0));
    let (person, brought_at) = (who("sam"), world.now());
    let upload = Upload { file: hash, person, bytes: 1_000, kind: FileKind::Pdf, brought_at };
    let limits = FileLimits { person: 1 << 30, organization: 1 << 30 };
    world.authority().bring_file(&upload, limits).expect("it can be written");
    world.sync_all();

    world.authority().storage().purge().expect("it can be written");
    assert_eq!((world.count_unsent(sam), refused(&world, sam)), (0, 0));
    assert_eq!(world.files_with("quastenflosser"), Vec::<String>::new());
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn what_a_name_was_taken_from_is_no_other_operation_to_a_restored_server() {
    let (mut world, [olga, ..], zebulon, _) = world_with_zebulon();
    ask(&mut world, olga, a_request().titled("A desk for Zebulon Quastenflosser"));
    world.sync_all();
    world.back_up();
    world.does(olga, Intent::Erase { person: zebulon, words_too: false });

    world.restore();
    world.sync_all();
    world.sync_all();

    assert_eq!((world.count_unsent(olga), refused(&world, olga)), (0, 0));
    assert_eq!(world.check_agreement(), Ok(()));
}

#[test]
fn the_last_owner_cannot_be_erased_and_members_erase_nobody() {
    let (mut world, [olga, anna, _], zebulon, _) = world_with_zebulon();

    assert!(world.tries(olga, Intent::Erase { person: who("olga"), words_too: false }).is_err());
    assert!(world.tries(anna, Intent::Erase { person: zebulon, words_too: false }).is_err());
    assert!(matches!(world.sees(anna, zebulon), Some(Entity::Person(person)) if !person.is_erased));
}
