//! From a file's bytes to its text. What is recognised without doubt is read; everything else is refused whole, never guessed.

use encoding_rs::{EUC_KR, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{FileProblem, plausible};

/// A file's text, and the encoding that it was read in, as the report names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub encoding: &'static str,
}

/// Reads a file by what it shows: a byte order mark, the zeros of UTF-16, strict UTF-8, and GB18030 or CP949 where what they
/// give reads like a roster. `stated` is the encoding that somebody named: then nothing is recognised, only read.
pub fn decode(bytes: &[u8], stated: Option<&'static Encoding>) -> Result<Decoded, FileProblem> {
    if let Some(encoding) = stated {
        return read_as(bytes, encoding);
    }
    let decoded = recognise(bytes).ok_or(FileProblem::Encoding)?;
    match plausible::misread(&decoded.text) {
        Some((wrong, right)) => Err(FileProblem::Misread { wrong: name_of(wrong), right: name_of(right) }),
        None => Ok(decoded),
    }
}

/// The encoding that a person names, by any of its usual names.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Encoding> {
    match name.trim().to_ascii_lowercase().as_str() {
        "cp949" | "ms949" | "uhc" => Some(EUC_KR),
        "utf8" => Some(UTF_8),
        "utf-16" | "utf16" | "utf16le" | "unicode" => Some(UTF_16LE),
        "utf16be" => Some(UTF_16BE),
        "cp936" | "gb2312" | "gbk" => Some(GB18030),
        label => Encoding::for_label(label.as_bytes()),
    }
}

fn name_of(encoding: &'static Encoding) -> &'static str {
    match encoding {
        encoding if encoding == EUC_KR => "CP949",
        encoding if encoding == GB18030 || encoding == encoding_rs::GBK => "GB18030",
        encoding => encoding.name(),
    }
}

fn read_as(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, FileProblem> {
    let encoding = Encoding::for_bom(bytes).map_or(encoding, |(of_bom, _)| of_bom);
    let text = strictly(bytes, encoding).ok_or(FileProblem::NotIn { encoding: name_of(encoding) })?;
    Ok(Decoded { text, encoding: name_of(encoding) })
}

fn recognise(bytes: &[u8]) -> Option<Decoded> {
    let decoded = |text: String, encoding: &'static Encoding| Decoded { text, encoding: name_of(encoding) };
    // UTF-32 begins as UTF-16 does.
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return None;
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return match strictly(bytes, encoding) {
            Some(text) => Some(decoded(text, encoding)),
            None if encoding == UTF_8 => mostly_utf8(bytes).map(|text| decoded(text, UTF_8)),
            None => None,
        };
    }
    if let Some(encoding) = by_zeros(bytes)
        && let Some(text) = strictly(bytes, encoding).filter(|text| text.contains([',', ';', '\t', '\n', '\r']))
    {
        return Some(decoded(text, encoding));
    }
    if let Some(text) = strictly(bytes, UTF_8).or_else(|| mostly_utf8(bytes)) {
        return Some(decoded(text, UTF_8));
    }
    let fits = |encoding: &'static Encoding, is_plausible: fn(&str) -> bool| {
        strictly(bytes, encoding).filter(|text| is_plausible(text)).map(|text| decoded(text, encoding))
    };
    match (fits(GB18030, plausible::is_chinese), fits(EUC_KR, plausible::is_korean)) {
        (Some(one), None) | (None, Some(one)) => Some(one),
        _ => None,
    }
}

/// Every second byte of UTF-16 is zero where text is ASCII, and commas and line ends always are.
fn by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (most, least) = (even.max(odd), even.min(odd));
    // One character in ten at least; a damaged file of another encoding has a few anywhere.
    if most * 20 < bytes.len() || least * 20 > most {
        return None;
    }
    Some(if odd > even { UTF_16LE } else { UTF_16BE })
}

fn strictly(bytes: &[u8], encoding: &'static Encoding) -> Option<String> {
    let (bytes, is_even) = match Encoding::for_bom(bytes) {
        Some((of_bom, length)) if of_bom == encoding => (bytes.get(length..)?, (bytes.len() - length).is_multiple_of(2)),
        _ => (bytes, bytes.len().is_multiple_of(2)),
    };
    if (encoding == UTF_16LE || encoding == UTF_16BE) && !is_even {
        return None;
    }
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// One broken line must not make a whole UTF-8 file unreadable: lines of Chinese or Korean in another encoding are hardly ever
/// valid UTF-8. The broken lines show U+FFFD, and their rows are refused.
fn mostly_utf8(bytes: &[u8]) -> Option<String> {
    let beyond_ascii = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let (valid, broken): (Vec<_>, Vec<_>) = beyond_ascii.partition(|line| std::str::from_utf8(line).is_ok());
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    (valid.len() > broken.len()).then(|| String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use daylog_testkit::SeededRandom;
    use encoding_rs::{BIG5, EUC_JP, ISO_2022_JP, SHIFT_JIS, WINDOWS_1252};

    use super::*;

    const CHINESE: &str = "street,community,household,address,resident\n公园街道,园锦社区,YJ-001,3号楼2单元501,安某\n";
    const KOREAN: &str = "street,community,household,address,resident\n공원가두,원금사회구역,YJ-001,3호동 2단원 501,김철수\n";
    const TRADITIONAL: &str = "street,community,household,address,resident\n公園街道,園錦社區,YJ-001,3號樓2單元501,張學友\n";
    const JAPANESE: &str = "street,community,household,address,resident\n公園通り,中央町,YJ-001,三号棟五〇一,高橋さくら\n";
    const LATIN: &str = "street,community,household,address,resident\nÄußere Straße,Süd,YJ-001,Haus 3,José Núñez\n";

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        format!("{mark}{text}").encode_utf16().flat_map(bytes_of).collect()
    }

    fn named(bytes: &[u8]) -> Result<(String, &'static str), FileProblem> {
        decode(bytes, None).map(|decoded| (decoded.text, decoded.encoding))
    }

    #[test]
    fn each_encoding_that_offices_use_gives_the_same_text() {
        for text in [CHINESE, KOREAN] {
            let utf8 = |mark: &[u8]| [mark, text.as_bytes()].concat();
            assert_eq!(named(&utf8(b"")), Ok((text.to_owned(), "UTF-8")));
            assert_eq!(named(&utf8(b"\xEF\xBB\xBF")), Ok((text.to_owned(), "UTF-8")));
            for mark in [true, false] {
                assert_eq!(named(&utf16(text, u16::to_le_bytes, mark)), Ok((text.to_owned(), "UTF-16LE")), "mark: {mark}");
                assert_eq!(named(&utf16(text, u16::to_be_bytes, mark)), Ok((text.to_owned(), "UTF-16BE")), "mark: {mark}");
            }
        }
        assert_eq!(named(&GB18030.encode(CHINESE).0), Ok((CHINESE.to_owned(), "GB18030")));
        assert_eq!(named(&EUC_KR.encode(KOREAN).0), Ok((KOREAN.to_owned(), "CP949")));
    }

    #[test]
    fn what_is_in_no_encoding_that_can_be_told_is_refused_whole() {
        for (name, bytes) in [
            ("Big5", BIG5.encode(TRADITIONAL).0),
            ("Shift-JIS", SHIFT_JIS.encode(JAPANESE).0),
            ("EUC-JP", EUC_JP.encode(JAPANESE).0),
            ("Latin-1", WINDOWS_1252.encode(LATIN).0),
            ("half of each", [CHINESE.as_bytes(), &GB18030.encode(CHINESE).0].concat().into()),
            ("UTF-32", CHINESE.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<_>>().into()),
            (
                "UTF-32 with its mark",
                [0xFF, 0xFE, 0, 0].into_iter().chain(CHINESE.chars().flat_map(|c| u32::from(c).to_le_bytes())).collect::<Vec<_>>().into(),
            ),
            ("a UTF-16 file that lost a byte", utf16(CHINESE, u16::to_le_bytes, true).split_last().unwrap().1.to_vec().into()),
            ("noise", (0..=255).rev().collect::<Vec<u8>>().into()),
        ] {
            assert_eq!(named(&bytes), Err(FileProblem::Encoding), "{name}");
        }
    }

    #[test]
    fn a_file_that_was_misread_once_and_saved_so_is_refused() {
        let gb_of = |bytes: &[u8]| GB18030.decode_without_bom_handling(bytes).0.into_owned();
        let latin_of = |bytes: &[u8]| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
        for (name, text) in [
            ("UTF-8 as Latin-1", latin_of(CHINESE.as_bytes())),
            ("GB18030 as Latin-1", latin_of(&GB18030.encode(CHINESE).0)),
            ("UTF-8 as GB18030", gb_of(CHINESE.as_bytes())),
            ("CP949 as GB18030", gb_of(&EUC_KR.encode(KOREAN).0)),
            ("Big5 as GB18030", gb_of(&BIG5.encode(TRADITIONAL).0)),
        ] {
            let refused = named(text.as_bytes());
            assert!(matches!(refused, Err(FileProblem::Misread { .. })), "{name}: {refused:?}");
        }
        assert!(named("s,c,h,a,José Müller\ns,c,h,a,住户1\n".as_bytes()).is_ok());
    }

    /// Lists of as many people, drawn from frequent names, as offices of each place would write them.
    fn list(random: &mut SeededRandom, people: u64, words: [&str; 5]) -> String {
        let mut draw = |from: &str| {
            let characters: Vec<char> = from.chars().collect();
            *random.pick(&characters).unwrap()
        };
        let [surnames, given, street, community, office] = words;
        let row = |number: u64| {
            let mut name = || format!("{}{}{}", draw(surnames), draw(given), draw(given));
            format!(
                "{street},{community},YJ-{number},{number}-2-501,{},,13800000001,,2020-02-26,2020-03-10,,,{}/{office}/cadre\n",
                name(),
                name()
            )
        };
        std::iter::once("street,community,household,address,resident\n".to_owned()).chain((0..people).map(row)).collect()
    }

    #[test]
    fn lists_of_one_to_five_people_are_never_read_wrongly() {
        let simplified = ["王李张刘陈金朴崔郑安", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂", "公园街道", "园锦社区", "市委办"];
        let korean = ["김이박최정강조윤장임", "철수영희민준서연지우현정은미경숙자순동", "공원가두", "원금사회구역", "시위원회"];
        let traditional = ["王李張劉陳黃鄭趙吳許", "偉芳娜秀英敏靜麗強磊軍洋勇艷傑娟濤明超蘭霞平剛桂", "公園街道", "園錦社區", "市委辦"];
        let japanese = ["佐鈴高田伊渡山中小加", "藤木橋中辺本村林", "中央通り", "さくら町", "市役所"];
        let mut random = SeededRandom::new(10);
        let mut refused = 0;
        for people in [1, 2, 3, 5] {
            for _ in 0..100 {
                for (words, encoding, is_ours) in [
                    (simplified, GB18030, true),
                    (korean, EUC_KR, true),
                    (traditional, BIG5, false),
                    (japanese, SHIFT_JIS, false),
                    (japanese, EUC_JP, false),
                ] {
                    let text = list(&mut random, people, words);
                    match named(&encoding.encode(&text).0) {
                        Ok((read, _)) => assert!(is_ours && read == text, "{people}: {text} was read as {read}"),
                        Err(_) => refused += usize::from(is_ours),
                    }
                }
            }
        }
        assert!(refused <= 8, "{refused} of 800 were refused");
    }

    #[test]
    fn one_broken_line_does_not_make_a_utf8_file_unreadable() {
        let (text, encoding) = named(&["公园街道\n建工街道\n".as_bytes(), b"\xE5\x9B\n"].concat()).unwrap();
        assert_eq!(encoding, "UTF-8");
        assert!(text.starts_with("公园街道\n建工街道\n") && text.contains('\u{FFFD}'), "{text}");
        // And a few zeros make no UTF-16 of it.
        assert_eq!(named(b"street,community\n\0a,b\nc,d\0\n").map(|(_, encoding)| encoding), Ok("UTF-8"));
    }

    #[test]
    fn a_stated_encoding_is_read_strictly() {
        let read = |bytes: &[u8], name: &str| decode(bytes, by_name(name)).map(|decoded| (decoded.text, decoded.encoding));
        assert_eq!(read(&BIG5.encode(TRADITIONAL).0, "big5"), Ok((TRADITIONAL.to_owned(), "Big5")));
        assert_eq!(read(&GB18030.encode(CHINESE).0, "GB2312"), Ok((CHINESE.to_owned(), "GB18030")));
        assert_eq!(read(&EUC_KR.encode(KOREAN).0, "cp949"), Ok((KOREAN.to_owned(), "CP949")));
        assert_eq!(read(&BIG5.encode(TRADITIONAL).0, "utf-8"), Err(FileProblem::NotIn { encoding: "UTF-8" }));
        assert_eq!(by_name("nonsense"), None);
        assert_ne!(by_name("shift_jis"), Some(ISO_2022_JP));
    }
}
