//! The least that carries a change from one device to another: three durable commits, and two
//! round trips on loopback between them.

use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;
use std::time::{Duration, Instant};

use crate::bare::{self, BareRow};
use crate::desks::PAUSE;
use crate::echo::Echo;

const BYTES: usize = 1_024;

pub(crate) async fn measure(folder: &Path, changes: usize) -> Result<Vec<Duration>> {
    let echo = Echo::start().await?;
    let mut files = Vec::new();
    for name in ["from", "server", "to"] {
        let db = bare::open(&folder.join(format!("{name}.bare")))?;
        db.execute_batch("create table bodies (body blob) strict")?;
        files.push(db);
    }
    let mut times = Vec::new();
    for _ in 0..changes {
        tokio::time::sleep(PAUSE).await;
        let started = Instant::now();
        for (at, db) in files.iter_mut().enumerate() {
            if at > 0 {
                echo.send(vec![b'x'; BYTES]).await?;
            }
            commit(db)?;
        }
        times.push(started.elapsed());
    }
    Ok(times)
}

fn commit(db: &mut Connection) -> Result<()> {
    let values = vec![vec![b'x'; BYTES].into()];
    bare::write(db, &[BareRow { sql: "insert into bodies (body) values (?)".into(), values }])
}
