//! What work costs: time on the wall, time of processors, and memory at its peak. From `/proc`, so on Linux only.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Ticks of a second in `/proc/*/stat`: a constant of Linux's interface.
const TICKS: u64 = 100;

/// What something took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    pub wall: Duration,
    /// Of this process and, with PostgreSQL, of the server's.
    pub cpu: Duration,
}

impl Cost {
    /// What came after an earlier part.
    pub const fn since(self, earlier: Self) -> Self {
        Self { wall: self.wall.saturating_sub(earlier.wall), cpu: self.cpu.saturating_sub(earlier.cpu) }
    }
}

/// Measures this process together with a database server, given by the process that its workers are children of.
#[derive(Clone, Copy)]
pub struct Meter {
    pub server: Option<u32>,
}

pub struct Running {
    meter: Meter,
    began: Instant,
    cpu: Duration,
}

impl Meter {
    pub fn start(self) -> Running {
        Running { meter: self, began: Instant::now(), cpu: self.cpu() }
    }

    fn cpu(self) -> Duration {
        let own = stat("self").map_or(0, |stat| stat.used);
        let ticks = own + self.server.map_or(0, ticks_of_server);
        Duration::from_millis(ticks * 1000 / TICKS)
    }
}

impl Running {
    pub fn cost(&self) -> Cost {
        Cost { wall: self.began.elapsed(), cpu: self.meter.cpu().saturating_sub(self.cpu) }
    }
}

/// A process, as far as `/proc/PID/stat` tells.
struct Stat {
    parent: u32,
    used: u64,
    used_by_ended_children: u64,
}

fn stat(process: &str) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name may hold anything, and ends at the last bracket.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
    Some(Stat {
        parent: u32::try_from(number(1)?).ok()?,
        used: number(11)? + number(12)?,
        used_by_ended_children: number(13)? + number(14)?,
    })
}

fn ticks_of_server(parent: u32) -> u64 {
    let ended = stat(&parent.to_string()).map_or(0, |stat| stat.used + stat.used_by_ended_children);
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let names = processes.filter_map(|entry| entry.file_name().into_string().ok());
    let children = names.filter_map(|name| stat(&name)).filter(|stat| stat.parent == parent);
    ended + children.map(|stat| stat.used).sum::<u64>()
}

/// The process that a database worker is a child of.
pub fn parent_of(process: u32) -> Option<u32> {
    Some(stat(&process.to_string())?.parent)
}

/// Memory of this process, watched by a thread of its own.
///
/// Only what is its own counts: the database's file is mapped into memory too, and the system keeps of that what it
/// has room for.
pub struct Memory {
    before: u64,
    stop: Arc<AtomicBool>,
    watcher: JoinHandle<u64>,
}

impl Memory {
    pub fn watch() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = stop.clone();
        let watcher = thread::spawn(move || {
            let mut most = own_mib();
            while !told.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(10));
                most = most.max(own_mib());
            }
            most
        });
        Self { before: own_mib(), stop, watcher }
    }

    /// Before and at most, in MiB.
    pub fn taken(self) -> (u64, u64) {
        self.stop.store(true, Ordering::Relaxed);
        (self.before, self.watcher.join().expect("watched"))
    }
}

fn own_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
