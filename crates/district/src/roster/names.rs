//! What the columns of a roster may be called, in English, Chinese and Korean.

use std::{collections::BTreeMap, sync::LazyLock};

use daylog_domain::fold;

/// The columns by their English names, and what else they may be called.
pub(super) const COLUMNS: [(&str, &[&str]); 13] = [
    ("street", &["街道", "乡镇", "镇街", "街道（乡镇）", "가두"]),
    ("community", &["社区", "村", "社区（村）", "사회구역"]),
    ("household", &["户号", "户编号", "户", "住户编号", "household code", "세대", "세대번호"]),
    ("address", &["地址", "住址", "居住地址", "详细地址", "隔离地址", "주소"]),
    ("resident", &["姓名", "隔离人员", "隔离人员姓名", "name", "이름", "성명", "격리인원"]),
    ("document", &["证件号", "证件号码", "身份证", "身份证号", "身份证号码", "护照号", "신분증", "신분증번호", "증명서번호"]),
    ("phone", &["电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "전화", "전화번호", "련락처"]),
    ("from", &["来源地", "来自", "来源", "返回地", "始发地", "origin", "출발지", "어디서"]),
    ("first_day", &["隔离开始", "开始日期", "隔离开始日期", "开始隔离日期", "first day", "시작", "시작일", "격리시작일"]),
    ("last_day", &["隔离结束", "结束日期", "隔离结束日期", "解除日期", "解除隔离日期", "last day", "끝", "마감일", "격리마감일"]),
    ("guarantor", &["担保人", "担保人姓名", "담보인"]),
    ("guarantor_workplace", &["担保人单位", "担保人工作单位", "guarantor workplace", "담보인단위", "담보인직장"]),
    ("cadres", &["包保干部", "包保人", "包保人员", "负责人", "담당간부", "담당"]),
];

pub(super) fn column_of(name: &str) -> Option<&'static str> {
    static BY_NAME: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
        let names = COLUMNS.iter().flat_map(|(column, others)| others.iter().chain([column]).map(move |name| (folded(name), *column)));
        names.collect()
    });
    BY_NAME.get(&folded(name)).copied()
}

fn folded(name: &str) -> String {
    fold::name(name).replace('_', "")
}
