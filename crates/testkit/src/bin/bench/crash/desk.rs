//! The work that is left, and those who do it: what is not taken goes back and is done again, in an order of chance.

use crate::{
    http::{self, Wire},
    rng::Rng,
};
use prosa_engine::{Caller, Engine};
use prosa_wire::inbox::SendText;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Something to do until it is done.
#[derive(Clone)]
pub(super) enum Work {
    /// A delivery for the door.
    Deliver(String),
    /// A reply of a member.
    Reply(Caller, Box<SendText>),
}

/// The desk.
pub(super) struct Desk {
    work: Mutex<(Vec<Work>, Rng)>,
    place: OnceLock<(u16, Engine)>,
    /// Queued or being done.
    open: AtomicUsize,
    taken: AtomicUsize,
    refused: AtomicUsize,
    /// Bodies that were answered 200.
    kept: Mutex<BTreeSet<String>>,
}

impl Desk {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            work: Mutex::new((Vec::new(), Rng::new(seed ^ 0x4445_534b))),
            place: OnceLock::new(),
            open: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
            kept: Mutex::default(),
        }
    }

    /// Says where the door is, and which engine takes replies.
    pub(super) fn open(&self, port: u16, engine: Engine) {
        // Said once, before the first work.
        let _ = self.place.set((port, engine));
    }

    /// Adds work. Gives how much.
    pub(super) fn put(&self, more: Vec<Work>) -> usize {
        let count = more.len();
        self.open.fetch_add(count, Ordering::SeqCst);
        if let Ok(mut work) = self.work.lock() {
            work.0.extend(more);
        }
        count
    }

    /// Does work for as long as the program runs.
    pub(super) async fn work(self: Arc<Self>) {
        let mut wire = None;
        loop {
            let next = self.work.lock().ok().and_then(|mut work| {
                let (list, rng) = &mut *work;
                (!list.is_empty()).then(|| list.swap_remove(rng.below(list.len())))
            });
            let Some(work) = next else {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            let done = match &work {
                Work::Deliver(body) => self.deliver(&mut wire, body).await,
                Work::Reply(caller, command) => self.reply(caller, command).await,
            };
            if done {
                self.taken.fetch_add(1, Ordering::SeqCst);
            } else {
                self.refused.fetch_add(1, Ordering::SeqCst);
                self.put(vec![work]);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            self.open.fetch_sub(1, Ordering::SeqCst);
        }
    }

    async fn deliver(&self, wire: &mut Option<Wire>, body: &str) -> bool {
        let Some((port, _)) = self.place.get() else { return false };
        if wire.is_none() {
            *wire = Wire::open(*port).await.ok();
        }
        let Some(open) = wire.as_mut() else { return false };
        match tokio::time::timeout(Duration::from_secs(15), open.ask(&http::delivery(body))).await {
            Ok(Ok(200)) => {
                if let Ok(mut kept) = self.kept.lock() {
                    kept.insert(body.to_owned());
                }
                true
            }
            Ok(Ok(_)) => false,
            Ok(Err(_)) | Err(_) => {
                *wire = None;
                false
            }
        }
    }

    async fn reply(&self, caller: &Caller, command: &SendText) -> bool {
        let Some((_, engine)) = self.place.get() else { return false };
        engine.send_text(caller, command.clone()).await.is_ok()
    }

    /// Done so far.
    pub(super) fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }

    /// Refused or unanswered so far.
    pub(super) fn refused(&self) -> usize {
        self.refused.load(Ordering::SeqCst)
    }

    /// Not done yet.
    pub(super) fn open_work(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// Every body that was answered 200.
    pub(super) fn kept(&self) -> BTreeSet<String> {
        self.kept.lock().map(|kept| kept.clone()).unwrap_or_default()
    }

    /// Waits until so much is done, or nothing is left.
    pub(super) async fn until(&self, taken: usize) {
        while self.taken() < taken && self.open_work() > 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Waits until nothing is left.
    pub(super) async fn idle(&self) {
        self.until(usize::MAX).await;
    }
}
