//! Every statement names exactly one organization, which PostgreSQL itself is asked for: each scan of
//! a table with an `org_id` compares it to the first parameter, and whatever is inserted has it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use goodturn_domain::{Entity, EntityKey};
use goodturn_store::{AuthorityStorage, Foreseen, StoreError};
use goodturn_test_support::postgres::Cluster;
use serde_json::Value;
use tokio_postgres::Client;

use crate::server::{authority, connect, new_organization, open, put_request, run, runtime};

/// What has an `org_id`; plans name the node, its table and the table's name in the statement.
struct Tables(BTreeSet<String>);

impl Tables {
    fn of(client: &Client) -> Self {
        let listed = runtime().block_on(client.query(
            "select table_name::text from information_schema.columns
             where table_schema = 'public' and column_name = 'org_id'",
            &[],
        ));
        Self(listed.expect("the catalogue can be read").iter().map(|row| row.get(0)).collect())
    }

    /// What is wrong with a plan, if anything is; else how many of these tables it uses.
    fn check(&self, plan: &Value) -> Result<usize, String> {
        let text = |name: &str| plan[name].as_str().unwrap_or_default();
        let parts = plan["Plans"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut used = 0;
        for part in parts {
            used += self.check(part)?;
        }
        if !self.0.contains(text("Relation Name")) {
            return Ok(used);
        }
        let (table, alias) = (text("Relation Name"), text("Alias"));
        let is_named = match (text("Node Type"), text("Operation")) {
            // The column is the first of each table, and so of what comes into it.
            ("ModifyTable", "Insert") => parts.iter().all(|part| part["Output"][0] == "$1") && !parts.is_empty(),
            // What is changed was found by a scan within.
            ("ModifyTable", _) => used > 0,
            _ => {
                let part = format!("({alias}.org_id = $1)");
                ["Index Cond", "Recheck Cond", "Filter"].iter().any(|name| is_required(text(name), &part))
            }
        };
        if is_named { Ok(used + 1) } else { Err(format!("{table} is not bound to the organization: {plan}")) }
    }
}

/// Whether a condition holds only where `part` does: it is all of it, or one of what has to hold
/// together.
fn is_required(condition: &str, part: &str) -> bool {
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for word in condition.split(' ') {
        let is_outermost = depth == 1;
        depth += word.matches('(').count();
        depth -= word.matches(')').count();
        match word {
            "AND" if is_outermost => parts.push(String::new()),
            // An alternative, or the opposite.
            "OR" | "(NOT" if is_outermost || depth <= 1 => return false,
            word => {
                let part = parts.last_mut().expect("there is one at least");
                part.push_str(if part.is_empty() { "" } else { " " });
                part.push_str(word);
            }
        }
    }
    let trimmed = |it: &String| it.trim_matches(['(', ')']) == part.trim_matches(['(', ')']);
    parts.iter().any(trimmed)
}

/// How a statement is carried out, whatever its parameters are.
fn plan(client: &Client, statement: &str) -> Value {
    run(client, &format!("prepare asked as {statement}"));
    let planned = async {
        let count = "select cardinality(parameter_types) from pg_prepared_statements where name = 'asked'";
        let parameters: i32 = client.query_one(count, &[]).await?.get(0);
        let nulls = vec!["null"; usize::try_from(parameters).unwrap_or_default()].join(", ");
        let nulls = if nulls.is_empty() { nulls } else { format!("({nulls})") };
        let explain = format!("explain (verbose, costs off, format json) execute asked{nulls}");
        client.simple_query(&explain).await
    };
    let planned = runtime().block_on(planned).unwrap_or_else(|cause| panic!("{statement}: {cause}"));
    run(client, "deallocate asked");
    let text = planned.iter().find_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    let plans: Value = serde_json::from_str(&text.expect("there is a plan")).expect("a plan is JSON");
    plans[0]["Plan"].clone()
}

/// Statements with parameters that a server was sent, out of its log.
fn sent(log: &str) -> BTreeSet<String> {
    let mut statements = BTreeSet::new();
    let mut lines = log.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((_, first)) = line.strip_prefix("LOG:  execute ").and_then(|rest| rest.split_once(": ")) else {
            continue;
        };
        let mut statement = first.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with('\t')) {
            statement.push('\n');
            statement.push_str(more.trim_start_matches('\t'));
        }
        statements.insert(words(&statement));
    }
    statements
}

/// Statements about organizations that stand in the sources, whether anything sends them or not.
fn written() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/authority");
    let sources = fs::read_dir(folder).expect("the sources are there").flatten();
    let texts: Vec<String> = sources.map(|file| fs::read_to_string(file.path()).expect("it is a text")).collect();
    // The odd parts between quotation marks are what stands inside of them.
    let quoted = texts.iter().flat_map(|text| text.split('"').skip(1).step_by(2));
    let verbs = ["select ", "insert ", "update ", "delete ", "with "];
    quoted.filter(|text| verbs.iter().any(|verb| text.starts_with(verb))).map(words).collect()
}

fn words(statement: &str) -> String {
    statement.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything that can be asked of the storage of an organization.
fn ask_everything(cluster: &Cluster, address: &str) {
    let database = open(address);
    goodturn_store::authority_cases!(run_cases, ((), authority(&database, new_organization())));
    let (storage, empty) = (authority(&database, new_organization()), authority(&database, new_organization()));
    put_request(&storage, 10).expect("a request is put");
    storage.find_entity(EntityKey { kind: goodturn_domain::EntityKind::Person, id: uuid() }).expect("nobody is found");
    let foreseen = Foreseen { entities: vec![request_key()], ..Foreseen::default() };
    let ahead: Result<Option<Entity>, StoreError> = storage.read(|tx| {
        tx.foresee(&foreseen)?;
        tx.find_entity(request_key())
    });
    assert!(ahead.expect("it is there").is_some());
    goodturn_store::copying::copy(&storage, &empty).expect("an organization is copied");
    storage.purge().expect("space is given up");
    assert!(cluster.log().contains("LOG:  execute "), "the server logs what it is sent");
}

fn uuid() -> uuid::Uuid {
    goodturn_store::conformance::samples::id(1)
}

fn request_key() -> EntityKey {
    goodturn_store::conformance::samples::request(10).id.into()
}

#[test]
fn every_statement_names_one_organization_and_no_other() {
    let cluster = Cluster::start_with(&["shared_buffers=32MB", "log_statement=all", "log_line_prefix="]);
    let cluster = cluster.expect("PostgreSQL starts");
    let address = cluster.new_database();
    ask_everything(&cluster, &address);
    // Above row security, which would put a condition of its own into each plan.
    let client = connect(&cluster.as_superuser(&address));
    run(&client, "set plan_cache_mode = force_generic_plan");
    let tables = Tables::of(&client);
    assert!(tables.0.len() >= 20, "{:?}", tables.0);
    let (sent, written) = (sent(&cluster.log()), written());

    let unsent: Vec<_> = written.difference(&sent).collect();
    assert!(unsent.len() * 3 < written.len(), "most statements are sent by these cases, but not {unsent:#?}");
    let mut concerned = 0;
    for statement in sent.union(&written) {
        let used = tables.check(&plan(&client, statement)).unwrap_or_else(|cause| panic!("{statement}: {cause}"));
        concerned += usize::from(used > 0);
    }
    assert!(concerned >= written.len(), "{concerned} of {}", written.len());
}

#[test]
fn statements_that_only_look_as_if_they_named_their_organization_are_found_out() {
    let address = Cluster::shared().new_database();
    open(&address);
    let client = connect(&Cluster::shared().as_superuser(&address));
    run(&client, "set plan_cache_mode = force_generic_plan");
    let tables = Tables::of(&client);
    let check = |statement| tables.check(&plan(&client, statement));

    assert_eq!(check("select id from entities where org_id = $1 and kind = $2"), Ok(1));
    for wrong in [
        "select id from entities where kind = $1 /* org_id = $1 */",
        "select id from entities where kind = $2 and (org_id = $1 or kind = 'person')",
        "select id from entities where org_id = $1 or kind = $2",
        "select id from entities where not (org_id = $1 and kind = $2)",
        "select id from entities where org_id <> $1",
        "select e.id from feed f join entities e on e.id = f.id where f.org_id = $1",
        "select e.id, $1::uuid as \"org_id = $1\" from entities e",
        "select id from entities where org_id = $2 and id = $1",
        "insert into owners (org_id, person_id) values ($2, $1)",
        "insert into owners (org_id, person_id) select org_id, person_id from people where person_id = $1",
        "update entities set body = '' where id = $1",
        "delete from words where kind = 'person' and id in (select id from entities where org_id = $1)",
    ] {
        assert!(check(wrong).is_err(), "{wrong}");
    }
}
