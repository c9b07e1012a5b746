//! Small rosters, and who reads them.

use daylog_domain::{
    access::Viewer,
    ids::{CommunityId, StreetId},
    places::Community,
};

pub const HEADER: &str =
    "street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres";

/// 1 March 2020, 10:40 in the district.
pub const NOON: &str = "2020-03-01T10:40";

/// A community of the first street; the rosters of these tests name only one.
pub const fn community(id: u32) -> Community {
    Community { street: StreetId(1), id: CommunityId(id) }
}

pub const fn secretary(id: u32) -> Viewer {
    Viewer::Secretary(community(id))
}

/// A roster of the seed's first households, one resident each: `(household, community, cadres)`.
pub fn roster(rows: &[(&str, &str, &str)]) -> String {
    let row = |(household, community, cadres): &(&str, &str, &str)| {
        format!(
            "公园街道,{community},{household},{household}号楼501,住户{household},,10000000001,境外,2020-02-26,2020-03-10,担保人,某单位,{cadres}\n"
        )
    };
    format!("{HEADER}\n{}", rows.iter().map(row).collect::<String>())
}

/// Two households in two communities: 张如彬 has A1, 权贺永 has B1, a community worker has both.
pub fn two_households() -> String {
    roster(&[
        ("A1", "园锦社区", "张如彬/市委办督查室/cadre; 网格员/街道/community"),
        ("B1", "长新社区", "权贺永/市退役军人事务局/cadre; 网格员/街道/community"),
    ])
}
