//! Names as they are heard in a border city: Chinese and Korean mixed, in the writing of each. Labels, nobody's real name.

use crate::SeededRandom;

const CHINESE_SURNAMES: &[&str] =
    &["王", "李", "张", "刘", "陈", "杨", "赵", "孙", "徐", "马", "朱", "胡", "郭", "林", "何", "高", "于", "姜", "宋", "曲"];
const CHINESE_GIVEN: &[&str] = &[
    "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "桂兰", "平", "建国",
    "玉梅", "晓东", "雪",
];
const KOREAN_SURNAMES: &[&str] =
    &["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송", "전", "홍"];
const KOREAN_GIVEN: &[&str] = &[
    "명철", "순희", "영숙", "철수", "미란", "광호", "춘화", "성일", "옥자", "동욱", "해란", "정호", "금녀", "용수", "은실", "태준", "련희",
    "학철", "봉선", "길남", "향란", "창국", "설매", "일화",
];

/// A name, of either writing.
pub(super) fn name(random: &mut SeededRandom) -> String {
    let (surnames, given) = if random.below(5) < 2 { (KOREAN_SURNAMES, KOREAN_GIVEN) } else { (CHINESE_SURNAMES, CHINESE_GIVEN) };
    let mut part = |from: &[&'static str]| random.pick(from).copied().unwrap_or_default();
    format!("{}{}", part(surnames), part(given))
}

/// A telephone number of a range that is assigned to nobody.
pub(super) fn phone(number: u32) -> String {
    format!("100{number:08}")
}
