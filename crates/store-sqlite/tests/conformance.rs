//! SQLite keeps the contracts of both storages.

mod replica {
    goodturn_store::replica_conformance!({
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("replica.db");
        (folder, goodturn_store_sqlite::SqliteReplica::open(&path).expect("a new file opens"))
    });
}

mod authority {
    goodturn_store::authority_conformance!({
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path().join("authority.db");
        (folder, goodturn_store_sqlite::SqliteAuthority::open(&path).expect("a new file opens"))
    });
}
