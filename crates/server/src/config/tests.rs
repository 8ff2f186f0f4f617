use std::fs;

use super::*;

fn config(arguments: &[&str]) -> Config {
    let program = ["goodturn-server"].iter();
    match Arguments::try_parse_from(program.chain(arguments)).unwrap().into_task().unwrap() {
        Task::Serve(config) => *config,
        other => panic!("{other:?} is not serving"),
    }
}

#[test]
fn serving_is_what_happens_without_a_command() {
    for arguments in [&["--data-dir", "/tmp/x"][..], &["serve", "--data-dir", "/tmp/x"]] {
        assert_eq!(config(arguments).data_dir, PathBuf::from("/tmp/x"));
        assert_eq!(config(arguments).listen, LISTEN);
    }
}

#[test]
fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    fs::write(&file, "data_dir = '/srv/goodturn'\nlisten = '127.0.0.1:1'\nzone = 'Europe/Berlin'").unwrap();

    let config = config(&["serve", "--config", file.to_str().unwrap(), "--listen", "127.0.0.1:2"]);

    assert_eq!(config.data_dir, PathBuf::from("/srv/goodturn"));
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.zone, Tz::Europe__Berlin);
}

#[test]
fn an_address_that_is_none_invites_nobody() {
    let arguments = ["goodturn-server", "--data-dir", "/tmp/x", "--admin-email", "ada"];

    let refused = Arguments::try_parse_from(arguments).unwrap().into_task().unwrap_err();

    assert!(refused.to_string().contains("“ada”"), "{refused}");
}

#[test]
fn an_address_that_is_none_is_named_as_where_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    fs::write(&file, "data_dir = '/tmp/x'\nadmin_email = 'ada'").unwrap();
    let file = file.to_str().unwrap();
    let refusal = |arguments: &[&str]| {
        let all = ["goodturn-server", "--config", file].into_iter().chain(arguments.iter().copied());
        Arguments::try_parse_from(all).unwrap().into_task().unwrap_err().to_string()
    };

    assert_eq!(refusal(&[]), format!("admin_email in {file}: “ada” is no e-mail address"));
    let given = refusal(&["--admin-email", "bo"]);
    assert_eq!(given, "--admin-email or GOODTURN_ADMIN_EMAIL: “bo” is no e-mail address");
}

#[test]
fn calendars_come_from_the_own_network_only_where_that_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    fs::write(&file, "data_dir = '/srv/goodturn'\ncalendars_from_private_networks = true").unwrap();
    let is_let_in = |arguments: &[&str]| config(arguments).calendars_from_private_networks;

    assert!(!is_let_in(&["--data-dir", "/tmp/x"]));
    assert!(is_let_in(&["--data-dir", "/tmp/x", "--calendars-from-private-networks"]));
    assert!(is_let_in(&["--config", file.to_str().unwrap()]));
}

#[test]
fn a_setting_that_does_not_exist_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    fs::write(&file, "lisen = '127.0.0.1:1'").unwrap();

    let arguments = ["goodturn-server", "--config", file.to_str().unwrap()];
    let error = Arguments::try_parse_from(arguments).unwrap().into_task().unwrap_err();

    assert!(format!("{error:#}").contains("lisen"), "{error:#}");
}

#[test]
fn settings_for_several_machines_open_nothing_to_others() {
    let settings: Settings = toml::from_str(include_str!("../../../../deploy/server.toml")).unwrap();

    let listen = settings.listen.unwrap().ip();
    assert!(matches!(listen, IpAddr::V4(it) if it.is_private() || it.is_loopback()), "{listen}");
    assert!(settings.database_url.unwrap().contains("sslmode=require"));
    assert!(settings.public_url.unwrap().starts_with("https://"));
}
