//! The cadres' column: `name/office/role` for each, separated by semicolons; a fourth part is the telephone number.

use daylog_domain::{
    assignment::Role,
    fold,
    roster::{Assignee, OfRow},
};

use super::{cell, phone};

/// The cadres, and what of their telephone numbers could not be read.
pub(super) fn read(text: &str) -> Result<(Vec<Assignee>, Vec<String>), OfRow> {
    let mut found: Vec<Assignee> = Vec::new();
    let mut lost = Vec::new();
    for part in text.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let (assignee, left_out) = assignee(part)?;
        lost.extend(left_out);
        let key = |assignee: &Assignee| fold::cadre(&assignee.name, &assignee.office);
        match found.iter().find(|known| key(known) == key(&assignee)) {
            Some(known) if known.role != assignee.role => {
                return Err(OfRow::CadreTwice);
            }
            Some(_) => {}
            None => found.push(assignee),
        }
    }
    found.shrink_to_fit();
    if found.is_empty() { Err(OfRow::NoCadre) } else { Ok((found, lost)) }
}

fn assignee(part: &str) -> Result<(Assignee, Option<String>), OfRow> {
    // The number behind the third stroke may hold some itself.
    let mut fields = part.splitn(4, ['/', '／']).map(str::trim);
    let (name, office) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
    let role = match fields.next().unwrap_or_default() {
        "" => Role::Cadre,
        text => role(text).ok_or(OfRow::BadRole)?,
    };
    let phones = fields.next().filter(|phone| !cell::is_nothing(phone)).map(phone::read).unwrap_or_default();
    if name.is_empty() || office.is_empty() {
        return Err(OfRow::BadCadre);
    }
    if !cell::is_name_of_person(name) || !cell::is_name(office) {
        return Err(OfRow::CadreNotAName);
    }
    Ok((Assignee { name: name.to_owned(), office: office.to_owned(), role, phone: phones.numbers }, phones.left_out))
}

fn role(text: &str) -> Option<Role> {
    let folded = fold::name(text);
    let other = match folded.as_str() {
        "包保干部" | "干部" | "包保人" | "담당간부" | "간부" => Some(Role::Cadre),
        "网格员" | "社区" | "社区工作者" | "격자관리원" | "사회구역" => Some(Role::Community),
        "领队" | "带队" | "组长" | "인솔자" => Some(Role::Lead),
        "协助人员" | "医生" | "民警" | "협조인원" | "의사" | "민경" => Some(Role::Helper),
        _ => None,
    };
    Role::named(&folded).or(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cadres_are_read_in_every_way_in_which_offices_write_them() {
        let assignee = |name: &str, office: &str, role, phone: Option<&str>| Assignee {
            name: name.to_owned(),
            office: office.to_owned(),
            role,
            phone: phone.map(str::to_owned),
        };
        for (text, expected) in [
            ("张某/市委办", vec![assignee("张某", "市委办", Role::Cadre, None)]),
            ("张某／市委办／网格员", vec![assignee("张某", "市委办", Role::Community, None)]),
            (
                "张某/市委办/cadre/13800000001; 李某/园锦社区/community",
                vec![assignee("张某", "市委办", Role::Cadre, Some("13800000001")), assignee("李某", "园锦社区", Role::Community, None)],
            ),
            ("张某/市医院/医生", vec![assignee("张某", "市医院", Role::Helper, None)]),
            ("张某/市委办//13800000001/13800000002；", vec![assignee("张某", "市委办", Role::Cadre, Some("13800000001 / 13800000002"))]),
            ("张某/市委办/cadre;张 某/市委办", vec![assignee("张某", "市委办", Role::Cadre, None)]),
        ] {
            assert_eq!(read(text), Ok((expected, vec![])), "{text}");
        }
        for (text, why) in [
            ("", OfRow::NoCadre),
            (" ; ", OfRow::NoCadre),
            ("张某", OfRow::BadCadre),
            ("/市委办", OfRow::BadCadre),
            ("13800000001/市委办", OfRow::CadreNotAName),
            ("张某/市委办/boss", OfRow::BadRole),
            ("张某/市委办/cadre;张某/市委办/lead", OfRow::CadreTwice),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
        assert_eq!(read("张某/市委办/cadre/?").unwrap().1, ["?"]);
    }
}
