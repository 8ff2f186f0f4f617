//! Against hosts of this machine that answer well, badly, slowly or without an end.

use std::net::Ipv4Addr;
use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::header::LOCATION;
use axum::http::{Request, Response, StatusCode};
use axum::routing::get;
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::*;

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";

/// A host at an address of this machine, until the test ends.
async fn host(routes: Router) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{at}")
}

fn fetcher(reach: Reach) -> Fetcher {
    Fetcher::new(reach, Limits { time: Duration::from_millis(1_500), bytes: 100_000 }).unwrap()
}

async fn fetch_within(reach: Reach, url: &str) -> Result<Fetched, CalendarProblem> {
    fetcher(reach).fetch(&CalendarAddress::new(url).unwrap(), None).await
}

async fn fetch(url: &str) -> Result<Fetched, CalendarProblem> {
    fetch_within(Reach::PRIVATE, url).await
}

fn text(fetched: Fetched) -> String {
    match fetched {
        Fetched::Text { text, .. } => text,
        Fetched::Unchanged => panic!("nothing was known before"),
    }
}

fn redirect(to: &str) -> Response<Body> {
    Response::builder().status(StatusCode::FOUND).header(LOCATION, to).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_calendar_is_fetched_and_once_more_only_where_it_is_another() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = asked.clone();
    let answer = move |request: Request<Body>| {
        let known = request.headers().get(IF_NONE_MATCH).cloned();
        heard.lock().unwrap().push((request.headers()["user-agent"].clone(), known.clone()));
        async move {
            let (status, body) = if known.is_some() { (304, "") } else { (200, CALENDAR) };
            Response::builder().status(status).header(ETAG, "\"one\"").body(Body::from(body)).unwrap()
        }
    };
    let url = CalendarAddress::new(&format!("{}/free.ics", host(Router::new().route("/free.ics", get(answer))).await));
    let (url, fetcher) = (url.unwrap(), fetcher(Reach::PRIVATE));

    let Ok(Fetched::Text { text, version: Some(version) }) = fetcher.fetch(&url, None).await else {
        panic!("it is there, in a version");
    };
    assert_eq!(text, CALENDAR);
    assert_eq!(fetcher.fetch(&url, Some(&version)).await, Ok(Fetched::Unchanged));

    let asked = asked.lock().unwrap();
    assert!(asked[0].0.to_str().unwrap().starts_with("Goodturn/"), "{asked:?}");
    assert_eq!((asked[0].1.clone(), asked[1].1.clone()), (None, Some(HeaderValue::from_static("\"one\""))));
}

#[tokio::test]
async fn what_is_no_calendar_of_a_sensible_size_is_a_problem_of_its_own() {
    let endless = || async {
        let chunks = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 10_000])));
        Response::new(Body::from_stream(chunks))
    };
    let slow = || async {
        let chunks = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b"BEGIN")), ()))
        });
        Response::new(Body::from_stream(chunks))
    };
    let silent = || async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        CALENDAR
    };
    let at = host(
        Router::new()
            .route("/large", get(|| async { "x".repeat(2_000_000) }))
            .route("/endless", get(endless))
            .route("/slow", get(slow))
            .route("/silent", get(silent))
            .route("/latin", get(|| async { &b"BEGIN:VCALENDAR\r\nX:\xe4\r\n"[..] })),
    )
    .await;
    let begun = Instant::now();

    assert_eq!(fetch(&format!("{at}/gone")).await, Err(CalendarProblem::AnsweredWith { status: 404 }));
    assert_eq!(fetch(&format!("{at}/large")).await, Err(CalendarProblem::TooLarge));
    assert_eq!(fetch(&format!("{at}/endless")).await, Err(CalendarProblem::TooLarge));
    assert_eq!(fetch(&format!("{at}/latin")).await, Err(CalendarProblem::NotACalendar));
    assert_eq!(fetch(&format!("{at}/slow")).await, Err(CalendarProblem::TooSlow));
    assert_eq!(fetch(&format!("{at}/silent")).await, Err(CalendarProblem::TooSlow));
    assert!(begun.elapsed() < Duration::from_secs(20), "each ends in time: {:?}", begun.elapsed());
}

#[tokio::test]
async fn nobody_there_is_told_as_such() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap();

    assert_eq!(fetch(&format!("http://{free}/free.ics")).await, Err(CalendarProblem::Unreachable));
}

#[tokio::test]
async fn a_redirect_is_followed_three_times_and_no_more() {
    let step = |Path(left): Path<u8>| async move {
        if left == 0 { Response::new(Body::from(CALENDAR)) } else { redirect(&format!("/step/{}", left - 1)) }
    };
    let circle = || async { redirect("/circle") };
    let at = host(Router::new().route("/step/{left}", get(step)).route("/circle", get(circle))).await;

    assert_eq!(fetch(&format!("{at}/step/3")).await.map(text), Ok(CALENDAR.to_owned()));
    assert_eq!(fetch(&format!("{at}/step/4")).await, Err(CalendarProblem::AnsweredWith { status: 302 }));
    assert_eq!(fetch(&format!("{at}/circle")).await, Err(CalendarProblem::AnsweredWith { status: 302 }));
}

#[tokio::test]
async fn a_redirect_leads_to_nowhere_that_an_address_could_not_name() {
    let secret = host(Router::new().route("/", get(|| async { "the secret of the house" }))).await;
    // The same machine by another address, which stands for a network of its own.
    let inner = secret.replace("127.0.0.1", "127.0.0.2");
    let listener = TcpListener::bind("127.0.0.2:0").await.unwrap();
    let named = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
    let at = host(
        Router::new()
            .route("/literal", get(move || async move { redirect(&inner) }))
            .route("/odd", get(|| async { redirect("http://0x7f.2:1/") }))
            .route("/mapped", get(|| async { redirect("http://[::ffff:127.0.0.2]:1/") }))
            .route("/file", get(|| async { redirect("file:///etc/passwd") })),
    )
    .await;
    let only_this = Reach { is_within: |it| it == IpAddr::V4(Ipv4Addr::LOCALHOST), ..Reach::PRIVATE };
    let refused = Err(CalendarProblem::RefusedAddress);

    for path in ["literal", "odd", "mapped"] {
        assert_eq!(fetch_within(only_this, &format!("{at}/{path}")).await, refused, "{path}");
    }
    assert_eq!(
        fetch_within(only_this, &format!("{at}/file")).await,
        Err(CalendarProblem::AnsweredWith { status: 302 })
    );
    let nowhere = Reach { is_within: |_| false, ..Reach::PRIVATE };
    assert_eq!(fetch_within(nowhere, &named).await, refused, "a name is looked up and checked");
}

#[tokio::test]
async fn a_server_of_the_internet_fetches_nothing_from_its_own_machine() {
    let refused = Err(CalendarProblem::RefusedAddress);

    for url in [
        "https://127.0.0.1/free.ics",
        "https://[::1]/free.ics",
        "https://localhost/free.ics",
        "https://2130706433/free.ics",
        "https://0x7f000001/free.ics",
        "https://10.0.0.7/free.ics",
        "https://169.254.169.254/latest/meta-data/",
    ] {
        assert_eq!(fetch_within(Reach::PUBLIC, url).await, refused, "{url}");
    }
    assert_eq!(fetch_within(Reach::PUBLIC, "http://example.org/free.ics").await, Err(CalendarProblem::NotEncrypted));
}

#[test]
fn a_server_of_the_internet_knocks_at_no_odd_door() {
    let check = |reach, url: &str| fetcher(reach).check(&Url::parse(url).unwrap());

    for url in ["https://192.0.43.8/", "https://192.0.43.8:443/", "https://example.org:8443/free.ics"] {
        assert_eq!(check(Reach::PUBLIC, url), Ok(()), "{url}");
    }
    for url in ["https://192.0.43.8:22/", "https://example.org:6379/free.ics", "https://example.org:80/"] {
        assert_eq!(check(Reach::PUBLIC, url), Err(CalendarProblem::RefusedAddress), "{url}");
        assert_eq!(check(Reach::PRIVATE, url), Ok(()), "{url}");
    }
}
