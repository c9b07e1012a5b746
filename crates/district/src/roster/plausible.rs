//! Whether a text reads like a roster of this region: surnames, words of places and offices, common characters. For telling
//! encodings apart, whose bytes often fit each other without making sense.

use std::collections::BTreeSet;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, UTF_8, WINDOWS_1252};

/// The hundred most frequent surnames of China and those that are frequent in Yanbian, with the compound ones by their first.
const CHINESE_SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢\
     姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文朴安全权玄池车南\
     太具明元玉千方表洪申吉俞禹严卞沈蔡都奉诸欧司上诸葛齐关宫曲宁牛甄裴柳鲁葛施庄章祝游温项包柯翟";
/// Characters of traditional writing that the simplified ones above stand for.
const TRADITIONAL_SURNAMES: &str = "張劉陳楊黃趙吳孫馬羅鄭許韓鄧馮蕭葉蘇呂盧鍾譚陸範韋賈鄒閻龍賀顧龔邵萬錢戴嚴湯喬賴權車齊關寧魯莊項";
const KOREAN_SURNAMES: &str = "김이박최정강조윤장임한오서신권황안송전홍유류고문양손배백허남심노하곽성차주우구나라민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용량림리려";
/// What addresses, communities, offices and origins are made of. Two characters at least: one alone stands anywhere by chance.
const CHINESE_WORDS: [&str; 32] = [
    "街道", "社区", "社區", "号楼", "號樓", "单元", "單元", "小区", "小區", "花园", "公司", "单位", "市委", "政府", "办事", "医院", "学校",
    "中学", "境外", "韩国", "网格", "干部", "村委", "管理", "大街", "胡同", "公安", "担保", "派出", "延吉", "人民", "中心",
];
const KOREAN_WORDS: [&str; 20] = [
    "가두",
    "사회구역",
    "구역",
    "호동",
    "단원",
    "아파트",
    "담당",
    "사무",
    "회사",
    "위원회",
    "병원",
    "학교",
    "중학",
    "연길",
    "연변",
    "한국",
    "국외",
    "동네",
    "센터",
    "단위",
];

/// A text that was read as GB18030: common characters throughout, and names or words that are Chinese.
pub(super) fn is_chinese(text: &str) -> bool {
    let (mut han, mut common) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        if is_private(c) {
            return false;
        }
        if c.is_alphabetic() {
            han += 1;
            common += usize::from(is_common(c));
        }
    }
    common * 5 >= han * 4 && share(text, fits_chinese) >= Share::HALF
}

/// A text that was read as CP949: Hangul throughout, and names or words that are Korean.
pub(super) fn is_korean(text: &str) -> bool {
    let (mut letters, mut hangul) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        if is_private(c) {
            return false;
        }
        if c.is_alphabetic() {
            letters += 1;
            hangul += usize::from(is_hangul(c));
        }
    }
    hangul * 10 >= letters * 9 && share(text, fits_korean) >= Share::HALF
}

/// A text that makes no sense, and does once it is written in one encoding and read in another: which was wrong, which right.
pub(super) fn misread(text: &str) -> Option<(&'static Encoding, &'static Encoding)> {
    let fits = |cell: &str| fits_chinese(cell) || fits_korean(cell);
    if text.is_ascii() || share(text, fits) >= Share::FIFTH {
        return None;
    }
    let ways = [
        (WINDOWS_1252, UTF_8),
        (WINDOWS_1252, GB18030),
        (WINDOWS_1252, EUC_KR),
        (GB18030, UTF_8),
        (GB18030, EUC_KR),
        (GB18030, BIG5),
        (EUC_KR, GB18030),
        (EUC_KR, UTF_8),
        (BIG5, GB18030),
    ];
    ways.into_iter().find(|(wrong, right)| share(&read_again(text, wrong, right), fits) >= Share::HALF)
}

/// Cell by cell: what cannot be written or read again stays out.
fn read_again(text: &str, wrong: &'static Encoding, right: &'static Encoding) -> String {
    let mut again = String::new();
    for cell in cells(text).filter(|cell| !cell.is_ascii()) {
        let (bytes, _, unmappable) = wrong.encode(cell);
        if !unmappable && let Some(read) = right.decode_without_bom_handling_and_without_replacement(&bytes) {
            again.push_str(&read);
        } else {
            again.push('\u{FFFD}');
        }
        again.push('\n');
    }
    again
}

/// How many of the cells beyond ASCII fit.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Share(f64);

impl Share {
    const HALF: Share = Share(0.5);
    const FIFTH: Share = Share(0.2);
}

/// Only the first rows are looked at: they tell it as well.
const MOST_CELLS: usize = 20_000;

fn share(text: &str, fits: impl Fn(&str) -> bool) -> Share {
    let (mut all, mut fitting) = (0_u32, 0_u32);
    // The same cell in every row is one witness.
    let different: BTreeSet<&str> = cells(text).filter(|cell| !cell.is_ascii()).take(MOST_CELLS).collect();
    for cell in different {
        all += 1;
        fitting += u32::from(fits(cell));
    }
    Share(if all == 0 { 1.0 } else { f64::from(fitting) / f64::from(all) })
}

fn cells(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\t', '\n', '\r', '/']).map(|cell| cell.trim_matches(['"', ' ']))
}

fn fits_chinese(cell: &str) -> bool {
    let begins = cell.chars().next().is_some_and(|first| CHINESE_SURNAMES.contains(first) || TRADITIONAL_SURNAMES.contains(first));
    let is_name = (2..=4).contains(&cell.chars().count()) && cell.chars().all(is_han);
    (begins && is_name) || CHINESE_WORDS.iter().any(|word| cell.contains(word)) || (cell.contains('·') && cell.chars().any(is_han))
}

fn fits_korean(cell: &str) -> bool {
    let begins = cell.chars().next().is_some_and(|first| KOREAN_SURNAMES.contains(first));
    let is_name = (2..=4).contains(&cell.chars().count()) && cell.chars().all(is_hangul);
    (begins && is_name) || KOREAN_WORDS.iter().any(|word| cell.contains(word))
}

/// The first level of GB 2312: what 99.7 of 100 characters of ordinary text are.
fn is_common(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, _) = GB18030.encode(c.encode_utf8(&mut buffer));
    matches!(*bytes, [0xB0..=0xD7, 0xA1..=0xFE])
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// Characters that mean something on one computer only.
pub(super) fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}
