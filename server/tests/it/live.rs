//! Live updates: resumed without a gap, ended with the session and with the server.

use crate::node::{Node, Person};
use futures::StreamExt as _;
use prosa_domain::id::LineId;
use prosa_testkit::world::Shop;
use std::time::Duration;

/// An open stream and what it said so far.
struct Stream {
    body: futures::stream::BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    text: String,
}

impl Stream {
    async fn open(node: &Node, person: &Person, query: &str, last: Option<i64>) -> Self {
        let client = reqwest::Client::new();
        let mut request =
            client.get(format!("{}/api/live{query}", node.base)).header("cookie", &person.cookie);
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", node.log());
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert!(!answer.headers().contains_key("content-encoding"));
        Self { body: answer.bytes_stream().boxed(), text: String::new() }
    }

    /// Reads until the text holds the words.
    async fn until(&mut self, words: &str) {
        let wait = async {
            while !self.text.contains(words) {
                let chunk = self.body.next().await.expect("still open").expect("a chunk");
                self.text.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        };
        let outcome = tokio::time::timeout(Duration::from_secs(15), wait).await;
        assert!(outcome.is_ok(), "never heard {words}: {}", self.text);
    }

    /// Reads until the server closes it.
    async fn closed(&mut self, longest: Duration) {
        let wait = async { while let Some(Ok(_)) = self.body.next().await {} };
        assert!(tokio::time::timeout(longest, wait).await.is_ok(), "still open");
    }

    fn ids(&self) -> Vec<i64> {
        self.text.lines().filter_map(|line| line.strip_prefix("id: ")?.parse().ok()).collect()
    }
}

fn shop(person: &Person) -> Shop {
    Shop {
        tenant: person.caller.tenant,
        owner: person.caller,
        line: LineId(uuid::Uuid::nil()),
        phone_number_id: String::new(),
    }
}

/// Something happens in the company: somebody is invited.
async fn happen(node: &Node, person: &Person, times: usize) {
    for number in 0..times {
        let invite = prosa_wire::team::Invite {
            email: format!("p{number}-{:032x}@example.com", prosa_testkit::database::rand128()),
            role: prosa_domain::access::Role::Agent,
        };
        node.world.engine.invite(&person.caller, invite).await.unwrap();
    }
}

#[tokio::test]
async fn what_happens_is_told_in_order_and_what_was_missed_comes_first() {
    let node = Node::start().await;
    let owner = node.company("Casa Aurora").await;
    happen(&node, &owner, 3).await;
    let mut stream = Stream::open(&node, &owner, "?after=1", None).await;
    stream.until("id: 3").await;
    assert_eq!(stream.ids(), [2, 3], "the gap, not what was heard before");
    happen(&node, &owner, 2).await;
    stream.until("id: 5").await;
    assert_eq!(stream.ids(), [2, 3, 4, 5]);
    assert!(stream.text.contains("\"kind\":\"team_updated\""));
    drop(stream);
    happen(&node, &owner, 2).await;
    // What the browser remembers counts more than what the page was loaded with.
    let mut again = Stream::open(&node, &owner, "?after=1", Some(5)).await;
    again.until("id: 7").await;
    assert_eq!(again.ids(), [6, 7]);
    let events = node.world.events(&shop(&owner)).await;
    assert_eq!(events.len(), 7);
}

#[tokio::test]
async fn another_companys_events_are_never_heard() {
    let node = Node::start().await;
    let ours = node.company("Casa Aurora").await;
    let theirs = node.company("Vizinha").await;
    let mut stream = Stream::open(&node, &ours, "?after=0", None).await;
    happen(&node, &theirs, 3).await;
    happen(&node, &ours, 1).await;
    stream.until("id: 1").await;
    assert_eq!(stream.ids(), [1]);
}

#[tokio::test]
async fn a_gap_that_is_no_longer_kept_is_told() {
    let node = Node::start().await;
    let owner = node.company("Casa Aurora").await;
    happen(&node, &owner, 4).await;
    node.sql("delete from event where sequence <= 3").await;
    let mut some = Stream::open(&node, &owner, "?after=1", None).await;
    some.until("event: resync").await;
    node.sql("delete from event").await;
    let mut none = Stream::open(&node, &owner, "?after=1", None).await;
    none.until("event: resync").await;
    // From the future, as after a database was restored.
    let mut future = Stream::open(&node, &owner, "?after=99", None).await;
    future.until("event: resync").await;
}

#[tokio::test]
async fn a_session_that_was_ended_hears_no_more() {
    let node = Node::start().await;
    let owner = node.company("Casa Aurora").await;
    let mut stream = Stream::open(&node, &owner, "?after=0", None).await;
    let answer = node.form("/api/sign_out", &[], Some(&owner)).await;
    assert!(answer.status().is_success() || answer.status().is_redirection(), "{}", answer.status());
    stream.closed(Duration::from_secs(30)).await;
    assert_eq!(node.get("/api/live?after=0", Some(&owner)).await.status(), 401);
}

#[tokio::test]
async fn one_member_cannot_hold_connections_without_end() {
    let node = Node::with("\n[path]\nlive_clients_max = 2").await;
    let owner = node.company("Casa Aurora").await;
    let _first = Stream::open(&node, &owner, "", None).await;
    let second = Stream::open(&node, &owner, "", None).await;
    let third = node.get("/api/live", Some(&owner)).await;
    assert_eq!(third.status(), 429);
    drop(second);
    happen(&node, &owner, 1).await;
    for _ in 0..100 {
        happen(&node, &owner, 1).await;
        if node.get("/api/live", Some(&owner)).await.status() == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the seat was never given back");
}

#[tokio::test]
async fn a_stop_closes_streams_finishes_requests_and_ends_in_peace() {
    let mut node = Node::start().await;
    let owner = node.company("Casa Aurora").await;
    let mut stream = Stream::open(&node, &owner, "?after=0", None).await;
    let begun = std::time::Instant::now();
    node.signal("TERM");
    stream.closed(Duration::from_secs(5)).await;
    let status = node.ended(Duration::from_secs(20)).await;
    assert!(status.success(), "{status}: {}", node.log());
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(node.log().contains("stopping") && !node.log().contains("did not finish"));
}
