//! Values in the place of their names.

/// Puts values in the place of `{name}`, once: a value that looks like a name stays as it is. An unknown name stays too.
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(before, from)| Some((before, from.split_once('}')?))) {
        filled.push_str(before);
        match value(name) {
            Some(value) => filled.push_str(&value),
            None => filled.extend(["{", name, "}"]),
        }
        rest = after;
    }
    filled + rest
}
