//! Banking days and routing numbers against what the Federal Reserve and others have published.

use chrono::{Datelike, NaiveDate};
use domain::banking::{self, RoutingNumber};
use serde_json::Value;
use std::collections::BTreeSet;

fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/cases/banking/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn date(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn banking_days_are_counted_as_the_federal_reserve_does() {
    for line in file("days.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let start = date(&case["start"]);
        let days = u32::try_from(case["add_banking_days"].as_u64().unwrap()).unwrap();
        assert_eq!(banking::is_banking_day(start), case["is_start_banking_day"].as_bool().unwrap(), "{line}");
        assert_eq!(banking::add_banking_days(start, days), date(&case["expected"]), "{line}");
    }
}

#[test]
fn the_banks_are_closed_on_the_published_days_and_no_others() {
    let text = file("holidays.csv");
    let rows: Vec<_> = csv::Reader::from_reader(text.as_bytes()).into_records().map(Result::unwrap).collect();
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let published: BTreeSet<_> = rows.iter().filter_map(|row| day(&row[3])).collect();
    let named: BTreeSet<_> = rows.iter().filter_map(|row| day(&row[1])).collect();
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    let days: Vec<_> = first.iter_days().take_while(|day| day.year() <= 2030).collect();
    let closed = |day: &NaiveDate| day.weekday().number_from_monday() <= 5 && !banking::is_banking_day(*day);
    assert_eq!(days.iter().copied().filter(closed).collect::<BTreeSet<_>>(), published);
    let holidays = days.into_iter().filter(|day| banking::holiday(*day).is_some());
    assert_eq!(holidays.collect::<BTreeSet<_>>(), named);
}

#[test]
fn routing_numbers_hold_or_are_refused() {
    for line in file("routing_numbers.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let routing = case["routing"].as_str().unwrap();
        let valid = case["checksum_valid"].as_bool().unwrap() && routing != "000000000";
        assert_eq!(routing.parse::<RoutingNumber>().is_ok(), valid, "{line}");
    }
}
