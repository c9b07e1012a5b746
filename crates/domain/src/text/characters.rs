//! Which characters stay in clean text. Names of properties are those of the Unicode Character Database.

/// A mandatory break of UAX #14.
pub(super) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Blanks that are not the plain one; the braille blank shows nothing either.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{2800}' | '\u{3000}')
}

/// Whether `c` stays between its neighbours; `before` is what has been kept so far.
pub(super) fn kept(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '\n' => true,
        '\u{200C}' | '\u{200D}' => both(before, after, joins_letters) || (c == '\u{200D}' && both(before, after, is_pictograph)),
        // A selector says how the character before it is drawn.
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => before.is_some_and(|before| !before.is_whitespace() && !is_selector(before)),
        // Tags spell a flag behind a black one, and hide text anywhere else.
        '\u{E0020}'..='\u{E007F}' => before.is_some_and(|before| before == '\u{1F3F4}' || matches!(before, '\u{E0020}'..='\u{E007E}')),
        '\u{180B}'..='\u{180F}' => before.is_some_and(|before| matches!(before, '\u{1800}'..='\u{18AF}')),
        c => !c.is_control() && !is_invisible(c),
    }
}

fn both(before: Option<char>, after: Option<char>, is: fn(char) -> bool) -> bool {
    before.is_some_and(is) && after.is_some_and(is)
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Format characters, fillers and noncharacters: they show nothing, and some turn or hide what stands beside them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E001F}' | '\u{E0080}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}'
    ) || matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF)
}

/// Scripts whose spelling needs joiners and non-joiners: Arabic and its neighbours, the Indic ones, Mongolian.
fn joins_letters(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{08FF}' | '\u{0900}'..='\u{0DFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1800}'..='\u{18AF}'
        | '\u{A840}'..='\u{A87F}' | '\u{FB50}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// What emoji are joined from, tones and selectors among them.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Whether a character is written from right to left, or is a number within such text.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}
