//! Which district a command is about.

use std::path::{Path, PathBuf};

use clap::Args;

#[derive(Args)]
pub(in crate::cli) struct DataFolder {
    /// The district's folder
    #[arg(long)]
    pub(in crate::cli) data: PathBuf,
    /// The key of the database, where it is kept outside the folder
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) key_file: Option<PathBuf>,
}

impl DataFolder {
    /// As it is written behind the next command about the same district.
    pub(in crate::cli) fn written(&self) -> String {
        let quoted = |path: &Path| quoted(&path.display().to_string());
        let key_file = self.key_file.as_deref().map(|path| format!(" --key-file {}", quoted(path)));
        format!("--data {}{}", quoted(&self.data), key_file.unwrap_or_default())
    }
}

/// A word as a shell takes it for one.
pub(in crate::cli) fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "/._-:+@,".contains(c));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_spaces_or_quotes_can_be_copied_into_a_shell() {
        for (word, written) in
            [("/srv/daylog", "/srv/daylog"), ("书记", "书记"), ("a b", "'a b'"), ("a'b", "'a'\\''b'"), ("$(x)", "'$(x)'"), ("", "''")]
        {
            assert_eq!(quoted(word), written);
        }
    }
}
