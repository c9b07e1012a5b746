//! Inputs made to take much memory for few bytes, as large as a message may be.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use daylog_wire::{
    MESSAGE_LIMIT,
    segment::{UNPACKED_LIMIT, pack},
};

type Bomb = (&'static str, Vec<u8>);

/// What is tried on this parser.
pub fn of(parser: &str) -> Vec<Bomb> {
    let mut bombs = any();
    match parser {
        "segment" => bombs.extend(segments()),
        "page" => bombs.extend(pages()),
        "roster_file" => bombs.extend(rosters()),
        "invite" => bombs.push(("many addresses", text("daylog://enrol?", "address=a:1&"))),
        "directory" => bombs.push(("a long text", text("daylog-directory:", "AAAA"))),
        "checkpoint" => bombs.push(("many signatures", text("daylog/x\n1\nAAAA\n\n", "\u{2014} daylog AAAA\n"))),
        "page_cursor" => bombs.extend(places()),
        "dashboard_body" => bombs.extend(bodies()),
        _ => {}
    }
    bombs
}

/// CBOR that claims or nests much, in the place of a whole message and of each of its first fields.
fn any() -> Vec<Bomb> {
    let mut bombs: Vec<Bomb> = Vec::new();
    for (what, item) in [
        ("arrays in arrays without end", vec![0x9f]),
        ("maps in maps without end", vec![0xbf]),
        ("arrays in arrays", vec![0x81]),
        ("maps in maps", vec![0xa1]),
        ("tags", vec![0xc1]),
        ("nothing", vec![0xf6]),
        ("zeros", vec![0x00]),
        ("empty texts", vec![0x60]),
        ("empty bytes", vec![0x40]),
        ("empty arrays", vec![0x80]),
        ("pairs of a number and an empty text", vec![0x82, 0x00, 0x60]),
        ("pairs of a number and an empty array", vec![0x82, 0x00, 0x80]),
        ("triples of a number and empty bytes", vec![0x83, 0x00, 0x40, 0x40]),
        ("items that leave", vec![0x82, 0x02, 0x81, 0x00]),
    ] {
        // The whole, the verdict, lists of the answer, and behind everything that is known.
        for fields in [0, 3, 6, 10, 18] {
            bombs.push((what, message(fields, &item)));
        }
    }
    for claim in
        [[0x5a, 0xff, 0xff, 0xff, 0xff], [0x7a, 0xff, 0xff, 0xff, 0xff], [0x9a, 0xff, 0xff, 0xff, 0xff], [0xba, 0xff, 0xff, 0xff, 0xff]]
    {
        bombs.push(("a huge length", claim.to_vec()));
        for fields in 0..18 {
            bombs.push(("a huge length in a field", [&[0x92][..], &vec![0xf6; fields], &claim].concat()));
        }
    }
    bombs.push(("opened_envelopes", vec![b'a'; MESSAGE_LIMIT]));
    bombs.push(("bytes that are no text", vec![0xe5; MESSAGE_LIMIT]));
    bombs
}

/// A message whose field of this number is a list of as many items as fit; the fields before it are those of an answer.
fn message(fields: usize, item: &[u8]) -> Vec<u8> {
    let field = |number| match number {
        0 => vec![1],
        1 => [&[0x50][..], &[0; 16]].concat(),
        2 | 4 => vec![0],
        3 => vec![0x82, 0, 0x80],
        6 | 10 => vec![0x80],
        _ => vec![0xf6],
    };
    let mut bytes = vec![0x98, 30];
    (0..fields).for_each(|number| bytes.extend(field(number)));
    let count = (MESSAGE_LIMIT - bytes.len() - 8) / item.len();
    bytes.push(0x9a);
    bytes.extend(u32::try_from(count).unwrap().to_be_bytes());
    bytes.extend(item.repeat(count));
    bytes
}

fn segments() -> Vec<Bomb> {
    let packed = |bytes: &[u8]| [&[1][..], &pack(bytes)].concat();
    let start = [&[0x85, 0x50][..], &[0; 16], &[0x01, 0x58, 0x20], &[0; 32]].concat();
    let list = |item: &[u8], count: usize| {
        let head = [0x9a].into_iter().chain(u32::try_from(count).unwrap().to_be_bytes()).collect::<Vec<_>>();
        [head, item.repeat(count)].concat()
    };
    let most = UNPACKED_LIMIT - 100;
    vec![
        ("zeros that unpack to the limit", packed(&vec![0; UNPACKED_LIMIT])),
        ("zeros that unpack beyond the limit", packed(&vec![0; 64 * MESSAGE_LIMIT])),
        ("many salts", packed(&[&start[..], &list(&[0x80], most)].concat())),
        ("many salts of many blocks", packed(&[&start[..], &list(&list(&[0xf6], 2_000), 900)].concat())),
        ("many slots", packed(&[&start[..], &[0x80], &list(&[0x40], most)].concat())),
        ("arrays in arrays without end", packed(&[0x9f].repeat(UNPACKED_LIMIT))),
        ("nested behind the fields", packed(&[&[0x86][..], &start[1..], &[0x80, 0x80], &[0x81, 0x9f].repeat(most / 2)].concat())),
    ]
}

fn pages() -> Vec<Bomb> {
    let any = any().into_iter().filter(|(_, bytes)| bytes.len() > 1000).map(|(what, bytes)| (what, pack(&bytes)));
    let list = |item: &[u8]| {
        let count = (MESSAGE_LIMIT - 8) / item.len();
        let head = [0x9a].into_iter().chain(u32::try_from(count).unwrap().to_be_bytes()).collect::<Vec<_>>();
        pack(&[head, item.repeat(count)].concat())
    };
    let mut bombs: Vec<Bomb> = any.collect();
    bombs.push(("households that leave", list(&[0x82, 0x02, 0x81, 0x00])));
    bombs.push(("items of an unknown kind", list(&[0x82, 0x18, 99, 0x80])));
    bombs.push(("entries", list(&[&[0x82, 0x00, 0x81, 0x86, 0x50][..], &[0; 16], &[0x01, 0x00, 0x60, 0x00, 0x40]].concat())));
    bombs.push(("zeros beyond the limit", pack(&vec![0; 64 * MESSAGE_LIMIT])));
    bombs
}

/// Texts as long as a message; an address line of the server is shorter.
fn places() -> Vec<Bomb> {
    let place = |start: &str, repeated: &str, end: &str| {
        let text = start.to_owned() + &repeated.repeat((MESSAGE_LIMIT / 4 * 3 - start.len() - end.len()) / repeated.len()) + end;
        URL_SAFE_NO_PAD.encode(text).into_bytes()
    };
    vec![
        ("arrays in arrays", place("", "[", "")),
        ("many fields", place("[", "\"\",", "\"\"]")),
        ("one long field", place("[\"", "a", "\",\"\",\"\"]")),
        ("one field of escapes", place("[\"", "\\u0041", "\",\"\",\"\"]")),
    ]
}

fn bodies() -> Vec<Bomb> {
    vec![
        ("objects in objects", text("", "{\"a\":")),
        ("arrays in a field that nobody knows", text("{\"a\":", "[")),
        ("many fields that nobody knows", text("{\"name\":\"a\"", ",\"a\":{}")),
        ("a long name", text("{\"name\":\"", "a")),
        ("a long name of escapes", text("{\"name\":\"", "\\u0041")),
        ("a reason of many digits", text("{\"reason\":", "1")),
    ]
}

const HEADER: &str =
    "street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres\n";

fn rosters() -> Vec<Bomb> {
    vec![
        ("one giant line", text(HEADER, "a")),
        ("one giant field in quotes", text(&format!("{HEADER}\""), "a,\n")),
        ("many columns", text(HEADER, ",")),
        ("many columns in the header", text("", "street,")),
        ("many short lines", text(HEADER, "a\n")),
        ("many empty lines", text(HEADER, "\n")),
        ("many assignees", text(&format!("{HEADER}s,c,h,a,r,,,x,2020-02-26,2020-03-10,,,"), "a/b/cadre;")),
        ("many good rows", text(HEADER, "s,c,h,a,r,,,x,2020-02-26,2020-03-10,,,a/b/cadre\n")),
    ]
}

fn text(start: &str, repeated: &str) -> Vec<u8> {
    let count = (MESSAGE_LIMIT - start.len()) / repeated.len();
    [start.as_bytes(), repeated.repeat(count).as_bytes()].concat()
}
