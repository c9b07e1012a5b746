//! The first files of a cluster: what initdb makes, and how its server is configured.

use std::{fs, io::Write as _};

use super::{Cluster, PASSWORD, Settings, USER};

impl Cluster {
    /// Its first databases. The default collation is a language's, not the bytes', so that an order which leans on bytes and
    /// does not say so is noticed.
    pub(super) fn make(&self) {
        let password = self.folder.join("password");
        fs::write(&password, PASSWORD).unwrap_or_else(|why| panic!("{}: {why}", password.display()));
        self.account.own(&password);
        let options =
            ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync", "--no-instructions"];
        let access = ["--auth-local=trust", "--auth-host=scram-sha-256"];
        let names = [format!("--username={USER}"), format!("--pwfile={}", password.display())];
        let all: Vec<&str> = options.into_iter().chain(access).chain(names.iter().map(String::as_str)).collect();
        if let Err(said) = self.run("initdb", &all) {
            panic!("initdb of PostgreSQL {} failed: {said}", self.version);
        }
    }

    pub(super) fn configure(&self, settings: &Settings) {
        let on = |is: bool| if is { "on" } else { "off" };
        let mut lines = vec![
            "listen_addresses = '127.0.0.1'".to_owned(),
            format!("port = {}", self.port),
            format!("unix_socket_directories = '{}'", self.folder.display()),
            format!("fsync = {}", on(settings.fsync)),
            format!("full_page_writes = {}", on(settings.fsync)),
            "shared_buffers = '64MB'".to_owned(),
            "jit = off".to_owned(),
            "log_line_prefix = '%m [%p] %d '".to_owned(),
            "timezone = 'UTC'".to_owned(),
        ];
        lines.extend(settings.lines.iter().cloned());
        let path = self.data().join("daylog.conf");
        fs::write(&path, lines.join("\n")).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        self.account.own(&path);
        let main = self.data().join("postgresql.conf");
        let include = "include 'daylog.conf'\n";
        if !fs::read_to_string(&main).is_ok_and(|text| text.ends_with(include)) {
            let appended = fs::OpenOptions::new().append(true).open(&main).and_then(|mut file| file.write_all(include.as_bytes()));
            appended.unwrap_or_else(|why| panic!("{}: {why}", main.display()));
        }
    }
}
