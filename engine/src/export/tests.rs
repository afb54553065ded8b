//! Tables that were written, read back.

use super::*;
use calamine::{Data, Reader, Xlsx};
use futures_util::TryStreamExt;
use std::io::Cursor;

const COLUMNS: &[&str] = &["who", "count", "amount", "rate", "day", "at"];

fn rows() -> Vec<Row> {
    let at: DateTime<Utc> = "2025-10-06T17:00:00.5Z".parse().unwrap();
    vec![
        vec![
            "=HYPERLINK(\"http://evil.example\"), “so”".into(),
            3.into(),
            Cents(-123_450).into(),
            Rate(55_000).into(),
            "2025-09-30".parse::<NaiveDate>().unwrap().into(),
            at.into(),
        ],
        vec![Cell::Nothing, 0.into(), Cents(5).into(), Rate(0).into(), Cell::Nothing, Cell::or_nothing(None::<Cents>)],
    ]
}

async fn csv(table: Table) -> String {
    let Content::Blocks(blocks) = table.file(FileFormat::Csv).await.unwrap().content else { panic!("blocks") };
    String::from_utf8(blocks.try_concat().await.unwrap()).unwrap()
}

#[tokio::test]
async fn csv_has_plain_figures_and_no_formula() {
    assert_eq!(
        csv(Table::of("t", COLUMNS, rows())).await,
        "who,count,amount,rate,day,at\r\n\
         \"'=HYPERLINK(\"\"http://evil.example\"\"), “so”\",3,-1234.50,0.055,2025-09-30,2025-10-06T17:00:00.500Z\r\n\
         ,0,0.05,0,,\r\n"
    );
    assert_eq!(csv(Table::of("t", COLUMNS, Vec::new())).await, "who,count,amount,rate,day,at\r\n");
}

#[test]
fn nothing_begins_like_a_formula() {
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
        assert_eq!(super::csv::text(formula), format!("'{formula}"));
    }
    assert_eq!(super::csv::text("Downey = south"), "Downey = south");
}

#[tokio::test]
async fn a_workbook_has_figures_as_numbers_and_formulas_as_words() {
    let file = Table::of("payouts", COLUMNS, rows()).file(FileFormat::Xlsx).await.unwrap();
    assert_eq!(file.name, "payouts.xlsx");
    let Content::Whole(bytes) = file.content else { panic!("whole") };
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(sheet.get_size(), (3, 6));
    assert_eq!(sheet[(1, 0)], Data::String("=HYPERLINK(\"http://evil.example\"), “so”".into()));
    assert_eq!((&sheet[(1, 1)], &sheet[(1, 2)]), (&Data::Float(3.0), &Data::Float(-1234.5)));
    assert_eq!(sheet[(1, 3)], Data::Float(0.055));
    assert!(matches!(&sheet[(1, 4)], Data::DateTime(day) if day.to_ymd_hms_milli() == (2025, 9, 30, 0, 0, 0, 0)));
    assert!(matches!(&sheet[(1, 5)], Data::DateTime(at) if at.to_ymd_hms_milli().3 == 17));
    assert_eq!((&sheet[(2, 0)], &sheet[(2, 2)]), (&Data::Empty, &Data::Float(0.05)));
    let pdf = Table::of("t", COLUMNS, rows()).file(FileFormat::Pdf).await;
    assert_eq!(pdf.err(), Some(Refusal::invalid("format", "choose csv or xlsx")));
}
