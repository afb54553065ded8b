//! Bank statements in three formats: one account told four times, faults named by line and field, and any bytes.

use domain::bank_statement::{BankStatement, Column, CsvReading, StatementFormat, guess, read};
use domain::{Cents, Currency};
use proptest::prelude::*;

const CSV: &str = include_str!("cases/bank_statement/payouts.csv");
const SIDES: &str = include_str!("cases/bank_statement/sides.csv");
const BAI2: &str = include_str!("cases/bank_statement/payouts.bai");
const V02: &str = include_str!("cases/bank_statement/payouts.v02.xml");
const V08: &str = include_str!("cases/bank_statement/payouts.v08.xml");
const FORMATS: [(StatementFormat, &str); 4] = [
    (StatementFormat::Csv, CSV),
    (StatementFormat::Bai2, BAI2),
    (StatementFormat::Camt053, V02),
    (StatementFormat::Camt053, V08),
];

fn statements(format: StatementFormat, text: &str) -> Vec<BankStatement> {
    read(format, text.as_bytes(), &CsvReading::default()).unwrap()
}

fn refusal(format: StatementFormat, text: &str) -> String {
    read(format, text.as_bytes(), &CsvReading::default()).unwrap_err().to_string()
}

#[test]
fn every_format_tells_the_same_lines() {
    for (format, text) in FORMATS {
        let statements = statements(format, text);
        assert_eq!(guess(text.as_bytes()), format);
        let mut seen: Vec<_> = statements
            .iter()
            .flat_map(|one| &one.lines)
            .map(|line| {
                (line.bank_reference.clone().unwrap(), line.day.to_string(), line.amount.0, line.reference.clone())
            })
            .collect();
        seen.sort();
        let (one, two) = (Some("021000020000001".to_owned()), Some("021000020000002".to_owned()));
        assert_eq!(
            seen,
            [
                ("B-0001".into(), "2026-11-16".into(), -150_000, one),
                ("B-0002".into(), "2026-11-16".into(), -25_000, two.clone()),
                ("B-0003".into(), "2026-11-17".into(), 25_000, two),
                ("B-0004".into(), "2026-11-17".into(), -2_500, None),
            ],
            "{format}"
        );
        let (first, last) = (statements.first().unwrap(), statements.last().unwrap());
        assert_eq!((first.opening, last.closing), (Some(Cents(1_100_000)), Some(Cents(947_500))), "{format}");
        assert_eq!((first.account.as_deref(), first.currency), (Some("40012345"), Some(Currency::Usd)));
        assert_eq!((first.days.0.to_string(), last.days.1.to_string()), ("2026-11-16".into(), "2026-11-17".into()));
        let reasons: Vec<_> =
            statements.iter().flat_map(|one| &one.lines).filter_map(|line| line.return_reason.as_deref()).collect();
        assert!(matches!(reasons[..], ["R03" | "AC03"]), "{format}: {reasons:?}");
    }
}

#[test]
fn text_goes_on_over_commas_and_lines() {
    let bai = statements(StatementFormat::Bai2, BAI2);
    assert_eq!(bai[0].lines[1].text, "ACH CREDIT, ORIGINATED");
    assert_eq!(bai[0].lines[1].value_day.unwrap().to_string(), "2026-11-17");
    assert_eq!(statements(StatementFormat::Camt053, V08)[0].lines[0].text, "Commission October & bonus");
}

#[test]
fn a_table_of_two_sides_is_read_once_its_columns_are_named() {
    let refused = refusal(StatementFormat::Csv, SIDES);
    assert!(
        refused.starts_with("line 1, booking date: no column is recognised as it; the header has “Buchungstag”"),
        "{refused}"
    );
    let mut reading = CsvReading { decimal_comma: true, ..CsvReading::default() };
    reading.headers.insert(Column::Day, "Buchungstag".into());
    let read = read(StatementFormat::Csv, SIDES.as_bytes(), &reading).unwrap();
    let amounts: Vec<_> = read[0].lines.iter().map(|line| line.amount.0).collect();
    assert_eq!(amounts, [-150_000, 200_050]);
}

#[test]
fn a_fault_is_told_with_its_line_field_and_the_way_out() {
    use StatementFormat::{Bai2, Camt053, Csv};
    let cases = [
        (
            Csv,
            CSV.replace("-25.00", "-25.005"),
            "line 2, Amount: “-25.005” is not an amount of whole cents; write it like -1,234.50",
        ),
        (
            Csv,
            CSV.replace("11/16/2026,11/16/2026", "16/11/2026,11/16/2026"),
            "line 4, Posting Date: “16/11/2026” is not a day; write 2026-11-02, 11/02/2026 or 02.11.2026",
        ),
        (
            Csv,
            CSV.replace("\"9,250.00\"", "9251.00"),
            "line 4, balance: 9,251.00 doesn't follow from the balance before, 9,500.00, and this line's amount, -250.00; lines are missing or doubled",
        ),
        (
            Csv,
            CSV.replace(",USD", ",XAU"),
            "line 2, Currency: “XAU” is not a currency that books are kept in; these are: USD, EUR, CAD, GBP",
        ),
        (Csv, CSV.replace(",B-0004", ""), "line 2, (line): it has 9 fields, the header 10"),
        (
            Bai2,
            BAI2.replace("16,451,150000", "16,451,150001"),
            "line 8, control total: it says 2375000, but the amounts come to 2375001; ask the bank to send the file again",
        ),
        (
            Bai2,
            BAI2.replace("49,2375000,6", "49,2375000,7"),
            "line 8, number of records: it says 7, but there are 6; a part of the file is missing or doubled",
        ),
        (Bai2, BAI2.replace("98,1900000,1", "98,1900000,2"), "line 15, number of accounts: it says 2, but there are 1"),
        (
            Bai2,
            BAI2.replace("16,698,2500,0", "16,798,2500,0"),
            "line 13, type code: “798” is no code of a credit (100–399) or a debit (400–699)",
        ),
        (
            Bai2,
            BAI2.replace("010,925000", "010,925001").replace("49,1900000", "49,1900001"),
            "line 14, closing balance: opening balance 9,250.01 and 2 booked lines of together 225.00 come to 9,475.01, not to 9,475.00; lines are missing or doubled: ask the bank for the whole statement",
        ),
        (
            Bai2,
            BAI2.replace("99,4275000,2,16/", ""),
            "file: it has no file trailer (99): its end is missing; fetch it again",
        ),
        (
            Camt053,
            V08.replace("camt.053", "camt.052"),
            "line 2, Document: it is an account report within the day (camt.052); ask the bank for the statement, camt.053",
        ),
        (
            Camt053,
            V02.replace("<Sum>2025.00", "<Sum>2025.01"),
            "line 33, Sum: it says 2,025.01, but the entries come to 2,025.00",
        ),
        (
            Camt053,
            V02.replace("<Amt Ccy=\"USD\">250.00</Amt></TxAmt>", "<Amt Ccy=\"USD\">251.00</Amt></TxAmt>"),
            "line 38, Ntry: it is of -1,750.00, but its payments come to -1,751.00",
        ),
        (
            Camt053,
            V02.replace("2026-11-17T09:30", "17.11.2026T09:30"),
            "line 64, DtTm: “17.11.2026T09:30:00-05:00” is not a day like 2026-11-02",
        ),
        (
            Camt053,
            V02.replace("&amp;", "&bonus;"),
            "line 50, file: “bonus” is no character; only &amp; &lt; &gt; &quot; &apos; and numbers are known",
        ),
    ];
    let (told, expected): (Vec<_>, Vec<_>) =
        cases.into_iter().map(|(format, text, expected)| (refusal(format, &text), expected)).unzip();
    assert_eq!(told, expected);
}

#[test]
fn neither_document_types_nor_bottomless_documents_are_read() {
    let bomb = V02.replace("<Document", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n<Document");
    assert!(refusal(StatementFormat::Camt053, &bomb).contains("document type"));
    let deep = V02.replace("<MsgId>", &"<a>".repeat(1000));
    assert!(refusal(StatementFormat::Camt053, &deep).contains("within each other"));
    assert!(refusal(StatementFormat::Camt053, V02.split("</TxDtls>").next().unwrap()).contains("its end is missing"));
}

/// A sample with some of its bytes changed, lost or doubled.
fn damaged() -> impl Strategy<Value = (StatementFormat, Vec<u8>)> {
    let hits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..6);
    (prop::sample::select(&FORMATS[..]), hits).prop_map(|((format, text), hits)| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, byte, how) in hits {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        (format, bytes)
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), format in prop::sample::select(StatementFormat::ALL)) {
        let _ = read(format, &bytes, &CsvReading::default());
    }

    #[test]
    fn a_damaged_statement_is_refused_or_adds_up((format, bytes) in damaged()) {
        if let Ok(statements) = read(format, &bytes, &CsvReading::default()) {
            for one in statements {
                let sum: i128 = one.lines.iter().map(|line| i128::from(line.amount.0)).sum();
                if let (Some(opening), Some(closing)) = (one.opening, one.closing) {
                    prop_assert_eq!(i128::from(opening.0) + sum, i128::from(closing.0));
                }
            }
        }
    }

    #[test]
    fn amounts_read_back_from_a_table(amounts in prop::collection::vec(-10_000_000_000i64..10_000_000_000, 1..20)) {
        let rows: Vec<_> = amounts.iter().map(|cents| format!("2026-11-16,\"{}\"", Cents(*cents))).collect();
        let statements = statements(StatementFormat::Csv, &format!("Date,Amount\n{}", rows.join("\n")));
        let seen: Vec<_> = statements[0].lines.iter().map(|line| line.amount.0).collect();
        prop_assert_eq!(seen, amounts);
    }
}
