//! When two spellings mean the same: names of people, offices and places, codes and addresses are compared by what these give.
//! For comparing and searching only. What is stored and shown stays as it was typed.

use icu_normalizer::ComposingNormalizerBorrowed;

/// A name of a person, an office, a street or a community. Blanks and the dots between the parts of a name do not count, nor
/// does case or the width of a letter. Simplified and traditional characters stay different: 后 and 後 are two surnames.
#[must_use]
pub fn name(text: &str) -> String {
    same_letters(text).filter(|c| !c.is_whitespace() && !is_name_dot(*c)).collect()
}

/// A cadre, who is told from namesakes by the office.
#[must_use]
pub fn cadre(name_of_person: &str, office: &str) -> (String, String) {
    (name(name_of_person), name(office))
}

/// A code or an address: as a name, but its dots count, and so does a blank between two digits: `1 12` is not `11 2`.
#[must_use]
pub fn code(text: &str) -> String {
    let mut folded = String::new();
    let mut blank = false;
    for c in same_letters(text) {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && c.is_ascii_digit() && folded.ends_with(|before: char| before.is_ascii_digit()) {
            folded.push(' ');
        }
        blank = false;
        folded.push(c);
    }
    folded
}

/// The digits of a number that is dialled, and the plus before a country.
#[must_use]
pub fn phone(text: &str) -> String {
    same_letters(text).filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// One form for each letter: NFKC, which brings compatibility ideographs, wide and narrow forms together, lower case, one dash,
/// one apostrophe; what cannot be seen is left out.
fn same_letters(text: &str) -> impl Iterator<Item = char> {
    let lower = const { ComposingNormalizerBorrowed::new_nfkc() }.normalize(text).to_lowercase();
    // Lower case can be composed anew, and what was hidden between a letter and its mark kept them apart.
    let visible: String = lower.chars().filter(|c| !is_invisible(*c)).collect();
    let composed = const { ComposingNormalizerBorrowed::new_nfkc() }.normalize(&visible).into_owned();
    composed.chars().map(one_form).collect::<Vec<_>>().into_iter()
}

fn one_form(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2E3A}' | '\u{2E3B}' | '\u{FE58}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{2BC}' | '\u{2B9}' | '`' | '\u{B4}' => '\'',
        c => c,
    }
}

/// The dots that stand between the parts of a Uyghur, Kazakh or foreign name; keyboards and spreadsheets give any of them.
fn is_name_dot(c: char) -> bool {
    matches!(
        c,
        '.' | '\u{B7}'
            | '\u{387}'
            | '\u{2022}'
            | '\u{2024}'
            | '\u{2027}'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{25E6}'
            | '\u{25CF}'
            | '\u{2E31}'
            | '\u{3002}'
            | '\u{30FB}'
            | '\u{A78F}'
            | '\u{FF65}'
            | '\u{10101}'
    )
}

/// Control and format characters, fillers, variation selectors.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
                | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_the_same() {
        for (rule, spellings) in [
            ("blanks", &["张如彬", "张 如彬", "张\u{3000}如 彬", " 张如彬\u{a0}", "张\u{200b}如彬", "张\t如彬"][..]),
            (
                "dots",
                &["买买提·阿不都", "买买提•阿不都", "买买提・阿不都", "买买提.阿不都", "买买提．阿不都", "买买提‧阿不都", "买买提･阿不都"],
            ),
            ("a decomposed syllable", &["김철수", "\u{1100}\u{1175}\u{11b7}철수"]),
            ("a compatibility ideograph", &["金某", "\u{f90a}某"]),
            ("a radical that looks like its character", &["人某", "\u{2f08}某"]),
            ("width and case", &["Anna Li", "ANNA LI", "Ａｎｎａ　Ｌｉ", "annali"]),
            ("an accent of its own", &["José", "Jose\u{301}", "JOSÉ"]),
            ("narrow katakana", &["ガ", "ｶﾞ"]),
            ("apostrophes", &["O'Brien", "O’Brien", "O`Brien"]),
            ("direction marks", &["ئەخمەت", "\u{202b}ئەخمەت\u{202c}", "\u{200f}ئەخمەت"]),
            ("the way a character is drawn", &["葛某", "葛\u{e0100}某"]),
            ("brackets", &["安某（大）", "安某(大)"]),
            ("what stands between a letter and its mark", &["é", "e\u{200b}\u{301}"]),
        ] {
            for spelling in spellings {
                assert_eq!(name(spelling), name(spellings.first().unwrap_or(&"")), "{rule}: {spelling:?}");
            }
        }
    }

    #[test]
    fn names_that_differ_stay_different() {
        for (one, other) in [
            ("安某", "安某某"),
            ("后某", "後某"),
            ("张彬", "張彬"),
            ("李某", "이모"),
            ("张斌", "张彬"),
            ("住户1", "住户2"),
            ("Jean-Luc", "Jeanluc"),
        ] {
            assert_ne!(name(one), name(other), "{one} {other}");
        }
    }

    #[test]
    fn codes_and_addresses_keep_what_tells_doors_apart() {
        for (one, other) in [
            ("YJ-001", "yj–001"),
            ("YJ-001", "ＹＪ－００１"),
            ("YJ-001", "YJ - 001"),
            ("3号楼2单元501", "3号楼 2单元 501"),
            ("３号楼２单元５０１", "3号楼2单元501"),
        ] {
            assert_eq!(code(one), code(other), "{one} {other}");
        }
        for (one, other) in [("1 12", "11 2"), ("1.12", "11.2"), ("1-12", "11-2"), ("001", "1"), ("1 12", "112")] {
            assert_ne!(code(one), code(other), "{one} {other}");
        }
        assert_eq!(phone(" +86 138-4331（2345）"), "+8613843312345");
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["ǅ·ﬁ", "İ", "e\u{200b}\u{301}", "\u{3131}\u{314f}", "１ ２", "ᾳ\u{301}"] {
            assert_eq!(name(&name(text)), name(text), "{text:?}");
            assert_eq!(code(&code(text)), code(text), "{text:?}");
        }
    }
}
