//! The list of exceptions: a rule's word, and what it is granted to. Every check says when a line is no longer needed,
//! so that the list only shrinks.

use super::finding::Finding;

pub const FILE: &str = "xtask/tidy-exceptions.txt";

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Exceptions<'a> {
    /// A file, and how many lines it may have.
    pub lengths: Vec<(&'a str, usize)>,
    /// A file that may stand in a circle of imports.
    pub circles: Vec<&'a str>,
    /// A folder that may use another one beside it, although that makes a circle.
    pub folders: Vec<(&'a str, &'a str)>,
    /// A crate that may know another one beyond the table of arrows.
    pub arrows: Vec<(&'a str, &'a str)>,
    pub unread: Vec<&'a str>,
}

impl<'a> Exceptions<'a> {
    /// `#` starts a comment.
    pub fn read(text: &'a str) -> Self {
        let mut exceptions = Exceptions::default();
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            let words: Vec<&str> = line.split_whitespace().collect();
            match (words.as_slice(), words.last().and_then(|word| word.parse().ok())) {
                ([], _) => {}
                (["length", path, _], Some(lines)) => exceptions.lengths.push((path, lines)),
                (["circle", path], _) => exceptions.circles.push(path),
                (["folders", from, to], _) => exceptions.folders.push((from, to)),
                (["arrow", from, to], _) => exceptions.arrows.push((from, to)),
                _ => exceptions.unread.push(line),
            }
        }
        exceptions
    }

    pub fn findings(&self) -> Vec<Finding> {
        self.unread.iter().map(|line| Finding::new(FILE, format!("not understood: {line}"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_understood_or_named() {
        let text = "# why\n\nlength a.rs 310 # so\ncircle b.rs\narrow c d\nfolders e f\nlength e.rs long\ncircle f.rs g.rs\nh.rs 300\n";
        let read = Exceptions::read(text);
        let unread = vec!["length e.rs long", "circle f.rs g.rs", "h.rs 300"];
        assert_eq!(
            read,
            Exceptions { lengths: vec![("a.rs", 310)], circles: vec!["b.rs"], folders: vec![("e", "f")], arrows: vec![("c", "d")], unread }
        );
        assert_eq!(read.findings().len(), 3);
    }
}
