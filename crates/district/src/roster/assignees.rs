//! The cadres' column: `name/office/role` for each, separated by semicolons; a fourth part is the telephone number.

use daylog_domain::{assignment::Role, fold, roster::Assignee};

use super::{cell, phone};

/// Why the column cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadAssignees {
    pub(super) code: &'static str,
    pub(super) reason: &'static str,
}

/// The cadres, and what of their telephone numbers could not be read.
pub(super) fn read(text: &str) -> Result<(Vec<Assignee>, Vec<String>), BadAssignees> {
    let mut found: Vec<Assignee> = Vec::new();
    let mut lost = Vec::new();
    for part in text.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let (assignee, left_out) = assignee(part)?;
        lost.extend(left_out);
        let key = |assignee: &Assignee| fold::cadre(&assignee.name, &assignee.office);
        match found.iter().find(|known| key(known) == key(&assignee)) {
            Some(known) if known.role != assignee.role => {
                return Err(bad("cadre_twice", "the same cadre stands there twice, with two roles"));
            }
            Some(_) => {}
            None => found.push(assignee),
        }
    }
    found.shrink_to_fit();
    if found.is_empty() { Err(bad("empty", "must name at least one cadre")) } else { Ok((found, lost)) }
}

fn assignee(part: &str) -> Result<(Assignee, Option<String>), BadAssignees> {
    // The number behind the third stroke may hold some itself.
    let mut fields = part.splitn(4, ['/', '／']).map(str::trim);
    let (name, office) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
    let role = match fields.next().unwrap_or_default() {
        "" => Role::Cadre,
        text => {
            role(text).ok_or_else(|| bad("bad_role", "a role is cadre, community or lead; a semicolon stands between several cadres"))?
        }
    };
    let phones = fields.next().filter(|phone| !cell::is_nothing(phone)).map(phone::read).unwrap_or_default();
    if name.is_empty() || office.is_empty() {
        return Err(bad("bad_cadre", "a cadre is written name/office/role"));
    }
    if !cell::is_name_of_person(name) || !cell::is_name(office) {
        return Err(bad("bad_cadre", "a cadre is written name/office/role, and this is no name of a person or an office"));
    }
    Ok((Assignee { name: name.to_owned(), office: office.to_owned(), role, phone: phones.numbers }, phones.left_out))
}

fn role(text: &str) -> Option<Role> {
    let folded = fold::name(text);
    let other = match folded.as_str() {
        "包保干部" | "干部" | "包保人" | "담당간부" | "간부" => Some(Role::Cadre),
        "网格员" | "社区" | "社区工作者" | "격자관리원" | "사회구역" => Some(Role::Community),
        "领队" | "带队" | "组长" | "인솔자" => Some(Role::Lead),
        _ => None,
    };
    Role::named(&folded).or(other)
}

fn bad(code: &'static str, reason: &'static str) -> BadAssignees {
    BadAssignees { code, reason }
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
            ("张某/市委办//13800000001/13800000002；", vec![assignee("张某", "市委办", Role::Cadre, Some("13800000001 / 13800000002"))]),
            ("张某/市委办/cadre;张 某/市委办", vec![assignee("张某", "市委办", Role::Cadre, None)]),
        ] {
            assert_eq!(read(text), Ok((expected, vec![])), "{text}");
        }
        for (text, code) in [
            ("", "empty"),
            (" ; ", "empty"),
            ("张某", "bad_cadre"),
            ("/市委办", "bad_cadre"),
            ("13800000001/市委办", "bad_cadre"),
            ("张某/市委办/boss", "bad_role"),
            ("张某/市委办/cadre;张某/市委办/lead", "cadre_twice"),
        ] {
            assert_eq!(read(text).map_err(|bad| bad.code), Err(code), "{text}");
        }
        assert_eq!(read("张某/市委办/cadre/?").unwrap().1, ["?"]);
    }
}
