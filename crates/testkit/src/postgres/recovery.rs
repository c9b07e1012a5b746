//! A cluster restored to a point in time, as its operator does it: a base backup of the running server, its archived write-ahead
//! log, and a new cluster that replays the log as far as a point that was given a name.

use std::{fs, path::Path, process::Command};

use ::postgres::{Client, NoTls};

use super::{BETWEEN_LOOKS, Cluster, Settings, USER, copy};

/// Where the log is archived, seen from the data files.
const ARCHIVE: &str = "../archive";

/// The lines of a cluster that archives its log.
#[must_use]
pub fn archived() -> Vec<String> {
    let command = format!("mkdir -p {ARCHIVE} && cp %p {ARCHIVE}/%f.part && mv {ARCHIVE}/%f.part {ARCHIVE}/%f");
    vec!["wal_level = replica".to_owned(), "archive_mode = on".to_owned(), format!("archive_command = '{command}'")]
}

impl Cluster {
    /// Copies the data files of the running server and keeps them under a name: by `pg_basebackup`, and where the version comes
    /// without it by hand, between the two functions that PostgreSQL has for that.
    ///
    /// # Panics
    /// When it does not succeed.
    pub fn base_backup(&self, name: &str) {
        let copy = self.folder.join(name);
        if self.programs.path("pg_basebackup").is_file() { self.backup_by_program(&copy) } else { self.backup_by_hand(&copy) }
    }

    fn backup_by_program(&self, to: &Path) {
        let mut command = self.account.command(&self.programs.path("pg_basebackup"));
        command.args(["--checkpoint=fast", "--wal-method=none", "--no-manifest", "--no-password"]);
        command.args([format!("--username={USER}"), format!("--port={}", self.port)]);
        command.arg(format!("--host={}", self.folder.display())).arg(format!("--pgdata={}", to.display()));
        let done = command.current_dir(&self.folder).output().unwrap_or_else(|why| panic!("pg_basebackup: {why}"));
        assert!(done.status.success(), "pg_basebackup: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn backup_by_hand(&self, to: &Path) {
        // One connection: the backup ends with it.
        let mut client = self.operator();
        client.batch_execute("SELECT pg_backup_start('by hand', true)").unwrap_or_else(|why| panic!("pg_backup_start: {why}"));
        copy_of_running(&self.data(), to);
        let label = client.query_one("SELECT labelfile FROM pg_backup_stop()", &[]).unwrap_or_else(|why| panic!("pg_backup_stop: {why}"));
        let remove_all = |folder: &Path| fs::remove_dir_all(folder).and_then(|()| fs::create_dir(folder));
        let written = fs::write(to.join("backup_label"), label.get::<_, String>(0))
            .and_then(|()| fs::remove_file(to.join("postmaster.pid")))
            .and_then(|()| remove_all(&to.join("pg_wal")));
        written.unwrap_or_else(|why| panic!("{}: {why}", to.display()));
        self.account.own_all(to);
    }

    /// Gives the present moment a name, and waits until the log up to it is archived.
    ///
    /// # Panics
    /// When the server does not answer.
    pub fn name_this_point(&self, name: &str) {
        let mut client = self.operator();
        let file = client.query_one("SELECT pg_walfile_name(pg_create_restore_point($1))", &[&name]);
        let file: String = file.unwrap_or_else(|why| panic!("{why}")).get(0);
        client.batch_execute("SELECT pg_switch_wal()").unwrap_or_else(|why| panic!("{why}"));
        let archived = self.data().join(ARCHIVE).join(file);
        while !archived.exists() {
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// A new cluster out of a base backup of this one and of what this one archived up to a named point.
    ///
    /// # Panics
    /// When it does not start, or does not reach the point.
    #[must_use]
    pub fn restored(&self, backup: &str, point: &str) -> Cluster {
        let archive = self.folder.join("archive");
        let lines = vec![
            format!("restore_command = 'cp {}/%f %p'", archive.display()),
            format!("recovery_target_name = '{point}'"),
            "recovery_target_action = 'promote'".to_owned(),
        ];
        let cluster = Cluster::filled(self.version, &Settings { fsync: true, lines }, |cluster| {
            copy(&self.folder.join(backup), &cluster.data());
            let signal = cluster.data().join("recovery.signal");
            fs::write(&signal, "").unwrap_or_else(|why| panic!("{}: {why}", signal.display()));
            cluster.account.own(&signal);
        });
        let mut client = cluster.operator();
        let mut is_recovering = || client.query_one("SELECT pg_is_in_recovery()", &[]).is_ok_and(|row| row.get(0));
        while is_recovering() {
            std::thread::sleep(BETWEEN_LOOKS);
        }
        cluster
    }

    fn operator(&self) -> Client {
        Client::connect(&self.url("postgres"), NoTls).unwrap_or_else(|why| panic!("PostgreSQL {}: {why}", self.version))
    }
}

/// A file that the server deletes while it is copied is none that the backup needs.
fn copy_of_running(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("--archive").args([from, to]).env("LC_ALL", "C").output().unwrap_or_else(|why| panic!("cp: {why}"));
    let said = String::from_utf8_lossy(&copied.stderr);
    assert!(said.lines().all(|line| line.ends_with("No such file or directory")), "cp: {said}");
}
